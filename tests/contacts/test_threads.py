"""A question as a thread: who reads it, who answers, and that nothing is lost when somebody leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audiences
from accounts.actions.ending import end_membership
from accounts.actions.people import deactivate_person, make_administrator, remove_administrator
from accounts.mail import deliver_due
from accounts.models import AuditEvent, OutboxMail, User
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from contacts.actions import AlreadySo, Receiver, answer, close, pass_on, publish, reopen, sweep
from contacts.actions.published_answers import EntryDetails
from contacts.actions.threads import Written
from contacts.models import Entry, Message, Question, Route
from contacts.secrets import new_secret, token_hash
from documents.finding import related
from tests import pages
from tests.cast import Cast
from tests.contacts.builders import asked, delivered, group, made, route, topic
from workinggroups.models import GroupMembership


def names(cast: Cast, key: str) -> list[str]:
    """Who sees the question."""
    return [name for name, user in cast.everybody().items() if Question.objects.visible_to(user).filter(key=key)]


def test_only_asker_responsible_leads_and_administrators_see_a_question(cast: Cast) -> None:
    made_for_group = made(cast.vermont, person=cast.colorado, group=group())
    GroupMembership.objects.filter(user=cast.group_member).update(role="lead")

    assert names(cast, made_for_group.key) == [
        "vermont", "colorado", "group_member", "administrator", "second_administrator",
    ]  # fmt: skip


def test_backup_sees_and_answers_only_while_the_responsible_person_is_away(cast: Cast, mailoutbox: Any) -> None:
    rule = route(cast.colorado, cast.guest)
    question = asked(cast.vermont)
    before = Question.objects.answerable_by(cast.guest).exists()
    Route.objects.filter(pk=rule.pk).update(away_until=portal_today())
    meanwhile = Question.objects.answerable_by(cast.guest).exists()
    mailoutbox.clear()

    answer(question=question, by=cast.guest, written=Written("So."))

    question.refresh_from_db()
    assert (before, meanwhile, question.person) == (False, True, cast.guest)


def test_answer_mails_lead_the_asker_and_the_follow_up_the_responsible_and_nobody_else(
    cast: Cast, sign_in: Any, mailoutbox: Any
) -> None:
    route(cast.colorado)
    question = asked(cast.vermont)
    first = delivered(mailoutbox)
    path = f"/questions/{question.key}/reply/"
    sign_in(cast.colorado).post(path, {"text": "The utility does.", "once": "a"})
    sign_in(cast.colorado).post(path, {"text": "The utility does.", "once": "a"})
    second = delivered(mailoutbox)
    sign_in(cast.vermont).post(path, {"text": "Always?", "once": "b"})
    third = delivered(mailoutbox)

    assert [to for to, _ in first + second + third] == [cast.colorado.email, cast.vermont.email, cast.colorado.email]
    assert list(question.messages.order_by("pk").values_list("kind", flat=True)) == ["asked", "answer", "asked"]
    question.refresh_from_db()
    assert question.status == "waiting"


def test_mail_written_before_somebody_lost_the_question_is_not_sent(cast: Cast, mailoutbox: Any) -> None:
    route(cast.colorado)
    question = asked(cast.vermont)
    pass_on(question=question, by=cast.administrator, to=Receiver(person=cast.guest))

    assert [to for to, _ in delivered(mailoutbox)] == [cast.guest.email]


def test_thread_marks_guests_as_guests(cast: Cast, sign_in) -> None:
    route(cast.colorado)
    question = made(cast.guest, person=cast.colorado)
    answer(question=question, by=cast.colorado, written=Written("So."))

    page = sign_in(cast.colorado).get(f"/questions/{question.key}/")

    assert pages.texts(page, ".thread__who .person__name") == ["Guest (guest)", "Colorado"]


@pytest.mark.parametrize("way", ["deactivated", "ended"])
def test_open_questions_of_who_leaves_go_to_the_backup_who_is_told(cast: Cast, mailoutbox: Any, way: str) -> None:
    route(cast.colorado, cast.guest)
    question = asked(cast.vermont)
    delivered(mailoutbox)

    if way == "deactivated":
        deactivate_person(person=cast.colorado, by=cast.administrator)
    else:
        end_membership(membership=cast.colorado.memberships.get(), by=cast.administrator, reason="Left.")

    question.refresh_from_db()
    notified = {to for to, _ in delivered(mailoutbox)} - {cast.colorado.email}
    assert (question.person, notified) == (cast.guest, {cast.guest.email, cast.vermont.email})


def test_without_a_backup_they_go_to_the_general_queue(cast: Cast, mailoutbox: Any, sign_in: Any) -> None:
    make_administrator(person=cast.guest, by=cast.administrator)
    question = made(cast.vermont, person=cast.guest)

    remove_administrator(person=cast.guest, by=cast.administrator)

    question.refresh_from_db()
    assert question.person is None
    assert {to for to, _ in delivered(mailoutbox)} == {
        cast.administrator.email, cast.second_administrator.email, cast.vermont.email,
    }  # fmt: skip
    queue = sign_in(cast.administrator).get("/questions/queue/")
    assert pages.texts(queue, ".question-row__title") == [question.subject]


def test_sweep_finds_what_no_action_handed_over(cast: Cast) -> None:
    lost, kept = made(cast.vermont, person=cast.colorado), made(cast.vermont, person=cast.new_hampshire)
    User.objects.filter(pk=cast.colorado.pk).update(is_active=False)

    handed = (sweep(), sweep())

    assert handed == (1, 0)
    assert [Question.objects.get(pk=row.pk).person for row in (lost, kept)] == [None, cast.new_hampshire]


def test_sweep_forgets_unconfirmed_questions_and_addresses(cast: Cast) -> None:
    stranger = {"asker_name": "Pat", "asker_email": "pat@town.example", "subject": "Q", "origin": "f" * 64}
    old = timezone.now() - timedelta(days=8)
    Question.objects.create(status="unconfirmed", once=token_hash(1), asked_at=old, **stranger)
    kept = Question.objects.create(status="waiting", once=token_hash(2), asked_at=old, **stranger)

    sweep()

    assert list(Question.objects.values_list("pk", "origin")) == [(kept.pk, "")]


def test_second_of_two_answers_is_shown_the_first_and_keeps_the_text(cast: Cast, sign_in: Any) -> None:
    question = made(cast.vermont)
    seen = question.messages.get().key
    path = f"/questions/{question.key}/reply/"
    sign_in(cast.administrator).post(path, {"text": "First.", "seen": seen, "once": "a"})

    second = sign_in(cast.second_administrator).post(path, {"text": "Second.", "seen": seen, "once": "b"})

    assert second.status_code == 409
    assert pages.texts(second, ".thread__text") == ["How?", "First."]
    assert b"Second." in second.content
    assert f'value="{question.messages.get(kind="answer").key}"' in second.content.decode()
    again = {"text": "Second.", "seen": question.messages.get(kind="answer").key, "once": "b"}
    assert sign_in(cast.second_administrator).post(path, again).status_code == 302


def test_closed_twice_says_so_and_is_audited_once(cast: Cast, sign_in: Any) -> None:
    question = made(cast.vermont)
    client = sign_in(cast.vermont)
    for _ in range(2):
        response = client.post(f"/questions/{question.key}/close/", follow=True)

    assert pages.texts(response, ".messages li, .messages .usa-alert__text")[-1:] == [
        "This question is already closed."
    ]
    assert AuditEvent.objects.filter(action="question.closed").count() == 1


def test_pass_on_takes_only_people_who_may_answer(cast: Cast, sign_in: Any) -> None:
    question = made(cast.vermont)
    client = sign_in(cast.administrator)
    statuses = [
        client.post(f"/questions/{question.key}/pass-on/", {"to": to}).status_code
        for to in (f"person-{cast.colorado.pk}", "evil@x.example", ["queue", "x"], f"person-{cast.vermont.pk}")
    ]

    question.refresh_from_db()
    assert (statuses, question.person) == ([400] * 4, None)


def test_assigning_marks_who_is_away_and_takes_a_note_along(cast: Cast, sign_in: Any, mailoutbox: Any) -> None:
    until = portal_today() + timedelta(days=2)
    route(cast.colorado)
    route(cast.guest, topic=topic("data-and-reporting"))
    cast.guest.routes.update(away_until=until)
    question = asked(cast.vermont, "Who owns the data?")
    mailoutbox.clear()
    client, path = sign_in(cast.colorado), f"/questions/{question.key}/"

    offered = pages.texts(client.get(path), "#id_to option")
    client.post(f"{path}pass-on/", {"to": f"person-{cast.guest.pk}", "note": "They call\r\nevery week."})
    deliver_due()

    assert f"Guest (guest) (out of office through {long_date(until)})" in offered
    (mail,) = [mail for mail in mailoutbox if mail.to == [cast.guest.email]]
    assert mail.subject == "A question was assigned to you: A question"
    assert "Note from Colorado:\n\nThey call\nevery week." in mail.body
    shown = {
        name: pages.texts(sign_in(person).get(path), ".thread__piece--inside .thread__text")
        for name, person in {"new": cast.guest, "asker": cast.vermont, "office": cast.administrator}.items()
    }
    assert shown == {"new": ["They call every week."], "asker": [], "office": ["They call every week."]}
    readable = Message.objects.filter(question=question, kind="inside")
    assert [readable.visible_to(person).count() for person in (cast.guest, cast.vermont)] == [1, 0]


def test_note_for_a_colleague_never_reaches_a_stranger(cast: Cast, client: Client) -> None:
    question = Question.objects.create(
        subject="Q", asker_name="Pat", asker_email="pat@town.example", once=token_hash("n"), person=cast.colorado
    )
    pass_on(question=question, by=cast.administrator, to=Receiver(person=cast.guest), words="Canary for colleagues")

    page = client.get(f"/questions/thread/{new_secret(question)}/")

    assert (page.status_code, "Canary" in page.content.decode()) == (200, False)


def test_mails_carry_the_question_and_its_first_lines(cast: Cast, sign_in: Any, mailoutbox: Any) -> None:
    route(cast.colorado)
    question = asked(cast.vermont, "Who pays?\n\n" + "word " * 200)
    sign_in(cast.colorado).post(f"/questions/{question.key}/reply/", {"text": "The utility does.", "once": "a"})
    deliver_due()

    new, answered = (mail for mail in mailoutbox if mail.to in ([cast.colorado.email], [cast.vermont.email]))

    office = cast.vermont.memberships.get().agency
    assert new.subject == "A question is waiting for your answer: A question"
    facts = f"Question: A question\nTopic: {topic()}\nAsked by: Vermont, {office}\n"
    assert facts in new.body
    quoted = [line for line in new.body.splitlines() if line.startswith(">")]
    assert (quoted[0], quoted[1], quoted[2].endswith("…")) == ("> Who pays?", ">", True)
    assert len("\n".join(quoted)) < 520
    assert (answered.subject, "> The utility does." in answered.body) == (
        "Your question was answered: A question",
        True,
    )


def test_stranger_reads_and_answers_by_the_secret_only(cast: Cast, client: Client) -> None:
    question = Question.objects.create(
        subject="Q", asker_name="Pat", asker_email="pat@town.example", once=token_hash("s"), person=cast.colorado
    )
    path = f"/questions/thread/{new_secret(question)}/"
    answer(question=question, by=cast.colorado, written=Written("Answer."))

    page = client.get(path)
    replied = client.post(f"{path}reply/", {"text": "Thanks.", "once": "a"})

    assert pages.texts(page, ".thread__who .person__name") == ["Clearinghouse staff"]
    assert cast.colorado.name not in page.content.decode()
    assert replied.status_code == 302
    assert client.get(f"/questions/thread/{'x' * 43}/").status_code == 404
    for number in range(12):
        last = client.post(f"{path}reply/", {"text": f"More {number}", "once": f"n{number}"})
    assert (last.status_code, Message.objects.filter(kind="asked").count()) == (409, 10)


def test_administrator_answers_on_behalf_of_a_mailbox(cast: Cast, sign_in: Any) -> None:
    question = made(cast.vermont, mailbox=Route.objects.get(topic=None).mailbox)

    message = answer(question=question, by=cast.administrator, written=Written("Yes."))

    question.refresh_from_db()
    assert (message.on_behalf_of, question.mailbox) == ("Delaney Dixon", Route.objects.get(topic=None).mailbox)
    page = sign_in(cast.vermont).get(f"/questions/{question.key}/")
    assert pages.texts(page, ".thread__who .person__name")[-1:] == ["Administrator, on behalf of Delaney Dixon"]
    with pytest.raises(PermissionDenied):
        close(question=question, by=cast.colorado)


def test_document_that_the_responsible_may_not_see_is_not_named(cast: Cast, sign_in: Any) -> None:
    from tests import library

    hidden = library.document(cast.vermont, "Canary", sharing_choice="agency")
    question = made(cast.vermont, person=cast.colorado, document=hidden)
    page = sign_in(cast.colorado).get(f"/questions/{question.key}/")

    assert "Canary" not in page.content.decode()
    assert "Something that isn’t shared with you" in pages.texts(page, ".facts")[0]


def test_lists_take_the_same_few_statements_at_any_size(cast: Cast, sign_in: Any) -> None:
    route(cast.colorado, group=group())
    clients = {path: sign_in(person) for path, person in (
        ("/questions/queue/", cast.colorado), ("/questions/queue/?show=all", cast.administrator),
        ("/questions/", cast.vermont), ("/groups/cybersecurity/", cast.vermont),
        ("/questions/routes/", cast.administrator),
    )}  # fmt: skip
    counts = {}
    for size in (1, 1000):
        missing = size - Question.objects.count()
        Question.objects.bulk_create(
            Question(subject="Q", asker=cast.vermont, asker_name="V", person=cast.colorado, group=group(),
                     topic=topic(), once=token_hash("bulk", size, number))
            for number in range(missing)
        )  # fmt: skip
        for path, client in clients.items():
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(path).status_code == 200
            counts.setdefault(path, []).append(len(captured))

    assert {path: found for path, found in counts.items() if found[0] != found[1]} == {}


def test_entry_names_the_asker_only_with_consent_and_is_found_by_its_audience(cast: Cast, sign_in: Any) -> None:
    details = EntryDetails(
        "How long?", "**Transformers** take a year.", audiences.single("all_members"), topic(), None, True
    )
    silent, open_ = made(cast.vermont), made(cast.vermont, agrees_to_name=True)
    entries = [publish(question=question, by=cast.administrator, details=details) for question in (silent, open_)]
    again = publish(question=silent, by=cast.second_administrator, details=details)

    assert [entry.asked_by for entry in entries] == ["", "Vermont"]
    assert again == entries[0]
    found = {
        name: (
            len(
                pages.find(sign_in(user).get("/questions/answers/?q=transformer&topic=cybersecurity"), ".question-row")
            ),
            "How long?" in sign_in(user).get("/documents/search/?q=transformers").content.decode(),
        )
        for name, user in (("colorado", cast.colorado), ("guest", cast.guest), ("public", None))
    }
    assert found == {"colorado": (2, True), "guest": (0, False), "public": (0, False)}


def test_search_counts_the_answers_that_the_person_may_read(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "MOST_COUNTED", 6)
    for number in range(7):
        audience = audiences.single("public" if number < 6 else "all_members")
        Entry.objects.create(question=f"Question {number}", answer="A transformer takes a year.", audience=audience)

    counts = {
        name: pages.links(sign_in(user).get("/documents/search/?q=transformer"), ".list-head__count a")
        for name, user in (("colorado", cast.colorado), ("public", None))
    }

    anchor = "#found-questions-and-answers"
    assert counts == {"colorado": {"6+ answered questions": anchor}, "public": {"6 answered questions": anchor}}


def test_two_editors_of_an_entry_notice_each_other(cast: Cast, sign_in: Any) -> None:
    audience = audiences.single("public")
    entry = Entry.objects.create(question="Q", answer="A", audience=audience)
    path = f"/questions/answers/{entry.key}/edit/"
    typed = {"question": "Q", "audience": audience.pk, "revision": 1}
    first = sign_in(cast.administrator).post(path, {**typed, "answer": "First"})
    second = sign_in(cast.second_administrator).post(path, {**typed, "answer": "Second"})

    entry.refresh_from_db()
    assert (first.status_code, second.status_code, entry.answer) == (302, 409, "First")
    assert b"Second" in second.content


def test_withdrawn_entry_is_gone_for_readers(cast: Cast, sign_in: Any, client: Client) -> None:
    entry = Entry.objects.create(question="Q", answer="A", audience=audiences.single("public"))
    path = f"/questions/answers/{entry.key}/"
    before = client.get(path).status_code
    sign_in(cast.administrator).post(f"{path}withdraw/")

    assert (before, client.get(path).status_code) == (200, 404)
    sign_in(cast.administrator).post(f"{path}restore/")
    assert client.get(path).status_code == 200


def test_opening_again_and_again_does_not_flood_whoever_answers(cast: Cast) -> None:
    """Each re-opening writes a mail, so it must not become a way to fill a mailbox."""
    route(cast.colorado)
    question = asked(cast.vermont)

    for _ in range(4):
        close(question=question, by=cast.vermont)
        reopen(question=question, by=cast.vermont)
    close(question=question, by=cast.vermont)

    with pytest.raises(AlreadySo, match="Try again later"):
        reopen(question=question, by=cast.vermont)

    assert OutboxMail.objects.filter(to=cast.colorado.email).count() <= 10
