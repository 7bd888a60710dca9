"""Words without their endings."""

import threading
from functools import lru_cache

import Stemmer

# One and many where Snowball's rules for English take them for different words, or for the wrong ones; then words to
# which its rules give the stem of another: “apartments” that of “apart”. The first of each is the one they are found
# by; of these it is no other word's stem.
FAMILIES = (
    ("bus", "buses", "busses"),
    ("gas", "gases", "gasses"),
    ("axis", "axes"),
    ("analysis", "analyses"),
    ("criterion", "criteria", "criterions"),
    ("basis", "bases"),
    ("crisis", "crises"),
    ("thesis", "theses"),
    ("hypothesis", "hypotheses"),
    ("diagnosis", "diagnoses"),
    ("emphasis", "emphases"),
    ("synthesis", "syntheses"),
    ("parenthesis", "parentheses"),
    ("phenomenon", "phenomena"),
    ("matrix", "matrices", "matrixes"),
    ("index", "indices", "indexes"),
    ("appendix", "appendices", "appendixes"),
    ("vertex", "vertices"),
    ("addendum", "addenda", "addendums"),
    ("memorandum", "memoranda", "memorandums"),
    ("curriculum", "curricula", "curriculums"),
    ("datum", "data"),
    ("quorum", "quorums"),
    ("stratum", "strata"),
    ("spectrum", "spectra", "spectrums"),
    ("radius", "radii", "radiuses"),
    ("stimulus", "stimuli"),
    ("focus", "focuses", "foci"),
    ("status", "statuses"),
    ("bonus", "bonuses"),
    ("plus", "pluses", "plusses"),
    ("lens", "lenses"),
    ("quiz", "quizzes"),
    ("formula", "formulas", "formulae"),
    ("antenna", "antennas", "antennae"),
    ("child", "children"),
    ("person", "people", "persons"),
    ("man", "men"),
    ("woman", "women"),
    ("foot", "feet"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("apartment", "apartments"),
    ("department", "departments", "departmental"),
    ("utility", "utilities"),
    ("utilize", "utilizes", "utilized", "utilizing", "utilization", "utilise", "utilised", "utilising", "utilisation"),
    ("designate", "designates", "designated", "designating", "designation", "designations"),
    ("transition", "transitions", "transitioned", "transitioning", "transitional"),
    ("publication", "publications"),
    ("authors", "author"),
    ("important", "importance", "importantly"),
    ("engine", "engines"),
    ("customer", "customers"),
    ("minority", "minorities"),
    ("personal", "personally"),
    ("severe", "severely", "severity"),
    ("busy", "busier", "busiest"),
    ("hospital", "hospitals"),
    ("terminal", "terminals"),
    ("executive", "executives"),
    ("objective", "objectives"),
    ("responsible", "responsibly", "responsibility", "responsibilities"),
    ("reservation", "reservations"),
    ("extensive", "extensively"),
    ("conservative", "conservatively"),
    ("conventional", "conventionally"),
    ("mechanism", "mechanisms"),
    ("positive", "positively"),
    ("informal", "informally"),
    ("lighting", "lightings"),
)
# The short words that Snowball leaves out, as PostgreSQL does. In a phrase they count.
_COMMON = """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves what which who whom this that these those am is are was were be
    been being have has had having do does did doing a an the and but if or because as until while of at by for with
    about against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only
    own same so than too very s t can will just don should now"""
COMMON = frozenset(_COMMON.split())

_stemmer = Stemmer.Stemmer("english", maxCacheSize=0)
_one_at_a_time = threading.Lock()  # a stemmer keeps the word it works on
_family = {form: family for family in FAMILIES for form in family}


@lru_cache(maxsize=20_000)
def stem(form: str) -> str:
    """The word without its ending: charging → charg, buses → bus. Numbers stay."""
    family = _family.get(form)
    if family is not None:
        return family[0]
    if not form.isalpha() or len(form) > 100:
        return form
    with _one_at_a_time:
        return str(_stemmer.stemWord(form))


def family_of(form: str) -> tuple[str, ...]:
    """The word and those that are one with it though they are written otherwise: bus, buses, busses."""
    return _family.get(form, (form,))
