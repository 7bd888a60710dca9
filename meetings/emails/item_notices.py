"""Action items: telling their owners that they are theirs, and reminding them once before they are due."""

from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.mail import may_send, post_to_person
from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.wording import counted
from clearinghouse.lib.zones import portal_today
from meetings.emails.call_notices import links, wants, zone_of
from meetings.emails.record_notices import is_told_of_summary, items_of
from meetings.models import ActionItem, Meeting

AHEAD = timedelta(days=2)
UNSUBSCRIBE = "wants_reminders"
MOST_CHECKED = 6  # numbers that the key of a check has room for; all items are of one meeting


def of_items(meeting: Meeting, items: list[int], *, with_summary: bool) -> None:
    """Tell the owners of items that became theirs. Call inside the transaction that publishes them.

    `with_summary` says that a mail of the summary goes out too, and holds the items of those who get it.
    """
    if items:
        task = task_named("meetings.tasks.tell_of_items")
        numbers: list[Any] = [*items]
        task.defer(meeting_id=meeting.pk, items=numbers, with_summary=with_summary)


def post_all(meeting_id: int, items: list[int], with_summary: bool) -> None:
    """The job: one mail for each owner, with all that became theirs; none of what the summary's mail told them."""
    meeting = Meeting.objects.select_related("group", "parent").filter(pk=meeting_id).first()
    if meeting is None:
        return
    owners = User.objects.filter(action_items__in=items, action_items__meeting=meeting)
    for person in owners.distinct().order_by("pk"):
        theirs = [item for item in items_of(person, meeting) if item.pk in items]
        if theirs and not (with_summary and is_told_of_summary(person, meeting)):
            _post_new(person, meeting, theirs)


def _post_new(person: User, meeting: Meeting, items: list[ActionItem]) -> None:
    numbers = [item.pk for item in items]
    post_to_person(
        person,
        subject=f"{counted(len(items), 'action item')} for you: {meeting.title}",
        body=_letter("items", person, meeting, items),
        dedupe_key=f"meeting-items-{meeting.pk}-{person.pk}-{min(numbers)}-{max(numbers)}-{len(numbers)}",
        check=("meetings.items", "-".join(map(str, numbers[:MOST_CHECKED]))),
        thread=f"meeting-{meeting.key}",
    )


def _letter(name: str, person: User, meeting: Meeting, items: list[ActionItem], unsubscribe: str = "") -> str:
    link = f"{absolute_url(meeting.get_absolute_url())}#action-items"
    with timezone.override(zone_of(person)):
        context = {"meeting": meeting, "person": person, "items": items, "link": link}
        context |= links(person, unsubscribe)
        return render_to_string(f"meetings/mail/{name}.txt", context)


def post_due() -> None:
    """The job: a reminder of each open item that is due within two days, once for each due date."""
    today = portal_today()
    due = ActionItem.objects.open().filter(due_on__gte=today, due_on__lte=today + AHEAD, owner__isnull=False)
    due = due.filter(owner__in=User.objects.with_access().filter(wants("wants_reminders")))
    for item in due.select_related("owner", "meeting__group").order_by("due_on", "pk"):
        remind(item)


def remind(item: ActionItem) -> None:
    """Of one item, once for its due date."""
    person = item.owner
    if person is None or not may_be_told_of_items(person, str(item.pk)):
        return
    post_to_person(
        person,
        subject=f"Action item due soon: {item.meeting.title}",
        body=_letter("item_due", person, item.meeting, [item], UNSUBSCRIBE),
        dedupe_key=f"meeting-item-due-{item.pk}-{item.due_on}-{person.pk}",
        check=("meetings.items", str(item.pk)),
        thread=f"meeting-{item.meeting.key}",
        unsubscribe=UNSUBSCRIBE,
    )


@may_send("meetings.items")
def may_be_told_of_items(person: User, key: str) -> bool:
    """Asked when the mail goes out: every item it names is still theirs to read and to do."""
    numbers = {int(number) for number in key.split("-")}
    return ActionItem.objects.owned_by(person).open().filter(pk__in=numbers).count() == len(numbers)
