"""What the portal writes about inquiries. Each is put into words when it is sent, by what its reader may see then."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from accounts import audiences
from accounts.mail import Written, post_to_person, written_when_sent
from accounts.mail_message import text_from, written_from
from accounts.models import User
from accounts.standing import forget_standing
from accounts.vouching import leads_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from inquiries.models import Contributor, Inquiry, Response, ResponseStatus, Status
from inquiries.permissions import may_release, may_submit, may_write

RELEASE, RETURNED, RELEASED = "inquiries.release", "inquiries.returned", "inquiries.released"
ASKED, REMINDED, READY = "inquiries.asked", "inquiries.reminded", "inquiries.ready"
JOINED, CLOSED, PUBLISHED = "inquiries.joined", "inquiries.closed", "inquiries.published"
AGAIN = "inquiries.again"
HTML = {"asked": "asked", "reminded": "asked", "published": "published"}  # which HTML stands beside which text
REMIND_BEFORE = (7, 2)  # days before answers are due


def ask_to_release(inquiry: Inquiry, by: User) -> None:
    """To the EV leads of the agency that asks, and the administrators."""
    leads = leads_of(inquiry.agency_id) if inquiry.agency_id is not None else []
    people = {*leads, *_administrators()} - {by}
    _post(people, RELEASE, inquiry.key, "An inquiry is waiting for release", f"{inquiry.revision}")


def notify_returned(inquiry: Inquiry, by: User) -> None:
    """To who wrote it: it was not released, and why."""
    if inquiry.made_by is not None and inquiry.made_by != by:
        _post([inquiry.made_by], RETURNED, inquiry.key, "Your inquiry was returned", f"{inquiry.revision}")


def notify_released(inquiry: Inquiry, by: User) -> None:
    """To who wrote it: the states have it."""
    if inquiry.made_by is not None and inquiry.made_by != by:
        _post([inquiry.made_by], RELEASED, inquiry.key, "Your inquiry was sent to the states")


def ask_state(response: Response) -> None:
    """To whom a state's answer was given; nobody where the state has nobody here."""
    if response.assigned is not None:
        subject = "A question to your state"
        _post([response.assigned], ASKED, response.key, subject, f"{response.assigned_at.timestamp()}")


def notify_joined(response: Response, by: User) -> None:
    """To whom the answer was given: a colleague writes it, too."""
    if response.assigned is not None and response.assigned != by:
        key = f"{response.key} {by.pk}"
        _post([response.assigned], JOINED, key, "A colleague joined your state’s answer")


def notify_ready(response: Response, leads: Iterable[User], by: User) -> None:
    """To the EV leads, of whom one submits."""
    _post(set(leads) - {by}, READY, response.key, "Your state’s answer is ready to submit", f"{response.revision}")


def notify_closed(inquiry: Inquiry) -> None:
    """To who wrote it: write the summary now."""
    if inquiry.made_by is not None:
        _post([inquiry.made_by], CLOSED, inquiry.key, "Your inquiry closed")


def notify_published(inquiry: Inquiry) -> None:
    """To those who wrote and submitted a state's answer: what came of it."""
    answered = inquiry.responses.submitted()
    wrote = Contributor.objects.filter(response__in=answered.values("pk")).values("person")
    people = User.objects.filter(
        Q(pk__in=answered.values("submitted_by")) | Q(pk__in=answered.values("assigned")) | Q(pk__in=wrote)
    )
    _post(people, PUBLISHED, inquiry.key, "What came of an inquiry that you answered")


def remind_due() -> int:
    """Post the reminders of today to those who write answers that are missing; returns how many."""
    count = 0
    for days in REMIND_BEFORE:
        due = Response.objects.unanswered().filter(inquiry__closes_on=portal_today() + timedelta(days=days))
        for response in due.select_related("assigned", "inquiry").order_by("pk"):
            count += remind(response, days)
    return count


def remind(response: Response, days: int) -> bool:
    """Post to who writes this answer that it is due in so many days; False where nobody does."""
    if response.assigned is not None:
        _post([response.assigned], REMINDED, response.key, "Your state’s answer is due", f"{days}")
    return response.assigned is not None


def remind_to_ask_again() -> int:
    """Post to those who wrote an inquiry that they meant to ask again today; returns how many."""
    due = Inquiry.objects.filter(ask_again_on=portal_today(), status__in=(Status.CLOSED, Status.PUBLISHED))
    rows = due.exclude(made_by=None).select_related("made_by").order_by("pk")
    for inquiry in rows:
        remind_writer(inquiry)
    return len(rows)


def remind_writer(inquiry: Inquiry) -> None:
    """Post to who wrote this one."""
    if inquiry.made_by is not None:
        _post([inquiry.made_by], AGAIN, inquiry.key, "Time to ask again", f"{inquiry.ask_again_on}")


