"""Asking an applicant something before deciding, and their answer."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import mail
from accounts.actions import AlreadyDecided, RequestRefused, answer_question, ask_applicant, decline_request
from accounts.models import AuditEvent, MembershipRequest, OutboxMail, RequestMessage, User
from tests import pages
from tests.accounts.people import outbox
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
QUEUE = "/people/approvals/"
MINE = "/people/request/mine/"
QUESTION, ANSWER = "Who at VTrans can vouch for you?", "Ana Ruiz, my director."


def asked(cast: Cast) -> MembershipRequest:
    """The applicant's request with an open question."""
    request = cast.applicant.membership_requests.get()
    ask_applicant(request=request, by=cast.administrator, question=QUESTION)
    return MembershipRequest.objects.get(pk=request.pk)


def test_question_reaches_the_applicant_and_the_request_leaves_the_queue(cast: Cast, sign_in: SignIn) -> None:
    request = cast.applicant.membership_requests.get()
    client = sign_in(cast.administrator)

    answer = client.post(f"{QUEUE}{request.pk}/question/", {"question": QUESTION, "version": request.version})

    assert (answer.status_code, answer.url) == (302, QUEUE)
    subject = "A question about your request to join the EV States Clearinghouse"
    assert outbox() == [("applicant@people.example", subject)]
    assert MINE in OutboxMail.objects.get().body
    assert pages.texts(client.get(QUEUE), ".ask__name") == []
    shown = client.get(f"{QUEUE}?show=applicant")
    assert pages.texts(shown, ".ask__name") == ["Applicant"]
    assert pages.texts(shown, ".ask__advice strong")[0] == "Waiting for the applicant."
    assert pages.texts(client.get(f"{QUEUE}{request.pk}/"), ".chip--amber") == ["Waiting for the applicant"]


def test_applicant_answers_and_the_request_is_back_with_the_thread(cast: Cast, sign_in: SignIn) -> None:
    request = asked(cast)
    client = sign_in(cast.applicant)

    page = client.get(MINE)
    answer = client.post(f"/people/request/{request.pk}/answer/", {"answer": ANSWER}, follow=True)

    assert pages.texts(page, "#state") == ["NASEO has a question for you"]
    assert pages.texts(page, ".thread__message p")[1] == QUESTION
    assert pages.texts(answer, ".usa-alert") == ["We sent your answer. We’ll email you when your request is decided."]
    administrator = sign_in(cast.administrator)
    assert pages.texts(administrator.get(QUEUE), ".ask__name") == ["Applicant"]
    thread = pages.texts(administrator.get(f"{QUEUE}{request.pk}/"), ".thread__message p")
    assert thread[1::2] == [QUESTION, ANSWER]
    assert outbox()[1:] == [("administrator@people.example", "Applicant answered your question")]


def test_request_is_decided_once_and_the_open_question_with_it(cast: Cast) -> None:
    request = asked(cast)

    decline_request(request=request, by=cast.second_administrator, reason="Ask your agency.")

    request.refresh_from_db()
    assert (request.status, request.question_at) == ("declined", None)
    with pytest.raises(AlreadyDecided):
        answer_question(request=request, by=cast.applicant, answer=ANSWER)


def test_question_that_was_settled_meanwhile_is_not_sent(cast: Cast) -> None:
    request = asked(cast)
    decline_request(request=request, by=cast.second_administrator, reason="Ask your agency.")
    question = OutboxMail.objects.order_by("pk")[0]

    mail.deliver(question.pk)

    question.refresh_from_db()
    assert (question.sent_at, question.last_error) == (None, "The person can no longer see what this email is about.")


def test_answer_is_not_sent_to_who_is_no_administrator_any_more(cast: Cast) -> None:
    request = asked(cast)
    answer_question(request=request, by=cast.applicant, answer=ANSWER)
    cast.administrator.groups.clear()
    told = OutboxMail.objects.get(to=cast.administrator.email)

    mail.deliver(told.pk)

    told.refresh_from_db()
    assert told.sent_at is None


def test_second_question_waits_for_the_first_answer(cast: Cast) -> None:
    request = asked(cast)

    with pytest.raises(RequestRefused, match="already waiting for an answer"):
        ask_applicant(request=request, by=cast.second_administrator, question="And your title?")
    answer_question(request=request, by=cast.applicant, answer=ANSWER)
    with pytest.raises(RequestRefused, match="already been sent"):
        answer_question(request=request, by=cast.applicant, answer=ANSWER)

    assert RequestMessage.objects.count() == 2


@pytest.mark.parametrize("name", ["vermont_editor", "applicant", "declined"])
def test_only_administrators_ask(name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ask_applicant(request=cast.applicant.membership_requests.get(), by=getattr(cast, name), question=QUESTION)


def test_only_the_applicant_answers(cast: Cast, sign_in: SignIn) -> None:
    request = asked(cast)

    with pytest.raises(PermissionDenied):
        answer_question(request=request, by=cast.declined, answer=ANSWER)
    assert sign_in(cast.declined).post(f"/people/request/{request.pk}/answer/", {"answer": ANSWER}).status_code == 404


def test_empty_question_and_answer_are_told_at_their_field(cast: Cast, sign_in: SignIn) -> None:
    request = asked(cast)

    answer = sign_in(cast.applicant).post(f"/people/request/{request.pk}/answer/", {"answer": " "})
    question = sign_in(cast.administrator).post(f"{QUEUE}{request.pk}/question/", {"question": ""})

    assert pages.find(answer, "#id_answer_error") != []
    assert (question.status_code, RequestMessage.objects.count()) == (200, 1)


def test_both_are_in_the_activity_log_without_their_words(cast: Cast) -> None:
    answer_question(request=asked(cast), by=cast.applicant, answer=ANSWER)

    assert list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True)) == [
        "Administrator asked Applicant a question about the request to join.",
        "Applicant answered the question about the request to join.",
    ]
