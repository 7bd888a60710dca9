"""What waits for a person on the home page besides their own documents: questions, and requests to join groups."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from accounts.standing import Viewer, standing_of
from contacts.models import Question
from workinggroups.models import JoinRequest

MOST = 5


@dataclass(frozen=True)
class Todo:
    """One thing with its next step; `icon` is a symbol of the sprite."""

    icon: str
    title: str
    words: str
    url: str
    action: str


def waits_for(user: Viewer) -> list[Todo]:
    """Requests to join groups they lead, questions they answer, and their own open questions; two queries."""
    return [*_join_requests(user), *_questions(user)]


def _join_requests(user: Viewer) -> list[Todo]:
    waiting = JoinRequest.objects.visible_to(user).waiting().exclude(user_id=standing_of(user).user_id)
    groups = waiting.values("group__slug", "group__name").annotate(people=Count("pk"), oldest=Min("requested_at"))
    return [
        Todo(
            icon="group_add",
            title=row["group__name"],
            words=f"{_asks(row['people'])} to join. The oldest request has waited for {age_in_words(row['oldest'])}.",
            url=reverse("workinggroups:requests", args=[row["group__slug"]]),
            action="Decide",
        )
        for row in groups.order_by("oldest", "group__slug")[:MOST]
    ]


def _asks(people: int) -> str:
    return "1 person asks" if people == 1 else f"{people} people ask"


def _questions(user: Viewer) -> list[Todo]:
    """Those to answer and those they asked, the longest waiting first; one query."""
    standing = standing_of(user)
    mine = Q(pk__in=Question.objects.asked_by(user).filter(status__in=("waiting", "answered")).values("pk"))
    to_answer = Q(pk__in=Question.objects.waiting_for(user).values("pk"))
    if standing.is_administrator:
        to_answer |= Q(pk__in=Question.objects.waiting().in_general_queue().values("pk"))
    rows = Question.objects.visible_to(user).filter(mine | to_answer).order_by("waiting_since", "key")[:MOST]
    return [_question(row, asked=row.asker_id == standing.user_id) for row in rows]


def _question(row: Question, *, asked: bool) -> Todo:
    waited = age_in_words(row.waiting_since)
    if not asked:
        words, action = f"{row.asker_name} has waited for an answer for {waited}.", "Answer"
    elif row.status == Question.Status.ANSWERED:
        words, action = "Your question was answered.", "Read the answer"
    else:
        words, action = f"You asked. It has waited for {waited}.", "Open"
    return Todo("chat", row.subject, words, row.get_absolute_url(), action)


def age_in_words(moment: datetime) -> str:
    """ "less than an hour", "5 hours", "3 days"."""
    now = timezone.now()
    if now - moment < timedelta(hours=1):
        return "less than an hour"
    return timesince(moment, now, depth=1).replace("\xa0", " ")
