"""What a person may do with a question. What they may see is in the querysets."""

from typing import Literal

from accounts.models import Audience
from accounts.standing import Viewer, standing_of
from contacts.models import Question
from workinggroups.models import WorkingGroup

Action = Literal["follow_up", "answer", "pass_on", "close", "reopen", "publish"]


def can(user: Viewer, action: Action, question: Question) -> bool:
    """follow_up: the asker. answer, pass_on: who is responsible. close, reopen: both. publish: see audiences_for()."""
    standing = standing_of(user)
    is_asker = bool(standing.user_id) and question.asker_id == standing.user_id
    if action == "follow_up":
        return is_asker
    if action in ("close", "reopen") and is_asker:
        return True
    answers = Question.objects.answerable_by(user).filter(pk=question.pk).exists()
    if action == "publish":
        return answers and bool(audiences_for(user, question))
    # Nobody answers their own question; an administrator who asked may still pass it on.
    return answers and (not is_asker or action != "answer")


def audiences_for(user: Viewer, question: Question | None) -> list[Audience]:
    """To whom this person may publish: administrators to anybody, leads to the group the question is about."""
    group = question.group if question is not None else None
    standing = standing_of(user)
    found: list[Audience] = []
    if group is not None and WorkingGroup.objects.led_by(user).filter(pk=group.pk).exists():
        found.append(group.audience)
    if standing.is_administrator:
        kinds = (Audience.Kind.ALL_MEMBERS, Audience.Kind.WORKFORCE, Audience.Kind.PUBLIC)
        singles = {audience.kind: audience for audience in Audience.objects.filter(kind__in=kinds)}
        found += [singles[kind] for kind in kinds if kind in singles]
    return found
