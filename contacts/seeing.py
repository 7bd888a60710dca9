"""Who can see a question, and who a published answer."""

from collections.abc import Sequence

from accounts.seeing import Circle, Kind, Seen, approved, holders_of, of_administrators, of_keys, person
from accounts.standing import Viewer
from contacts.models import Entry, Question, Route
from contacts.models.question import portal_today
from workinggroups.models import GroupMembership
from workinggroups.models.group import Role


def _describe_question(question: Question, viewer: Viewer) -> Seen:
    responsible = approved().filter(pk__in=person(question.person_id))
    route = Route.objects.filter(pk=question.route_id or 0, backup_left=False, away_until__gte=portal_today())
    stands_in = route.filter(person=question.person_id).exclude(person=None).values("backup_person")
    circles = [
        of_administrators("question"),
        Circle("The person who asked", "because the question is theirs", person(question.asker_id)),
        Circle("The person responsible for it", "because it was assigned to them", responsible),
        Circle("Their backup", "because that person is out of office", approved().filter(pk__in=stands_in)),
    ]
    if question.group is not None:
        places = GroupMembership.objects.filter(group=question.group_id, role=Role.LEAD, ended_at=None)
        leads = holders_of([question.group.audience_id]).filter(pk__in=places.values("user_id"), approved_email="")
        why = "because it was asked of their group"
        circles.append(Circle("Leads of the group", why, approved().filter(pk__in=leads)))
    if question.status == Question.Status.UNCONFIRMED:
        circles = []
    return Seen("A question", "question", question.get_absolute_url(), circles)


def _describe_entry(entry: Entry, viewer: Viewer) -> Seen:
    circles = [of_administrators("published answer")]
    if entry.withdrawn_at is None:
        circles += of_keys([entry.audience_id], viewer, what="answer", may_know=False)
    return Seen(entry.question, "answer", entry.get_absolute_url(), circles)


def seeable() -> Sequence[Kind]:
    """Questions and published answers."""
    return (
        Kind("question", Question.objects.visible_to, _describe_question),
        Kind("answer", Entry.objects.visible_to, _describe_entry),
    )
