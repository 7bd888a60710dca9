"""The measuring client against a server of a few lines."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from benchmarks.client import Asked, Connection, Pace, Target, WrongAnswer, measure, measure_in_turn, percentile


class Answers(BaseHTTPRequestHandler):
    """Echoes the cookie; says 404 below /missing; hides the length below /endless."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.headers.get("Cookie", "").encode() * 50_000
        self.send_response(404 if self.path.startswith("/missing") else 200)
        if self.path.startswith("/last"):
            self.send_header("Connection", "close")
        if not self.path.startswith("/endless"):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server that runs during the test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_connection_reads_whole_answers_one_after_the_other(port: int) -> None:
    connection = Connection(port)
    paths = ["/", "/missing", "/last", "/"]

    answers = [connection.get(Target(port, path, cookie="abc").request()) for path in paths]

    connection.close()
    assert answers == [(200, 150_000), (404, 150_000), (200, 150_000), (200, 150_000)]


def test_answer_without_a_length_is_refused(port: int) -> None:
    with pytest.raises(WrongAnswer, match="no Content-Length"):
        Connection(port).get(Target(port, "/endless").request())


def test_measure_counts_and_calls_before_each_request(port: int) -> None:
    calls: list[None] = []
    asked = Asked(Target(port, "/"), before=lambda: calls.append(None))

    measured = measure(asked, Pace(seconds=0, rounds=2))

    assert (measured.requests, measured.bytes, len(calls)) == (10, 0, 10)
    assert 0 < measured.p50 <= measured.p95


def test_rounds_of_several_targets_alternate(port: int) -> None:
    calls: list[str] = []
    one = Asked(Target(port, "/"), before=lambda: calls.append("one"))
    other = Asked(Target(port, "/missing", status=404), before=lambda: calls.append("other"))

    measured = measure_in_turn([one, other], Pace(seconds=0, rounds=2, fewest=2))

    assert calls == ["one", "one", "other", "other"] * 2
    assert [each.requests for each in measured] == [4, 4]


def test_paths_are_asked_for_one_after_another_over_all_rounds(port: int) -> None:
    paths = ["/", "/?second", "/?third", "/?fourth"]
    left = iter(paths)

    measured = measure(Asked(Target(port, "/"), paths=left), Pace(seconds=0, rounds=2, fewest=1, warm_up=1))

    assert (measured.requests, list(left)) == (2, [])


def test_measure_refuses_another_status(port: int) -> None:
    with pytest.raises(WrongAnswer, match=r"/missing answered \{404: \d+\}, expected 200"):
        measure(Asked(Target(port, "/missing"), clients=2), Pace(seconds=0, rounds=1))


@pytest.mark.parametrize(("share", "expected"), [(0, 1.0), (0.5, 3.0), (0.95, 5.0), (1, 5.0)])
def test_percentile_is_a_value_that_occurred(share: float, expected: float) -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], share) == expected
