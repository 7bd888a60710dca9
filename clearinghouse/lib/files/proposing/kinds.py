"""What kind of document it is, by the words that states put on their covers."""

import re

from clearinghouse.lib.frozen import dataclass

_FLAGS = re.IGNORECASE | re.DOTALL


@dataclass(frozen=True)
class Rule:
    """A kind and the words that name it. Words that are common in running text count only in titles and names."""

    slug: str
    words: re.Pattern[str]
    only_in_titles: bool


def _rule(slug: str, words: str, *, only_in_titles: bool = False) -> Rule:
    return Rule(slug, re.compile(rf"\b(?:{words})\b", _FLAGS), only_in_titles)


_EV = r"(?:nevi|evi|ev|electric[ -]vehicle)"

# The more particular kind stands first: an addendum to a request for proposals is an addendum.
RULES = (
    _rule("addendum", r"addendum|addenda|amendment (?:no\.?|number|#) ?\d+"),
    _rule("q-a-log", r"questions (?:and|&) answers|q ?& ?as?|qa log|(?:answers|responses) to (?:vendor )?questions"),
    _rule("pre-proposal-deck", r"pre-?(?:proposal|bid|application) (?:conference|meeting|webinar)"),
    _rule("scoring-rubric", r"scoring (?:rubric|sheet|criteria|matrix)|evaluation (?:rubric|scorecard|matrix)"),
    _rule("draft-nofo", r"draft (?:notice of funding (?:opportunity|availability)|nof[oa])"),
    _rule("nofo", r"notice of funding (?:opportunity|availability)"),
    _rule("rfa", r"request for applications?"),
    _rule("rfp", r"requests? for proposals?"),
    _rule("rfq", r"request for (?:qualifications|quotations?|quotes?)"),
    _rule("rfi", r"request for information"),
    _rule("invitation-to-bid", r"invitation (?:to|for) bids?"),
    _rule("notice-of-intent", r"notice of intent"),
    _rule("draft-nofo", r"draft nofo", only_in_titles=True),
    _rule("nofo", r"nof[oa]", only_in_titles=True),
    _rule("rfa", r"rfa", only_in_titles=True),
    _rule("rfp", r"rfp", only_in_titles=True),
    _rule("rfq", r"rfq", only_in_titles=True),
    _rule("rfi", r"rfi", only_in_titles=True),
    _rule("invitation-to-bid", r"itb|ifb", only_in_titles=True),
    _rule("award-list", r"(?:list of |conditional |recommended )awards?|awards? list|awarded (?:projects|sites)"),
    _rule("dbom-contract", r"design[-, ]+build[-, ]+operate[-, ]+(?:and )?maintain|dbom"),
    _rule("site-host-agreement", r"site[- ]host (?:agreement|contract|license)"),
    _rule("easement", r"(?:grant of |utility )easement|easement (?:agreement|deed)"),
    _rule("easement", r"easement", only_in_titles=True),
    _rule("o-m-agreement", r"(?:operations? (?:and|&) maintenance|o ?& ?m) (?:agreement|contract)"),
    _rule("mou", r"memorandum of (?:understanding|agreement)"),
    _rule("mou", r"mou|moa", only_in_titles=True),
    _rule("data-sharing-terms", r"data[- ](?:sharing|use) (?:agreement|terms|policy|requirements)"),
    _rule("grant-agreement", r"(?:grant|funding|subrecipient|subaward) agreement"),
    _rule("uptime-report", r"(?:uptime|reliability) report"),
    _rule("plan-update", rf"{_EV}\b.{{0,60}}\bplan.{{0,12}}\bupdate|(?:annual|20\d\d) (?:plan )?update|plan update"),
    _rule("community-engagement-plan", r"(?:community|public|stakeholder) (?:engagement|outreach) (?:and \w+ )?plan"),
    _rule(
        "civil-rights-statement", r"civil rights (?:statement|compliance|policy)|title vi (?:plan|program|assurances?)"
    ),
    _rule("corridor-nomination", r"corridor nominations?|nominations? (?:of|for) .{0,30}corridors?"),
    _rule("staffing-plan", r"staffing (?:plan|model)"),
    _rule("position-description", r"(?:position|job) description|job (?:announcement|posting)"),
    _rule("budget-model", r"budget (?:model|template|workbook)|cost model"),
    _rule("procurement-schedule", r"procurement (?:schedule|timeline|calendar)"),
    _rule("siting-tool", r"siting tool|site (?:selection|suitability|screening) (?:tool|model)"),
    _rule("inspection-checklist", r"inspection (?:checklist|form)"),
    _rule("utility-make-ready-form", r"make[- ]ready.{0,40}(?:form|application|request)"),
    _rule("call-summary", r"(?:call|meeting|webinar) (?:summary|notes|minutes)"),
    _rule("fact-sheet", r"fact ?sheet"),
    _rule("briefing-paper", r"briefing paper|(?:policy|issue) brief"),
    _rule("working-paper", r"(?:working|white) paper"),
    _rule("nevi-plan", rf"{_EV} infrastructure\b.{{0,80}}\bplan|{_EV} (?:infrastructure )?deployment plan"),
    _rule("nevi-plan", rf"plan for\b.{{0,40}}\b{_EV} (?:charging )?infrastructure|nevi (?:\w+ ){{0,3}}plan"),
    _rule("roadmap", r"road ?map", only_in_titles=True),
    _rule("contract", r"contract|agreement", only_in_titles=True),
    _rule("template", r"template", only_in_titles=True),
    _rule("report", r"report|study", only_in_titles=True),
)


@dataclass(frozen=True)
class Found:
    """A kind and the words that gave it away."""

    slug: str
    words: str


def in_title(text: str) -> Found | None:
    """The most particular kind a title, heading or file name speaks of."""
    for rule in RULES:
        if match := rule.words.search(text):
            return Found(rule.slug, match[0])
    return None


def in_text(text: str) -> Found | None:
    """The kind named first on a page; of two named at one place, the more particular."""
    best: re.Match[str] | None = None
    found = None
    for rule in RULES:
        match = None if rule.only_in_titles else rule.words.search(text)
        if match and (best is None or match.start() < best.start()):
            best, found = match, Found(rule.slug, match[0])
    return found
