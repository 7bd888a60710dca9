"""How the site search finds inquiries: by their title, introduction, and published summary."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.markup import to_text
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf
from inquiries.models import Inquiry

MOST = 5


@StatementFor
def _matching(user: Viewer, tsquery: str) -> QuerySet[Inquiry, Inquiry]:
    found = Inquiry.objects.found_by(user).saying(user, tsquery).select_related("agency__state")
    return found.annotate(total=TotalOf(found)).order_by("-opened_at", "-key")[:MOST]


def related_inquiries(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """The newest inquiries with these words."""
    return RelatedQuestion((_matching.asked(user, tsquery=tsquery),), lambda rows: _section(rows[0], by))


def _section(inquiries: Sequence[Inquiry], by: Sought) -> RelatedSection:
    total: int = inquiries[0].total if inquiries else 0  # type: ignore[attr-defined]
    hits = [
        RelatedHit(
            title=inquiry.title,
            url=inquiry.get_absolute_url(),
            kind=f"Inquiry of {inquiry.asker}",
            when=inquiry.opened_at,
            headline=by.passage_of(to_text(inquiry.introduction)),
            is_sample=inquiry.is_sample,
        )
        for inquiry in inquiries
    ]
    note = f"The newest {MOST}" if total > MOST else ""
    return RelatedSection("Questions to the states", hits, note, total, "inquiry,inquiries")
