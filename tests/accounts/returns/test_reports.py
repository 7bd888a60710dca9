"""Reading bounces and complaints in the dialects of mail systems."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.returns.reports import LONGEST, kind_of, reports_in, status_in
from tests.accounts.returns import samples
from tests.accounts.returns.samples import KEY, TO


def read(content: bytes) -> list[tuple[str, str, str]]:
    found = reports_in(content)
    assert {report.message_key for report in found} <= {UUID(hex=KEY)}
    return [(report.kind, report.address, report.status) for report in found]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (samples.postfix(), [("hard", TO, "5.1.1")]),
        (samples.postfix("4.4.1"), [("soft", TO, "4.4.1")]),
        (samples.postfix("5.2.2"), [("soft", TO, "5.2.2")]),
        (samples.postfix("5.7.1"), [("soft", TO, "5.7.1")]),
        (samples.postfix("4.4.1", action="delayed"), []),
        (samples.postfix("2.0.0", action="relayed"), []),
        (samples.exchange(), [("hard", TO, "5.1.10")]),
        (samples.exchange("5.4.1"), [("hard", TO, "5.4.1")]),
        (samples.exchange("5.7.133"), [("soft", TO, "5.7.133")]),
        (samples.gmail(), [("hard", TO, "5.1.1")]),
        (samples.several(), [("hard", TO, "5.2.1"), ("hard", "k.lee@inside.people.example", "5.2.1")]),
        (samples.encoded(), [("hard", TO, "5.1.2")]),
        (samples.complaint(), [("complaint", TO, "")]),
        (samples.complaint(recipient=""), [("complaint", "", "")]),
        (samples.complaint("not-spam"), []),
    ],
)
def test_dialects(content: bytes, expected: list[tuple[str, str, str]]) -> None:
    assert read(content) == expected


def test_what_the_other_server_said_is_one_line() -> None:
    (report,) = reports_in(samples.gmail())

    assert report.said == (
        "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the "
        "recipient's email address for typos"
    )


@pytest.mark.parametrize(
    "content",
    [
        samples.postfix(headers="Subject: none of ours\nMessage-ID: <4711@elsewhere.example>\n"),
        # Two of our mails: nobody knows which one the recipient is of.
        samples.postfix(headers=f"{samples.HEADERS}References: x\nX-Original-Message-ID: <{'f' * 32}@localhost>\n"),
        samples.postfix().replace(b"message/delivery-status", b"text/plain"),
        samples.postfix() + b"x" * LONGEST,
        f"Subject: Out of office\nIn-Reply-To: <{KEY}@localhost>\n\nI am away.".encode(),
        b"",
        b"\xff\xfe\x00",
    ],
    ids=["not ours", "two of ours", "no report", "too large", "absence note", "empty", "bytes"],
)
def test_other_mail_reports_nothing(content: bytes) -> None:
    assert reports_in(content) == []


def test_number_of_recipients_is_bounded() -> None:
    block = b"\n\nFinal-Recipient: rfc822; kim%d@people.example\nAction: failed\nStatus: 5.1.1"
    many = b"".join(block % number for number in range(30))
    content = samples.postfix().replace(b"\n\n--A1B2\nContent-Description: Undelivered", many + b"\n\n--A1B2\nX: U")

    assert len(reports_in(content)) == 20


@given(st.binary(max_size=300), st.integers(0, 1500), st.sampled_from(["postfix", "exchange", "gmail", "complaint"]))
def test_no_damage_is_an_error(noise: bytes, place: int, dialect: str) -> None:
    content = getattr(samples, dialect)()

    assert isinstance(reports_in(content[:place] + noise + content[place + len(noise) // 2 :]), list)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("550 5.1.1 no", "5.1.1"),
        ("550-5.1.1 no", "5.1.1"),
        ("host 192.0.2.1 said: 550", ""),
        ("4.4.7", "4.4.7"),
        ("", ""),
    ],
)
def test_status_in_words(text: str, status: str) -> None:
    assert status_in(text) == status


def test_status_that_is_none_says_nothing() -> None:
    assert [kind_of(status) for status in ("", "2.0.0", "5.1", "9.1.1")] == [None] * 4
