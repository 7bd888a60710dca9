"""Shared mailboxes get no account."""

import pytest
from django.test import Client

from accounts.mailboxes import is_shared_mailbox
from accounts.models import DomainNote, User
from tests import pages
from tests.accounts.signing import log_in, sign_up, with_password


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "shared"),
    [
        ("info@txdot.gov", True), ("INFO@txdot.gov", True), ("ev-program@txdot.gov", True),
        ("no.reply@txdot.gov", True),
        ("noreply2@txdot.gov", True), ("info+ev@txdot.gov", True), ("nevi@vdot.virginia.gov", True),
        ("txdot_nevi@txdot.gov", True),  # by a note that the portal comes with
        ("kim.lee@txdot.gov", False), ("infante@txdot.gov", False), ("eva@txdot.gov", False), ("itai@txdot.gov", False),
        ("k.hr@txdot.gov", False), ("2@txdot.gov", False),
    ],
)  # fmt: skip
def test_names_and_notes_tell_them_from_people(email: str, shared: bool) -> None:
    assert is_shared_mailbox(email) == shared


@pytest.mark.django_db
def test_note_of_naseo_overrules_the_name() -> None:
    DomainNote.objects.create(match="address", pattern="press@txdot.gov", category="own_mailbox", sentence="Ann Press.")

    assert not is_shared_mailbox("press@txdot.gov")


@pytest.mark.django_db
def test_sign_up_says_what_to_do_instead(client: Client) -> None:
    answer = sign_up(client, "evprogram@txdot.gov")

    assert pages.texts(answer, ".usa-error-message") == [
        "evprogram@txdot.gov looks like a mailbox that several people read. Sign up with your own address at your "
        "agency, so that only you can sign in as you. If this is your own address, write to NASEO from it."
    ]
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_nobody_changes_to_one_either(client: Client) -> None:
    with_password()
    log_in(client)

    answer = client.post("/account/email/", {"email": "info@txdot.gov", "action_add": ""})

    assert "looks like a mailbox that several people read" in pages.texts(answer, ".usa-error-message")[0]
