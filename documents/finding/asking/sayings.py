"""Everyday sayings whatever their small words and the forms of their verbs: “doesn't work”, “isn't working”."""

from collections.abc import Sequence

from clearinghouse.lib.words.stems import stem

# What may stand inside a saying without changing it: “keep the lights on”, “keep our lights on”.
ARTICLES = frozenset({"a", "an", "the", "my", "your", "our", "their", "this", "that"})
# Forms that stems don't join; the first stands for all.
_FORMS = """
be am is are was were been being
begin began begun
break broke broken
bring brought
build built
buy bought
choose chose chosen
come came
draw drew drawn
drive drove driven
eat ate eaten
fall fell fallen
find found
flee fled
freeze froze frozen
get got gotten
give gave given
go goes went gone
grow grew grown
hold held
it them they those these
keep kept
know knew known
lead led
leave left
lose lost
make made
mean meant
meet met
not cannot can't couldn't didn't doesn't don't isn't aren't wasn't weren't won't wouldn't hasn't haven't
pay paid
ride rode ridden
run ran
say said
see saw seen
sell sold
send sent
show shown
shut shuts
sit sat
speak spoke spoken
spend spent
stand stood
steal stole stolen
stick stuck
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
understand understood
win won
write wrote written
"""
_FORM = {
    stem(form.replace("'", "")): stem(first)
    for first, *others in map(str.split, _FORMS.split("\n")[1:-1])
    for form in others
}


def plainly(words: Sequence[str]) -> tuple[str, ...]:
    """Stemmed words without articles, unless there are no others, and each verb in one form."""
    kept = [word for word in words if word not in ARTICLES] or words
    return tuple(_FORM.get(word, word) for word in kept)
