"""Words in published answers: through the same query language and synonyms as pages of documents."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.markup import to_text
from contacts.models import Entry
from contacts.models.entry import EntryQuerySet
from documents.finding.full_text import compile_query
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf

MOST = 5


def holding(entries: EntryQuerySet, words: str) -> tuple[EntryQuerySet, str]:
    """Entries with these words, or none and a sentence that says why nothing was looked for."""
    tsquery, problem = compile_query(words)
    if not tsquery:
        return entries.none(), problem
    return entries.filter(words__matches=tsquery), ""


@StatementFor
def _matching(user: Viewer, tsquery: str) -> QuerySet[Entry, Entry]:
    found = Entry.objects.visible_to(user).published().filter(words__matches=tsquery).select_related("topic")
    return found.annotate(total=TotalOf(found)).order_by("-published_at", "-key")[:MOST]


def related_answers(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """The newest published answers with these words, for the site search."""
    return RelatedQuestion((_matching.asked(user, tsquery=tsquery),), lambda rows: _section(rows[0], by))


def _section(entries: Sequence[Entry], by: Sought) -> RelatedSection:
    total: int = entries[0].total if entries else 0  # type: ignore[attr-defined]
    headlines = [by.passage_of(to_text(entry.answer)) for entry in entries]
    hits = [
        RelatedHit(
            title=entry.question,
            url=entry.get_absolute_url(),
            kind=f"Answer, {entry.topic}" if entry.topic else "Answer",
            when=entry.published_at,
            headline=headline,
            is_sample=entry.is_sample,
        )
        for entry, headline in zip(entries, headlines, strict=True)
    ]
    note = f"The newest {MOST}" if total > MOST else ""
    return RelatedSection("Questions and answers", hits, note, total, "answered question")
