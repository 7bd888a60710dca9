"""Goals and milestones of a pair."""

from datetime import date

from django.db import transaction

from accounts.audit import write_event
from accounts.editing import edited
from accounts.models import User
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from workforce.actions.pairs import held
from workforce.actions.refusals import SpaceRefused
from workforce.models import Goal, Milestone, Pair, PairPartner

MOST_GOALS = 40
MOST_MILESTONES = 80


@dataclass(frozen=True)
class GoalDetails:
    """What a pair wants to reach, and how far it is."""

    title: str
    measure: str = ""
    target: str = ""
    due_on: date | None = None
    owner: User | None = None
    status: str = Goal.Status.PLANNED
    progress: str = ""


@dataclass(frozen=True)
class MilestoneDetails:
    """A step, when it is due, and when it was done."""

    title: str
    due_on: date | None = None
    done_on: date | None = None


@transaction.atomic
def add_goal(*, pair: Pair, by: User, details: GoalDetails) -> Goal:
    """Give a pair a goal. A form sent twice gives one."""
    current = held(pair, by)
    fields = _goal_fields(current, details)
    if known := Goal.objects.filter(pair=current, **fields).first():
        return known
    if Goal.objects.filter(pair=current).count() >= MOST_GOALS:
        raise SpaceRefused(f"A pair can have up to {MOST_GOALS} goals.")
    made = Goal.objects.create(pair=current, **fields)
    # SECURITY: goals may be for few; the log names the pair and not the goal.
    write_event("pair.goal_added", by=by, about=current, sentence=f"{by} added a goal to “{current}”.")
    return made


@transaction.atomic
def change_goal(*, goal: Goal, by: User, details: GoalDetails, revision: int) -> Goal:
    """Change a goal. Raises EditConflict when somebody else did meanwhile."""
    pair = held(goal.pair, by)
    current = locked(goal)
    fields = _goal_fields(pair, details)
    if not edited(current, fields, revision=revision):
        return current
    sentence, detail = f"{by} changed a goal of “{pair}”.", {"revision": current.revision}
    write_event("pair.goal_changed", by=by, about=current, sentence=sentence, detail=detail)
    return current


@transaction.atomic
def remove_goal(*, goal: Goal, by: User) -> None:
    """Take a goal away; its history stays."""
    pair = held(goal.pair, by)
    if Goal.objects.filter(pk=goal.pk).delete()[0]:
        write_event("pair.goal_removed", by=by, about=pair, sentence=f"{by} removed a goal from “{pair}”.")


@transaction.atomic
def save_milestone(*, pair: Pair, by: User, details: MilestoneDetails, milestone: Milestone | None = None) -> Milestone:
    """Add a milestone, or change one of the pair's."""
    current = held(pair, by)
    fields = {"title": one_line(details.title, 200), "due_on": details.due_on, "done_on": details.done_on}
    if milestone is None:
        if known := Milestone.objects.filter(pair=current, **fields).first():  # a form sent twice
            return known
        if Milestone.objects.filter(pair=current).count() >= MOST_MILESTONES:
            raise SpaceRefused(f"A pair can have up to {MOST_MILESTONES} milestones.")
        made = Milestone.objects.create(pair=current, **fields)
        write_event("pair.milestone_added", by=by, about=current, sentence=f"{by} added a milestone to “{current}”.")
        return made
    saved = locked(milestone)
    for name, value in fields.items():
        setattr(saved, name, value)
    saved.save(update_fields=list(fields))
    write_event("pair.milestone_changed", by=by, about=current, sentence=f"{by} changed a milestone of “{current}”.")
    return saved


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: User) -> None:
    """Take a milestone away."""
    pair = held(milestone.pair, by)
    if Milestone.objects.filter(pk=milestone.pk).delete()[0]:
        write_event("pair.milestone_removed", by=by, about=pair, sentence=f"{by} removed a milestone from “{pair}”.")


def _goal_fields(pair: Pair, details: GoalDetails) -> dict[str, object]:
    if details.owner and not PairPartner.objects.current().filter(pair=pair, person=details.owner).exists():
        raise SpaceRefused("The owner must be a partner of the pair.")
    return {
        "title": one_line(details.title, 200),
        "measure": one_line(details.measure, 200),
        "target": one_line(details.target, 120),
        "due_on": details.due_on,
        "owner": details.owner,
        "status": details.status,
        "progress": clean_text(details.progress, 1500),
    }
