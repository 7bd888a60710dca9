"""Words that say nothing of what is looked for: those of grammar, of questions and of politeness."""

_GRAMMAR = """
a about above after again against all also am an and any are as at be because been before being below between both but
by can could did do does doing done down during each either few for from further had has have having he her here hers
him his i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours
out over own per same she should so some such than that the their theirs them then there these they this those through
to too under until up upon us very via was we were while will with within would you your yours
ain't aren't can't cannot couldn't didn't doesn't don't hadn't hasn't haven't he's i'd i'll i'm i've isn't it'll it's
let's mustn't she's shouldn't that's there's they'd they'll they're they've wasn't we'd we'll we're we've weren't won't
wouldn't you'd you'll you're you've
aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt shouldnt thats theres
theyre theyve wasnt werent wont wouldnt youre youve ive
"""
_ASKING = """
what what's whats which who who's whom whose when where where's why how how's
"""
_QUESTIONS = """
anybody anyone anything anywhere everybody
everyone everything nothing someone somewhere
something please thanks thank hello hi tell show give find search look looking lookup want wants need know explain
describe list see get got let lets say says said
mention mentions mentioned discuss discusses discussed talk talks talking address addresses addressed kind kinds sort
sorts type types example examples information info page pages document documents part parts section sections much many
often long far old exactly actually really regarding concerning related relating relate pertaining pertain respect does
ever handle handles handling deal deals dealing approach approaches happen happens going done make makes made use uses
used using way ways thing things
"""
_LIGHT = """
aside badly came come coming earn earned earns nearly rather treat treated usually
able across after allow allowed allows almost alone along already always amount another anyway apart around ask asked
asks available back bad become becomes before begin best better between big bit bother bring brings build builds built
bunch call called calls certain chance change changed changes charge choose choosing chosen clear close come
comes comfortable consider considered cope could count counted counts course current currently day days decide
decided decides deciding deep different down during each early easy else end ends enough ensure ensures ensuring
especially even every exist exists expect expected fair feel fellow find finds fine first fit fits folks forget found
front full fully gave gets getting given gives go goes gone good gotten great guess guy guys half hard hardly hear
heard help helps high higher hope idea include included includes including inside instead into join keep keeps knew
known large last late lead leads least leave left less like likely little long longer looks lose loses lot lots low
lower main mainly many may maybe mean means meant meet middle might mind money more most mostly move moves much must
nearly need needed needs never new next nice none normal notice nowadays number numbers ok okay one only onto other
others out outside over own particular past people per perhaps person pick picked picks place places plain plenty
possible pretty probably provide provided provides providing put puts quick quickly quite rather reach reason
reasons remain require required requirement requirements requires run runs same seem seems set sets shall short simple
simply since sit slow small someone soon speak specific spot start stay stays still stop stops
stuff such supposed sure take taken takes there thing things think thinks though thought three time times today together
told top total touch toward towards true try turn turns two understand unless up usually various wait want way ways
well where while whole wide will wish within without work working works worse worst worth would wrong year years yes
yet
"""
# Alone they find nothing: nearly every page holds them.
GRAMMAR = frozenset(_GRAMMAR.split())
# Weightless beside other words; a query of nothing else looks for them.
QUESTIONS = frozenset(_QUESTIONS.split()) | frozenset(_ASKING.split()) | {of + "body" for of in ("no", "some")}
# A saying that has one of the former, or begins with one of the latter, is a question and no name of anything.
ASKING = frozenset(_ASKING.split())
BEGIN_QUESTIONS = frozenset({"am", "are", "can", "could", "did", "do", "does", "is", "was", "will", "would"})
# Common words that can be meant, but say little: rare as they may be in plans, they count less than their rarity.
LIGHT = frozenset(_LIGHT.split())
# A saying that begins or ends with one of these is no name of anything either: “right now”, “charger goes down”.
SAYS_LITTLE = GRAMMAR | QUESTIONS | LIGHT
