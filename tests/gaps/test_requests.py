"""Asking a state for a document: who is asked, who asks with whom, how it ends, and who is told what."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import audiences
from accounts.handing_over import Leaving
from accounts.mail import deliver, written_now
from accounts.models import AuditEvent, OutboxMail, State, User
from contacts.models import Mailbox, Route
from documents.models import Kind
from gaps.actions import (
    AlreadySo,
    Answer,
    AskRefused,
    Wanted,
    answer,
    ask,
    asking,
    expire_due,
    hand_on_gone,
    pass_on,
    remind_due,
    withdraw,
)
from gaps.handing_over import RequestsPart
from gaps.models import Asker, DocumentRequest
from tests import library, pages
from tests.cast import Cast, agency, member
from tests.security.crawl import read, steady

SignIn = Callable[[User | None], Client]
ASK = "/coverage/requests/new/"
TOKEN = re.compile(r'name="once" value="\w+"')


def wanted(title: str = "Fast charging", kind: str | None = "o-m-agreement", state: str = "VT", **more: str) -> Wanted:
    return Wanted(State.objects.get(pk=state), Kind.objects.filter(slug=kind).first(), title, **more)


def told() -> list[tuple[str, str]]:
    """Whom the emails in the outbox go to, and what about; then the outbox is emptied."""
    found = [(each.to, each.check_name) for each in OutboxMail.objects.order_by("pk")]
    OutboxMail.objects.all().delete()
    return found


def sent() -> list[tuple[str, str]]:
    """What goes out of the outbox at this moment: to whom, and the subject."""
    mail.outbox.clear()
    for each in OutboxMail.objects.order_by("pk"):
        deliver(each.pk)
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_request_goes_to_the_route_of_the_state(cast: Cast) -> None:
    Route.objects.create(state_id="VT", person=cast.vermont)

    made = ask(by=cast.colorado, wanted=wanted())

    assert (made.person, made.status) == (cast.vermont, "open")
    assert told() == [(cast.vermont.email, "gaps.responder")]


def test_request_without_a_route_goes_to_ev_leads_then_to_administrators(cast: Cast) -> None:
    ask(by=cast.colorado, wanted=wanted())
    ask(by=cast.colorado, wanted=wanted(state="OH"))

    assert told() == [
        (cast.vermont_editor.email, "gaps.responder"),
        (cast.administrator.email, "gaps.responder"),
        (cast.second_administrator.email, "gaps.responder"),
    ]


def test_request_to_a_mailbox_carries_nothing_that_was_typed(cast: Cast) -> None:
    Route.objects.create(state_id="VT", mailbox=Mailbox.objects.create(name="Office", email="office@vt.example"))

    ask(by=cast.colorado, wanted=wanted("Secret words", purpose="Secret reasons"))

    (each,) = OutboxMail.objects.all()
    assert (each.to, "Secret" in each.subject + each.body) == ("office@vt.example", False)


def test_route_of_a_region_is_not_the_state_s_contact(cast: Cast) -> None:
    Route.objects.create(region=State.objects.get(pk="VT").regions.order_by("pk")[0], person=cast.group_member)

    assert ask(by=cast.colorado, wanted=wanted()).person is None


def test_askers_of_the_same_are_one_request(cast: Cast) -> None:
    first = ask(by=cast.colorado, wanted=wanted("Fast  charging!"))
    second = ask(by=cast.new_hampshire, wanted=wanted("fast charging"))
    other = ask(by=cast.new_hampshire, wanted=wanted("slow charging"))

    assert (first == second, first == other) == (True, False)
    assert [asker.person for asker in first.askers.order_by("pk")] == [cast.colorado, cast.new_hampshire]
    # Nobody is told again of one more who asks for the same.
    assert told() == [(cast.vermont_editor.email, "gaps.responder")] * 2


def test_form_sent_twice_asks_once(cast: Cast) -> None:
    once = {"once": "the same form"}

    assert ask(by=cast.colorado, wanted=wanted(**once)) == ask(by=cast.colorado, wanted=wanted("Other", **once))
    assert Asker.objects.count() == 1


def test_database_keeps_one_open_request_for_the_same(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())

    with pytest.raises(IntegrityError, match="asked_once_while_open"), transaction.atomic():
        DocumentRequest.objects.create(state=made.state, kind=made.kind, sought=made.sought)


@pytest.mark.parametrize(("limit", "asker"), [("PER_PERSON", "colorado"), ("PER_AGENCY", "colleague")])
def test_too_many_in_a_day_get_a_sentence(limit: str, asker: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, limit, 2)
    people = {"colorado": cast.colorado, "colleague": member("colleague", agency("CO", "DOT"), cast.administrator)}
    for title in ("One", "Two"):
        ask(by=cast.colorado, wanted=wanted(title))

    with pytest.raises(AskRefused, match="asked for 2 documents in one day"):
        ask(by=people[asker], wanted=wanted("Three"))
    Asker.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert ask(by=people[asker], wanted=wanted("Three")).is_open


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        (Answer("linked", link="https://vt.example/om"), "Vermont: Answered with a link"),
        (Answer("none"), "Vermont: The state has none"),
        (Answer("refused", text="It names a vendor."), "Vermont: Can’t be shared"),
        (Answer("elsewhere", other_state=State(pk="CO", name="Colorado")), "Vermont: Ask another state"),
    ],
)
def test_everybody_who_asks_is_told_the_end(given: Answer, subject: str, cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    ask(by=cast.new_hampshire, wanted=wanted())
    withdraw(request=ask(by=cast.group_member, wanted=wanted()), by=cast.group_member)
    told()

    answer(request=made, by=cast.vermont_editor, given=given)

    assert sent() == [(cast.colorado.email, subject), (cast.new_hampshire.email, subject)]
    assert AuditEvent.objects.filter(action="document_request.ended").count() == 1


def test_document_is_told_to_those_who_can_see_it(cast: Cast, sign_in: SignIn) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    ask(by=cast.new_hampshire, wanted=wanted())
    told()
    northeast = library.document(cast.vermont, "Hidden title", sharing_choice="region")

    answer(request=made, by=cast.vermont_editor, given=Answer("uploaded", document=northeast, text="Hidden note"))

    assert sent() == [(cast.new_hampshire.email, "Vermont: Answered")]
    shown, hidden = (sign_in(person).get(made.get_absolute_url()) for person in (cast.new_hampshire, cast.colorado))
    assert pages.links(shown)["Hidden title"] == northeast.get_absolute_url()
    assert "Hidden" not in hidden.content.decode()
    assert "Hidden note" in shown.content.decode()


def test_who_lost_sight_of_the_document_is_not_told(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    told()
    document = library.document(cast.vermont, "Title")
    answer(request=made, by=cast.vermont_editor, given=Answer("uploaded", document=document))

    document.status = "withdrawn"
    document.save(update_fields=["status"])

    assert sent() == []


def test_responder_mail_is_not_sent_after_the_answer(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    answer(request=made, by=cast.administrator, given=Answer("none"))

    assert sent() == [(cast.colorado.email, "Vermont: The state has none")]


def test_second_answer_is_refused(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    answer(request=made, by=cast.vermont_editor, given=Answer("none"))

    with pytest.raises(AlreadySo, match=r"This request has ended: the state has none\."):
        answer(request=made, by=cast.administrator, given=Answer("refused", text="No."))


def test_reminders_after_one_and_two_weeks_then_expiry(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    told()
    counts = []
    for days in (6, 7, 8, 14, 30):
        moment = timezone.now() - timedelta(days=days, minutes=1)
        DocumentRequest.objects.update(waiting_since=moment, asked_at=moment)
        counts.append((days, remind_due(), expire_due(), told()))

    to_lead = [(cast.vermont_editor.email, "gaps.responder")]
    assert counts == [(6, 0, 0, []), (7, 1, 0, to_lead), (8, 0, 0, []), (14, 1, 0, to_lead), (30, 0, 0, [])]
    DocumentRequest.objects.update(asked_at=timezone.now() - timedelta(days=60, minutes=1))
    assert (expire_due(), expire_due(), sent()) == (1, 0, [(cast.colorado.email, "Vermont: Expired without an answer")])
    made.refresh_from_db()
    assert (made.status, remind_due()) == ("expired", 0)


def test_passing_on_tells_a_colleague_and_starts_the_reminders_anew(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    DocumentRequest.objects.update(reminders=2)
    told()

    passed = pass_on(request=made, by=cast.vermont_editor, to=cast.vermont_energy)

    assert (passed.person, passed.reminders) == (cast.vermont_energy, 0)
    assert told() == [(cast.vermont_energy.email, "gaps.responder")]
    with pytest.raises(AlreadySo, match="doesn’t work for Vermont"):
        pass_on(request=made, by=cast.vermont_editor, to=cast.colorado)


def test_withdrawal_of_the_last_ends_it(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    ask(by=cast.new_hampshire, wanted=wanted())

    assert withdraw(request=made, by=cast.colorado).status == "open"
    assert withdraw(request=made, by=cast.new_hampshire).status == "withdrawn"
    assert ask(by=cast.colorado, wanted=wanted()) != made


def test_requests_of_somebody_who_leaves_go_to_ev_leads(cast: Cast) -> None:
    Route.objects.create(state_id="VT", person=cast.vermont)
    made = ask(by=cast.colorado, wanted=wanted())
    own = ask(by=cast.vermont, wanted=wanted(state="CO"))
    told()

    audiences.leave_member_circles(cast.vermont)

    made.refresh_from_db()
    own.refresh_from_db()
    assert (made.person, own.status) == (None, "withdrawn")
    assert told() == [(cast.vermont_editor.email, "gaps.responder")]


def test_sweep_finds_requests_of_people_who_are_gone(cast: Cast) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    DocumentRequest.objects.update(person=cast.left)

    assert (hand_on_gone(), hand_on_gone()) == (1, 0)
    made.refresh_from_db()
    assert made.person is None


@pytest.mark.parametrize("address", [f"{ASK}?state=CO&kind=nevi-plan", "/documents/?state=CO&kind=nevi-plan"])
def test_form_and_way_to_it_say_nothing_of_hidden_documents(address: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    without = TOKEN.sub("", steady(read(client, address)))

    library.document(cast.colorado, "Secret plan", kind="nevi-plan", state="CO", sharing_choice="agency")

    assert TOKEN.sub("", steady(read(client, address))) == without


def test_request_is_the_same_whether_a_hidden_document_exists(cast: Cast, sign_in: SignIn) -> None:
    client, data = sign_in(cast.vermont), {"state": "CO", "kind": "nevi-plan", "title": "Secret plan", "once": ""}

    def asked() -> list[str]:
        answered = client.post(ASK, data)
        made = DocumentRequest.objects.get()
        page = steady(read(client, answered.headers["Location"]), key=made.key)
        made.delete()
        OutboxMail.objects.all().delete()
        return [str(answered.status_code), page]

    without = asked()
    library.document(cast.colorado, "Secret plan", kind="nevi-plan", state="CO", sharing_choice="agency")

    assert asked() == without


def test_coverage_shows_what_is_asked(cast: Cast, sign_in: SignIn) -> None:
    ask(by=cast.colorado, wanted=wanted())
    ask(by=cast.new_hampshire, wanted=wanted())
    client = sign_in(cast.group_member)

    answered = client.get("/coverage/?kind=o-m-agreement&era=G3")

    (cell,) = [
        pages.words(row[1]) for row in pages.find(answered, ".coverage tbody tr") if pages.words(row[0]) == "Vermont"
    ]
    assert cell == "none Ask too Vermont: O&M agreement asked by 2"
    assert "asked by" not in sign_in(None).get("/coverage/?kind=o-m-agreement").content.decode()


def test_request_in_the_browser_of_its_people(cast: Cast, sign_in: SignIn) -> None:
    asks, answers = sign_in(cast.colorado), sign_in(cast.vermont_editor)
    data: dict[str, Any] = {"state": "VT", "kind": "o-m-agreement", "title": "Chargers", "purpose": "Our RFP"}

    refused = asks.post(ASK, {**data, "kind": "", "title": " !"})
    address = asks.post(ASK, data).headers["Location"]
    home = answers.get("/")
    page = answers.get(address)
    wrong = answers.post(f"{address}answer/", {"end": "linked", "link": "http://vt.example/"})
    done = answers.post(f"{address}answer/", {"end": "linked", "link": "https://vt.example/om"})

    assert (refused.status_code, wrong.status_code, done.status_code) == (400, 400, 302)
    assert "O&M agreement: Chargers" in " ".join(pages.texts(home, ".todo__words"))
    assert pages.headings(page) == ["Answer", "Who asks", "Assign"]
    assert "Our RFP" in page.content.decode()
    assert "Our RFP" not in sign_in(cast.new_hampshire).get(address).content.decode()
    assert pages.links(asks.get(address))["https://vt.example/om"] == "https://vt.example/om"
    assert pages.headings(asks.get("/coverage/requests/")) == ["My requests", "All open requests"]


def test_guests_meet_no_request(cast: Cast, sign_in: SignIn) -> None:
    made = ask(by=cast.colorado, wanted=wanted())
    client = sign_in(cast.guest)

    statuses = [client.get(address).status_code for address in (ASK, "/coverage/requests/", made.get_absolute_url())]

    assert statuses == [403, 403, 404]


def test_words_of_the_emails(cast: Cast) -> None:
    ask(by=cast.colorado, wanted=wanted(purpose="Our RFP"))
    (each,) = OutboxMail.objects.all()

    written = written_now(each)

    assert written is not None
    assert written.subject == "A document is asked for: O&M agreement: Fast charging"
    assert "- Colorado" in written.body
    assert "Our RFP" in written.body
    assert (each.subject, each.body) == ("A document is asked for", "")


def test_successor_takes_over_open_requests(cast: Cast) -> None:
    Route.objects.create(state_id="VT", person=cast.vermont)
    made = ask(by=cast.colorado, wanted=wanted())
    other = ask(by=cast.colorado, wanted=wanted(state="NH"))
    vtrans, part = cast.vermont.memberships.get().agency, RequestsPart()
    remembered = part.remember(cast.vermont, vtrans)
    audiences.leave_member_circles(cast.vermont)
    told()
    leaving = Leaving(cast.vermont, vtrans, True, False, False, remembered, ())

    lines = part.lines(leaving, cast.vermont_editor)
    part.move(leaving, cast.vermont_editor, cast.administrator)

    made.refresh_from_db()
    other.refresh_from_db()
    assert [(line.words, line.count) for line in lines] == [("1 open request for a document", 1)]
    assert (made.person, other.person) == (cast.vermont_editor, None)
    assert told() == [(cast.vermont_editor.email, "gaps.responder")]
