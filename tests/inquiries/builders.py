"""Inquiries and answers for tests, made by the actions that people use."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.mail import written_now
from accounts.models import OutboxMail, State, User
from clearinghouse.lib.zones import portal_today
from inquiries.actions import answering, drafts, questions, rounds
from inquiries.models import FieldType, Inquiry, InquiryField, Response, Sharing


def details(title: str = "Uptime remedies", **more: Any) -> drafts.InquiryDetails:
    """Asked of New Hampshire and Colorado, unless said otherwise."""
    more.setdefault("closes_on", portal_today() + timedelta(days=20))
    if "target" not in more:
        states = State.objects.filter(pk__in=more.pop("states", ("NH", "CO"))).order_by("name")
        more |= {"target": "states", "states": tuple(states)}
    return drafts.InquiryDetails(title=title, **more)


def draft(by: User, *fields: questions.FieldDetails, **more: Any) -> Inquiry:
    """A draft with these questions; without any, one for a long text."""
    made = drafts.start(by=by, details=details(**more))
    for field in fields or (questions.FieldDetails("long", "What do you ask?"),):
        questions.add_field(inquiry=made, by=by, details=field)
    made.refresh_from_db()
    return made


def sent(by: User, administrator: User, *fields: questions.FieldDetails, **more: Any) -> Inquiry:
    """A round on its way to the states, released by an administrator."""
    made = draft(by, *fields, **more)
    rounds.ask_for_release(inquiry=made, by=by)
    return released(made, administrator)


def released(made: Inquiry, by: User) -> Inquiry:
    """Let it go, as it is now."""
    made.refresh_from_db()
    return rounds.release(inquiry=made, by=by, revision=made.revision)


def response(made: Inquiry, state: str) -> Response:
    """A state's answer as it is now."""
    return Response.objects.select_related("inquiry", "state", "assigned").get(inquiry=made, state=state)


def field(made: Inquiry, label: str = "") -> InquiryField:
    """A question of the newest version by its words; the first one without."""
    rows = InquiryField.objects.filter(questionnaire=made.questionnaires.order_by("-number")[0]).order_by("position")
    return rows.get(label=label) if label else rows[0]


def answered(
    made: Inquiry, state: str, by: User, value: Any = "It depends.", sharing: str = Sharing.ANSWERED, label: str = ""
) -> Response:
    """The state's answer to one question, submitted."""
    current = response(made, state)
    answers = {field(made, label).ident: value}
    return answering.submit(response=current, by=by, answers=answers, sharing=sharing, revision=current.revision)


def choice(label: str, *choices: str, kind: str = FieldType.ONE) -> questions.FieldDetails:
    """A question with choices."""
    return questions.FieldDetails(kind, label, choices=choices)


def mails(person: User) -> list[str]:
    """Subjects of what would reach the person now, in order."""
    rows: QuerySet[OutboxMail] = OutboxMail.objects.filter(person=person, abandoned_at=None).order_by("pk")
    found = [written_now(mail) for mail in rows.select_related("person")]
    return [written.subject for written in found if written is not None]
