"""Mail filters open the links of a mail before its reader does. No link in any mail changes anything by that."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.conf import settings
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.utils import timezone

from accounts import approval_emails as of_approvals
from accounts import confirming, digests, mail
from accounts import emails as of_accounts
from accounts import invitation_emails as of_invitations
from accounts import link_emails as of_links
from accounts import vouching_emails as of_vouching
from accounts.mail import written_now
from accounts.models import AgencyDomain, Membership, MembershipRequest, OutboxMail, PausedAddress, RequestMessage, User
from accounts.returns import pausing
from announcements.emails import ANNOUNCEMENT
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.zones import portal_today
from contacts import emails as of_contacts
from contacts.models import Mailbox, Message, Question
from directory import emails as of_directory
from directory.models import DirectMessage
from documents import emails as of_documents
from documents.models import DocumentVersion, SavedSearch, SearchNews
from following.models import News, Told
from gaps import emails as of_gaps
from gaps import reading_emails as of_reading
from gaps.models import DocumentRequest, ReadRequest
from inquiries import campaign_emails as of_campaigns
from inquiries import emails as of_asking
from inquiries.models import Contributor, Inquiry, Response
from meetings.emails import call_notices, event_notices, item_notices, record_notices, series_notices
from meetings.models import ActionItem, Invitation, Meeting, Registration, Series
from reuse import emails as of_reuse
from signon import emails as signon_emails
from signon.models import AgencySignIn
from tests.security.scene import Scene
from tests.security.tables import changed, fingerprints
from workforce import emails as of_space
from workforce import reminders, suggestion_emails
from workforce.models import Provider
from workinggroups import emails as of_groups
from workinggroups.models import GroupMembership

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Every text that is sent as a mail, or is part of one; allauth's frame is drawn within the others.
MAIL_TEMPLATES = {
    str(path.relative_to(TEMPLATES))
    for folder in ("mail", "email")
    for path in TEMPLATES.glob(f"*/{folder}/*.*")
    if not path.name.endswith("_subject.txt") and not path.name.startswith("base_")
}
LINK = re.compile(r"https?://[^\s<>\"”)]+")


def of_allauth(person: User) -> None:
    """Sign-in, addresses, passwords, second factors; a code stands in these, and no secret link."""
    prefixes = sorted(name.removesuffix("_message.txt") for name in MAIL_TEMPLATES if name.endswith("_message.txt"))
    context = {"user": person, "code": "ABC-DEF", "email": person.email, "timestamp": timezone.now()}
    with request_context(RequestFactory().get("/")):
        for prefix in prefixes:
            get_adapter().send_mail(prefix, person.email, context)


def of_membership(scene: Scene) -> None:
    for membership in Membership.objects.order_by("pk")[:3]:
        of_accounts.notify_approved(membership)
        of_accounts.notify_ended(membership, "Left the agency.")
    of_accounts.notify_declined(scene.requests["declined"])
    waiting, administrator = scene.requests["waiting"], scene.cast.administrator
    question = RequestMessage.objects.create(request=waiting, author=administrator, text="Who knows you there?")
    of_accounts.notify_question(question)
    of_accounts.notify_answer(RequestMessage.objects.create(request=waiting, author=waiting.user, text="Vermont does."))
    of_accounts.notify_address_confirmed(scene.cast.vermont)
    PausedAddress.objects.create(address=scene.cast.colorado.email, kind="hard")
    pausing.try_again(scene.cast.colorado)
    PausedAddress.objects.filter(address=scene.cast.colorado.email).delete()
    of_joining(scene, waiting)
    hand_over = scene.things["leaving"]["work_of_left"].made
    of_accounts.notify_handed_over(hand_over, scene.cast.vermont, {"documents": ["2 documents"]})
    for person in (scene.people["suspended"], scene.people["expired"]):
        membership = Membership.objects.select_related("user", "agency").get(user=person)
        of_accounts.notify_suspended(membership)
        of_accounts.notify_restored(membership)
        of_approvals.notify_suspended(membership)
        confirming.send_link(membership)
    of_approvals.notify_request(waiting)
    of_approvals.notify_address_waits(scene.cast.vermont)
    of_approvals.post_digest(administrator, [waiting], [scene.cast.vermont], 2)
    message = DirectMessage.objects.create(
        sender=scene.cast.vermont, recipient=scene.cast.colorado, subject="Site hosts", once="walk"
    )
    of_directory.email_message(message, "Who are yours?", "")
    paper = scene.papers["agency"].document
    of_links.notify_asked(scene.link_question)
    owners = User.objects.filter(pk=paper.owner_id)
    of_links.notify_owners(scene.link_question, "A paper", f"/documents/{paper.key}/edit/", owners)


def of_joining(scene: Scene, waiting: MembershipRequest) -> None:
    """What joining writes: to who asks, to who decides and forgets, to a lead, and to who is invited."""
    of_accounts.notify_received(waiting)
    MembershipRequest.objects.filter(pk=waiting.pk).update(requested_at=timezone.now() - timedelta(days=30))
    assert of_approvals.write_reminder(scene.cast.administrator, "")
    AgencyDomain.objects.create(agency=waiting.agency, domain=waiting.email.partition("@")[2], check_mark="V")
    of_vouching.notify_leads(waiting)
    of_invitations.post_invitation(scene.things["joining"]["invitation_by_administrator"].made, "one")


def of_files(scene: Scene) -> None:
    """Of documents: what is wrong with a file, and what is shared."""
    version = DocumentVersion.objects.order_by("pk").first()
    assert version is not None
    of_documents.notify_refused(version, "It is empty.")
    of_documents.notify_infected(version, "Eicar")
    of_documents.notify_parked(version, "It went wrong three times.")
    of_documents.notify_disk_is_filling(0.9)
    of_documents.notify_wrong_files(2)
    held = DocumentVersion.objects.get(key=scene.editions["held"].version_key)
    of_documents.notify_held(held, 2)
    of_documents.notify_not_cleaned(held, scene.cast.vermont, "It is too large.")
    for name in ("by_name", "agency"):
        of_documents.notify_shared(scene.papers[name].document, scene.cast.colorado, scene.cast.vermont)


def of_workforce(scene: Scene) -> None:
    """An invitation to the space, and what is to be confirmed, which is put into words when it goes out."""
    of_space.invite(scene.things["workforce"]["invitation_open"].made, by=scene.cast.administrator)
    Provider.objects.update(confirmed_at=timezone.now() - timedelta(days=400), confirmed_by=scene.cast.vermont)
    reminders.post_due()
    suggestion_emails.notify_suggested(scene.things["workforce"]["resource_suggested"].made)
    for row in OutboxMail.objects.filter(check_name__in=(reminders.CONFIRM, suggestion_emails.NOW)):
        written = mail.written_now(row)
        assert written is not None
        OutboxMail.objects.filter(pk=row.pk).update(body=written.body)


def of_saved_searches(scene: Scene) -> None:
    """What is new for a search; such a mail is put into words when it goes out."""
    search, paper = scene.things["saved"]["saved_by_member"].made, scene.papers["public"].document
    SavedSearch.objects.filter(pk=search.pk).update(words="", alert="now")
    SearchNews.objects.create(search=search, document=paper, version=paper.current_version)
    digests.write_due()
    # The search's owner alone: where it is morning now, the digests of others are due as well.
    row = OutboxMail.objects.get(check_name=digests.DIGEST, person=search.owner)
    written = mail.written_now(row)
    assert written is not None
    OutboxMail.objects.filter(pk=row.pk).update(body=written.body)


def of_news(scene: Scene) -> None:
    """What is new in what somebody follows; such a mail is put into words when it goes out."""
    person, news = scene.cast.vermont, News.objects.filter(kind="shared", thing=scene.papers["public"].document.pk)
    Told.objects.create(person=person, news=news.get(), digest="of news")
    mail.post_to_person(person, subject="News", body="", check=(digests.DIGEST, "of news"))
    row = OutboxMail.objects.get(check_key="of news")
    written = mail.written_now(row)
    assert written is not None
    OutboxMail.objects.filter(pk=row.pk).update(body=written.body)


def of_announcements(scene: Scene) -> None:
    """To somebody in the audience; put into words when it goes out."""
    made = scene.things["announcements"]["sent_to_members"].made
    mail.post_to_person(scene.cast.vermont, subject="Announcement", body="", check=(ANNOUNCEMENT, made.key))
    row = OutboxMail.objects.get(check_name=ANNOUNCEMENT)
    written = mail.written_now(row)
    assert written is not None
    OutboxMail.objects.filter(pk=row.pk).update(body=written.body, html=written.html)


def of_uses(scene: Scene) -> None:
    """That a document was reused; put into words when it goes out."""
    of_reuse.notify_owner(scene.things["reuse"]["use_named"].made, scene.cast.colorado)
    (row,) = OutboxMail.objects.filter(check_name=of_reuse.USED)
    written = mail.written_now(row)
    assert written is not None
    OutboxMail.objects.filter(pk=row.pk).update(body=written.body)


def of_working_groups(scene: Scene) -> None:
    things = {name: thing.made for name, thing in scene.things["groups"].items()}
    of_groups.notify_deciders(things["waiting"])
    of_groups.notify_approved(things["waiting"])
    of_groups.notify_declined(things["declined"])
    for place in GroupMembership.objects.filter(pk=things["member"].pk):
        of_groups.notify_added(place, scene.cast.administrator)
        of_groups.notify_removed(place, scene.cast.administrator, "The group is full.")
        of_groups.notify_role(place, scene.cast.administrator)
        of_groups.notify_uninvited(place.user, place.group, scene.cast.administrator)


def of_questions(scene: Scene) -> None:
    """Each of these makes a secret of its own where the asker has no account; the last one is the newest."""
    number = count()
    for question in Question.objects.order_by("pk"):
        message: Any = SimpleNamespace(key=f"walk-{next(number)}", kind=Message.Kind.ANSWER, text="An answer.")
        of_contacts.notify_responders(question, of_contacts.NEW, message)
        if question.asker is None:
            of_contacts.ask_to_confirm(question)
        of_contacts.notify_asker(question, message, "answered")


def of_document_requests(scene: Scene) -> None:
    office = Mailbox.objects.create(name="Requests", email="requests@elsewhere.example")
    DocumentRequest.objects.create(state_id="OH", sought="walk", title="Walk", mailbox=office)
    for request in DocumentRequest.objects.order_by("pk"):
        of_gaps.notify_responders(request, of_gaps.NEW)
        of_gaps.notify_askers(request)
    for reading in ReadRequest.objects.order_by("pk"):
        of_reading.notify_deciders(reading)
        of_reading.notify_asker(reading)
        ReadRequest.objects.filter(pk=reading.pk, status="granted").update(over_at=timezone.now())
        of_reading.notify_over(reading)
    for row in OutboxMail.objects.filter(check_name__startswith="gaps."):
        if written := written_now(row):  # they wait without words
            OutboxMail.objects.filter(pk=row.pk).update(subject=written.subject, body=written.body)


def of_agency_sign_in(scene: Scene) -> None:
    signon_emails.notify_linked(scene.cast.vermont, AgencySignIn.objects.select_related("agency").order_by("pk")[0])


def of_calls(scene: Scene) -> None:
    person, by = scene.cast.administrator, "Somebody"
    for meeting in Meeting.objects.select_related("group", "parent").order_by("pk")[:6]:
        for kind in call_notices.SUBJECTS:
            call_notices.post_one(kind, meeting, person, by=by, occasion="walk")
        for kind in record_notices.CHECKS:
            record_notices._post(kind, meeting, person, f"meetings.{kind}")
    meetings = list(Meeting.objects.exclude(group=None).select_related("group", "parent").order_by("pk")[:2])
    for series in Series.objects.select_related("group").order_by("pk"):
        for kind in series_notices.SUBJECTS:
            series_notices._post(kind, series, meetings, person, by, "walk", {})
    call = Meeting.objects.exclude(summary_published_at=None).select_related("group").order_by("pk")[0]
    item = ActionItem.objects.create(meeting=call, text="Send the rates.", owner=person, due_on=timezone.localdate())
    item_notices._post_new(person, call, [item])
    item_notices.remind(item)


def of_events(scene: Scene) -> None:
    registrations = Registration.objects.select_related("meeting", "user").order_by("pk")
    for registration in registrations:
        for name in ("registered", "waiting", "promoted", "removed", "ended", "off", "restored"):
            event_notices._to_registrant(registration, name, f"About it: {name}", reason="It is full.")
    for invitation in Invitation.objects.select_related("meeting").order_by("pk"):
        event_notices.invite(invitation, by=scene.cast.administrator)


def of_inquiries(scene: Scene) -> None:
    """To who releases, who asks, who answers, and who answered."""
    things, cast = scene.things["inquiries"], scene.cast
    waiting, made = things["inquiry_waiting"].made, things["inquiry_open"].made
    of_asking.ask_to_release(waiting, cast.vermont)
    of_asking.notify_returned(things["inquiry_draft"].made, cast.administrator)
    of_asking.notify_released(made, cast.administrator)
    response = things["answer_draft"].made
    of_asking.ask_state(response)
    response.inquiry.closes_on = portal_today() + timedelta(days=2)
    response.inquiry.save(update_fields=["closes_on"])
    of_asking.remind_due()
    Contributor.objects.create(response=response, person=cast.vermont_energy)
    of_asking.notify_joined(response, cast.vermont_energy)
    Response.objects.filter(pk=response.pk).update(status="ready")
    of_asking.notify_ready(response, [cast.vermont_editor], cast.vermont)
    of_asking.notify_closed(things["inquiry_closed"].made)
    published = things["inquiry_published"].made
    published.ask_again_on = portal_today()
    published.save(update_fields=["ask_again_on"])
    of_asking.remind_to_ask_again()
    answer_by = {"submitted_by": cast.vermont, "submitted_at": timezone.now(), "status": "submitted"}
    version = published.questionnaires.get()
    Response.objects.create(inquiry=published, state_id="VT", questionnaire=version, **answer_by)
    of_asking.notify_published(published)
    campaigns = scene.things["campaigns"]
    of_campaigns.mail_link(campaigns["campaign_open"].made, "walk@home.example")
    Inquiry.objects.filter(pk=campaigns["campaign_open"].made.pk).update(status="closed", closed_at=timezone.now())
    of_campaigns.notify_closed(campaigns["campaign_open"].made)
    theme = campaigns["theme_published"].made
    theme.how_used = "We wrote it into the plan."
    theme.save(update_fields=["how_used"])
    of_campaigns.tell_how_used(theme)
    posted = OutboxMail.objects.filter(check_name__regex=r"^(inquiries|campaigns)\.", body="")
    for row in posted.select_related("person"):  # as the worker writes them when it sends
        written = mail.written_now(row)
        OutboxMail.objects.filter(pk=row.pk).update(body=written.body if written else "")


@pytest.fixture
def drawn() -> Iterator[set[str]]:
    """The names of the templates that a test draws."""
    names: set[str] = set()

    def note(template: Any, **_: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note, weak=False, dispatch_uid="mail links")
    yield names
    template_rendered.disconnect(dispatch_uid="mail links")


def links_in(mail: OutboxMail) -> list[str]:
    """The paths of the portal that a mail and its calendar file lead to."""
    text = f"{mail.subject}\n{mail.body}\n{unescape(mail.html)}\n{mail.attachment}".replace("\r\n ", "")
    found = [link.rstrip(".,;:") for link in LINK.findall(text)]
    return list(
        dict.fromkeys(link.removeprefix(absolute_url("")) for link in found if link.startswith(absolute_url("")))
    )


def test_no_link_in_any_mail_changes_anything_when_a_filter_opens_it(
    scene: Scene, sign_in: Callable[[User | None], Client], drawn: set[str]
) -> None:
    """HEAD, GET and GET again, the newest mail first, by nobody and as its receiver."""
    of_allauth(scene.cast.vermont)
    for write in (
        *(of_membership, of_files, of_saved_searches, of_working_groups, of_questions),
        *(of_calls, of_events, of_workforce, of_agency_sign_in, of_document_requests, of_inquiries, of_uses, of_news),
        of_announcements,
    ):
        write(scene)
    assert MAIL_TEMPLATES - drawn == set()  # a new kind of mail is written above, too
    mails = list(OutboxMail.objects.exclude(body="").select_related("person").order_by("-pk"))
    receivers = {mail.person for mail in mails if mail.person and mail.person.is_active}
    clients = {person.pk: sign_in(person) for person in receivers}
    nobody, administrator = Client(), sign_in(scene.cast.administrator)
    before, statuses = fingerprints(), {}
    visits = [
        (link, client)
        for mail in mails
        for link in links_in(mail)
        for client in (nobody, clients.get(mail.person.pk, administrator) if mail.person else administrator)
    ]

    for link, client in dict.fromkeys(visits):  # most mails lead to the same few pages as others
        opened = [client.head(link), client.get(link), client.get(link)]
        statuses[link, client] = {answer.status_code for answer in opened}

    assert len({link for link, _ in statuses}) > 30
    assert {status for found in statuses.values() for status in found} <= {200, 302, 403, 404, 410}
    assert changed(before, fingerprints()) == []
