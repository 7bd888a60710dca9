from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.standing import standing_of
from tests.accounts.signing import CODE, code, is_signed_in
from tests.cast import Cast


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("create_administrator", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_first_administrator_signs_in_with_a_mailed_code(client: Client) -> None:
    said = run("Dana@NASEO.example", "--name", "Dana Whitfield")

    dana = User.objects.get(email="dana@naseo.example")
    assert said == "Dana Whitfield is an administrator. Sign in with a code emailed to dana@naseo.example.\n"
    assert (standing_of(dana).is_administrator, dana.is_staff, dana.is_superuser) == (True, True, False)
    client.post(CODE, {"email": "dana@naseo.example"})
    client.post("/account/login/code/confirm/", {"code": code()})
    assert is_signed_in(client)


@pytest.mark.django_db
def test_audit_names_the_operator() -> None:
    run("dana@naseo.example", "--name", "Dana Whitfield")

    event = AuditEvent.objects.get()
    assert (event.actor_id, event.sentence) == (None, "The operator made Dana Whitfield an administrator.")


def test_somebody_with_an_account_becomes_administrator(cast: Cast) -> None:
    run(cast.vermont.email)

    assert standing_of(User.objects.get(pk=cast.vermont.pk)).is_administrator


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("no address",), "“no address” is not an email address."),
        (("dana@naseo.example",), "There is no account with this address yet. To create one, add --name."),
        (("administrator@people.example",), "Administrator is already an administrator."),
        (("deactivated@people.example",), "Deactivated is deactivated. Reactivate the account first."),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], message: str, cast: Cast) -> None:
    before = User.objects.count()

    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert str(refused.value) == message
    assert (User.objects.count(), AuditEvent.objects.count()) == (before, 0)
