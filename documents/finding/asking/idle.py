"""Words that say nothing of what is looked for: those of grammar, of questions and of politeness."""

_GRAMMAR = """
a about above after again against all also am an and any are as at be because been before being below between both but
by can could did do does doing done down during each either few for from further had has have having he her here hers
him his i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours
out over own per same she should so some such than that the their theirs them then there these they this those through
to too under until up upon us very via was we were while will with within would you your yours
"""
_QUESTIONS = """
what what's whats which who whom whose when where why how how's anybody anyone anything anywhere someone
something please thanks thank hello hi tell show give find search look looking lookup want wants need know explain
describe list see get got let lets let's i'm i'd i've there's is's aren't isn't don't doesn't didn't say says said
mention mentions mentioned discuss discusses discussed talk talks talking address addresses addressed kind kinds sort
sorts type types example examples information info page pages document documents part parts section sections much many
often long far old exactly actually really regarding concerning related relating relate pertaining pertain respect does
ever handle handles handling deal deals dealing approach approaches happen happens going done make makes made use uses
used using way ways thing things
"""
_LIGHT = """
able across after allow allowed allows along already amount another around ask asked asks available back become
becomes before begin best better between big bring brings build builds built call called calls certain change changed
changes charge choose choosing chosen come comes consider considered could count counted counts current currently day
days decide decided decides deciding different down during each early end enough ensure ensures ensuring even every
find finds first full fully good help helps high higher include included includes including instead into keep keeps
large last late least less long lose loses low lower many may might money more most move moves much must need needed
needs new next number numbers one only onto other others out over own people per person pick picked picks place places
provide provided provides providing put puts require required requirement requirements requires run runs same set sets
shall small someone start still stop stops such sure take taken takes there thing things three time times toward
towards try turn turns two up wait want way ways well where while will within without work working works would year
years yet longer
"""
# Alone they find nothing: nearly every page holds them.
GRAMMAR = frozenset(_GRAMMAR.split())
# Weightless beside other words; a query of nothing else looks for them.
QUESTIONS = frozenset(_QUESTIONS.split())
# Common words that can be meant, but say little: rare as they may be in plans, they count less than their rarity.
LIGHT = frozenset(_LIGHT.split())
