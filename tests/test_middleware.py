"""What surrounds every request: compressed text, and one policy that is put together once."""

import gzip
from collections.abc import Callable

from csp.utils import build_policy
from django.test import Client

from accounts.models import User
from tests import library
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
TAKES_GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def test_a_page_is_compressed_and_padded_for_who_takes_gzip(client: Client, db: None) -> None:
    answers = [client.get("/accessibility/", **TAKES_GZIP) for _ in range(12)]

    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert {gzip.decompress(answer.content) for answer in answers} == {client.get("/accessibility/").content}
    assert len({len(answer.content) for answer in answers}) > 1  # SECURITY: a guess cannot be read off the length


def test_a_short_answer_and_one_for_who_takes_no_gzip_stay_plain(client: Client, db: None) -> None:
    answers = [client.get("/healthz", **TAKES_GZIP), client.get("/accessibility/")]

    assert [answer.has_header("Content-Encoding") for answer in answers] == [False, False]


def test_a_stored_file_leaves_as_it_is(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, content=b"plain words\n" * 500)

    answer = sign_in(cast.vermont).get(f"{made.get_absolute_url()}download/", **TAKES_GZIP)

    assert answer["Content-Type"].startswith("text/plain")
    assert (answer.has_header("Content-Encoding"), answer["Content-Length"]) == (False, "6000")
    assert b"".join(answer) == b"plain words\n" * 500


def test_the_policy_is_the_settings(client: Client, db: None) -> None:
    sent = client.get("/accessibility/")["Content-Security-Policy"]

    assert sorted(sent.split("; ")) == sorted(build_policy().split("; "))
