"""Question sets among what the search box suggests."""

from collections.abc import Iterator

from django.db.models import Count

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.wording import counted
from documents.finding.suggesting import Named, Suggestion, Typed, meant
from documents.models import QuestionSet

MOST_COMPARED = 500


def question_sets(user: Viewer, typed: Typed) -> Iterator[Suggestion]:
    """Sets that the person may see and whose name the text begins to say; one query for who may have any."""
    if not standing_of(user).is_approved:
        return
    visible = QuestionSet.objects.visible_to(user).annotate(count=Count("questions")).order_by("name", "pk")
    sets = list(visible[:MOST_COMPARED])
    for found in meant(typed, [Named(row.name) for row in sets]):
        if not found.before:
            row = sets[found.at]
            yield Suggestion(row.name, f"Question set, {counted(row.count, 'question')}", row.get_absolute_url())