def _post(people: Iterable[User], why: str, key: str, subject: str, once: str = "") -> None:
    for person in sorted(people, key=lambda person: person.pk):
        thing = key.split(" ")[0]
        dedupe, thread = f"{why}-{thing}-{person.pk}-{once}", f"inquiry-{thing}"
        post_to_person(person, subject=subject, body="", dedupe_key=dedupe, check=(why, key), thread=thread)


def _administrators() -> set[User]:
    return set(audiences.single("administrators").group.user_set.filter(is_active=True))


def _inquiry(person: User, key: str, *statuses: str) -> Inquiry | None:
    """The inquiry as it is now, if the person may see it and it is that far."""
    forget_standing(person)
    rows = Inquiry.objects.visible_to(person).select_related("agency__state", "made_by").filter(key=key)
    return rows.filter(status__in=statuses).first()


def _response(person: User, key: str) -> Response | None:
    """The state's answer, if the person may write it and it is still missing."""
    forget_standing(person)
    rows = Response.objects.visible_to(person).unanswered().filter(key=key)
    found = rows.select_related("inquiry__agency__state", "state", "assigned", "passed_by").first()
    return found if found is not None and may_write(person, found) else None


def _written(name: str, subject: str, path: str, person: User, **context: object) -> Written:
    words = {**context, "person": person, "link": absolute_url(path), "is_reminder": name == "reminded"}
    if name in HTML:
        return written_from(f"inquiries/mail/{name}", subject, words, html=f"inquiries/mail/{HTML[name]}")
    return Written(subject, text_from(f"inquiries/mail/{name}", words))


@written_when_sent(RELEASE)
def _write_release(person: User, key: str) -> Written | None:
    found = _inquiry(person, key, Status.WAITING)
    if found is None or not may_release(person, found):
        return None
    return _written("release", f"To release: {found}", found.get_absolute_url(), person, inquiry=found)


def _about_own(status: tuple[str, ...], name: str, subject: str) -> Callable[[User, str], Written | None]:
    """A mail to who wrote an inquiry, as long as it is that far."""

    def write(person: User, key: str) -> Written | None:
        found = _inquiry(person, key, *status)
        if found is None or found.made_by_id != person.pk:
            return None
        return _written(name, f"{subject}: {found}", found.get_absolute_url(), person, inquiry=found)

    return write


written_when_sent(RETURNED)(_about_own((Status.DRAFT,), "returned", "Not released yet"))
written_when_sent(RELEASED)(_about_own((Status.OPEN,), "released", "Sent to the states"))
written_when_sent(AGAIN)(_about_own((Status.CLOSED, Status.PUBLISHED), "again", "Time to ask again"))
written_when_sent(CLOSED)(_about_own((Status.CLOSED,), "closed", "Closed"))


@written_when_sent(ASKED)
def _write_asked(person: User, key: str) -> Written | None:
    found = _response(person, key)
    if found is None or found.assigned_id != person.pk:
        return None
    return _about(found, "asked", f"{found.inquiry.asker} asks {found.state}: {found.inquiry}", person)


@written_when_sent(REMINDED)
def _write_reminder(person: User, key: str) -> Written | None:
    found = _response(person, key)
    if found is None or found.assigned_id != person.pk:
        return None
    due = long_date(found.inquiry.closes_on)
    return _about(found, "reminded", f"{found.state}’s answer is due on {due}: {found.inquiry}", person)


@written_when_sent(JOINED)
def _write_joined(person: User, key: str) -> Written | None:
    response_key, _, by = key.partition(" ")
    found = _response(person, response_key)
    colleague = found.contributors.select_related("person").filter(person_id=int(by)).first() if found else None
    if found is None or colleague is None:
        return None
    subject = f"{colleague.person} joined {found.state}’s answer"
    return _about(found, "joined", subject, person, colleague=colleague.person)


@written_when_sent(READY)
def _write_ready(person: User, key: str) -> Written | None:
    found = _response(person, key)
    if found is None or found.status != ResponseStatus.READY or not may_submit(person, found):
        return None
    return _about(found, "ready", f"{found.state}’s answer is ready: {found.inquiry}", person)


def _about(response: Response, name: str, subject: str, person: User, **context: object) -> Written:
    path = reverse("inquiries:answer", args=[response.inquiry.key, response.state_id])
    return _written(name, subject, path, person, response=response, inquiry=response.inquiry, **context)


@written_when_sent(PUBLISHED)
def _write_published(person: User, key: str) -> Written | None:
    found = _inquiry(person, key, Status.PUBLISHED)
    if found is None:
        return None
    return _written("published", f"Summary: {found}", found.get_absolute_url(), person, inquiry=found)
