"""How the site search finds announcements."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from announcements.models import Announcement
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf

MOST = 5


@StatementFor
def _found(user: Viewer, tsquery: str) -> QuerySet[Announcement, Announcement]:
    found = Announcement.objects.visible_to(user).sent().filter(words__matches=tsquery)
    return found.annotate(total=TotalOf(found)).defer("words").order_by("-sent_at", "-key")[:MOST]


def related_announcements(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """Announcements with these words, the newest first."""
    return RelatedQuestion((_found.asked(user, tsquery=tsquery),), lambda rows: _section(rows[0], by))


def _section(rows: Sequence[Any], by: Sought) -> RelatedSection:
    hits = [
        RelatedHit(
            row.title, row.get_absolute_url(), "Announcement", row.sent_at, by.passage_of(row.text), row.is_sample
        )
        for row in rows
    ]
    total: int = rows[0].total if rows else 0
    return RelatedSection("Announcements", hits, f"The newest {MOST}" if total > MOST else "", total, "announcement")
