"""Links of the hub are asked politely, and never inside our own network."""

from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.cast import Cast
from tests.workforce.test_resources import listed
from workforce import links
from workforce.links import Answer, NoNetwork, check_links, look_at
from workforce.models import LinkCheck

PUBLIC = "93.184.216.34"
Ask = Callable[[str, str, str, int, str], tuple[int, str]]


def resolving(**names: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: names.get(host.replace(".", "_"), PUBLIC).split()


def answering(*answers: tuple[int, str]) -> tuple[Ask, list[tuple[str, ...]]]:
    asked: list[tuple[str, ...]] = []

    def ask(scheme: str, host: str, address: str, port: int, target: str) -> tuple[int, str]:
        asked.append((scheme, host, address, target))
        return answers[min(len(asked), len(answers)) - 1]

    return ask, asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.7", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", f"{PUBLIC} 127.0.0.1",
    ],
)  # fmt: skip
def test_address_inside_a_network_is_never_asked(address: str) -> None:
    ask, asked = answering((200, ""))

    answer = look_at("http://inside.example/", resolving(inside_example=address), ask)

    assert (answer.problem, asked) == ("The address is not public.", [])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "https://user:word@example.org/",
        "http://example.org:22/", "https://example.org:8443/", "http://", "//example.org/",
    ],
)  # fmt: skip
def test_address_of_another_kind_is_never_asked(url: str) -> None:
    ask, asked = answering((200, ""))

    assert (bool(look_at(url, resolving(), ask).problem), asked) == (True, [])


def test_redirect_into_a_network_is_not_followed() -> None:
    ask, asked = answering((302, "http://inside.example/admin"))

    answer = look_at("https://example.org/a?b=c", resolving(inside_example="127.0.0.1"), ask)

    assert answer.problem == "The address is not public."
    assert asked == [("https", "example.org", PUBLIC, "/a?b=c")]


def test_the_address_that_was_judged_is_the_one_that_is_asked() -> None:
    addresses = iter([[PUBLIC], ["127.0.0.1"]])
    ask, asked = answering((200, ""))

    look_at("https://changing.example/", lambda host, port: next(addresses), ask)

    assert asked == [("https", "changing.example", PUBLIC, "/")]


def test_redirect_to_what_is_no_address_is_one_links_problem() -> None:
    """And not that of all the links that were asked this night."""
    ask, _ = answering((302, "http://["))

    assert look_at("https://example.org/", resolving(), ask).problem == "The server could not be reached."


def test_redirects_end() -> None:
    ask, asked = answering((301, "/again"))

    assert look_at("https://example.org/", resolving(), ask).problem.startswith("It leads from one address")
    assert len(asked) == 5


@pytest.mark.parametrize(("status", "is_fine"), [(200, True), (206, True), (403, True), (404, False), (500, False)])
def test_status_says_whether_the_link_answers(status: int, is_fine: bool) -> None:
    assert (not look_at("https://example.org/", resolving(), answering((status, ""))[0]).problem) == is_fine


def refuse(*args: object) -> tuple[int, str]:
    raise ConnectionRefusedError


@pytest.fixture
def checks_links(settings) -> None:
    settings.CHECK_LINKS = True


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another night."""
    LinkCheck.objects.update(asked_at="2025-01-01T00:00Z")


@pytest.mark.django_db
@pytest.mark.usefixtures("checks_links")
def test_link_is_broken_after_three_nights_and_well_after_one_answer(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = listed(cast.administrator)
    states = []
    for status in (500, 404, 500, 200):
        check_links(resolving(), answering((status, ""))[0])
        states.append(LinkCheck.objects.get(resource=made).is_broken)
        later(monkeypatch)

    assert states == [False, False, True, False]


@pytest.mark.django_db
@pytest.mark.usefixtures("checks_links")
def test_link_is_asked_once_a_night(cast: Cast) -> None:
    listed(cast.administrator)

    assert [check_links(resolving(), answering((200, ""))[0]) for _ in range(2)] == [1, 0]


@pytest.mark.django_db
@pytest.mark.usefixtures("checks_links")
def test_nothing_is_said_of_links_without_a_network(cast: Cast) -> None:
    listed(cast.administrator)

    def no_names(host: str, port: int) -> list[str]:
        raise NoNetwork

    assert [check_links(no_names), check_links(resolving(), refuse)] == [0, 0]
    assert LinkCheck.objects.count() == 0


@pytest.mark.django_db
def test_no_link_is_asked_where_that_is_turned_off(cast: Cast, settings) -> None:
    settings.CHECK_LINKS = False
    listed(cast.administrator)

    assert check_links(resolving(), answering((200, ""))[0]) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("checks_links")
def test_address_that_was_changed_starts_anew(cast: Cast) -> None:
    made = listed(cast.administrator)
    LinkCheck.objects.create(resource=made, url="https://old.example/", asked_at="2025-01-01T00:00Z", failures=7)

    links.note_answer(made, Answer("The server answered 500."))

    assert LinkCheck.objects.get().failures == 1


class Answering(BaseHTTPRequestHandler):
    """A web server that sends much more than anybody asked for."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", f"http://{self.headers['Host']}/elsewhere")
        self.end_headers()
        with suppress(OSError):  # whoever asked has hung up
            self.wfile.write(b"x" * 10_000_000)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def test_a_real_server_is_asked_by_its_name_at_the_given_address() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()

    port = server.server_port
    answers = [links.ask_once("http", "name.example", "127.0.0.1", port, path) for path in ("/", "/moved")]
    server.shutdown()

    name = f"http://name.example:{port}/elsewhere"
    assert answers == [(200, name), (302, name)]
