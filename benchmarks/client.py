"""A small HTTP client on keep-alive connections that measures from the first byte sent to the last received."""

import re
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

TIMEOUT_SECONDS = 60.0
BUFFER_BYTES = 256 * 1024
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """One address on loopback, the cookie to send, and the status that counts as right."""

    port: int
    path: str
    cookie: str = ""
    status: int = 200

    def request(self, path: str = "") -> bytes:
        """The request as it goes over the wire; for another address of the same person if asked."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"GET {path or self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookie}\r\n".encode()


@dataclass(frozen=True)
class Pace:
    """How long each target is asked for."""

    seconds: float  # of one round
    rounds: int
    fewest: int = 5  # requests of one client in one round, also when the round's seconds are over
    warm_up: int = 4  # connections opened at once beforehand, so that every worker process answers


@dataclass(frozen=True)
class Asked:
    """A target, how many ask for it at once, and what happens before each request, outside the measured time.

    Where there are `paths`, each request is for the next of them, over all rounds.
    """

    target: Target
    clients: int = 1
    before: Callable[[], None] | None = None
    paths: Iterator[str] | None = None

    def requests(self) -> Iterator[bytes]:
        """Request after request, without an end."""
        return map(self.target.request, self.paths) if self.paths is not None else repeat(self.target.request())


class WrongAnswer(Exception):
    """The server answered, but not what was asked for."""


@dataclass(frozen=True)
class Measured:
    """Of one target: times in milliseconds and answers per second, each the median of the rounds."""

    p50: float
    p95: float
    per_second: float
    requests: int
    bytes: int
    first_byte: float = 0.0  # the median until the answer began to arrive


class Connection:
    """One keep-alive connection; not for use by two threads at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.buffer = bytearray(BUFFER_BYTES)
        self.began_at = 0.0  # when the first byte of the last answer came

    def close(self) -> None:
        """Let go of the connection; the next get opens another."""
        if self.socket:
            self.socket.close()
        self.socket = None

    def get(self, request: bytes) -> tuple[int, int]:
        """(status, bytes of the body). A connection that the server closed while idle is opened once more."""
        was_open = self.socket is not None
        try:
            return self._get(request)
        except (ConnectionError, BrokenPipeError):
            self.close()
            if not was_open:
                raise
            return self._get(request)

    def _get(self, request: bytes) -> tuple[int, int]:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head = b""
        while b"\r\n\r\n" not in head:
            received = self.socket.recv(65536)
            if not received:
                raise ConnectionError("The server closed the connection without an answer.")
            self.began_at = self.began_at if head else time.perf_counter()
            head += received
        head, _, body = head.partition(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(head)
        if length is None:
            raise WrongAnswer("The answer has no Content-Length.")
        size, missing = int(length[1]), int(length[1]) - len(body)
        while missing > 0:
            count = self.socket.recv_into(self.buffer)
            if not count:
                raise ConnectionError("The server closed the connection within an answer.")
            missing -= count
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), size


@dataclass
class Round:
    """What a number of clients saw between a common start and a common end."""

    pace: Pace
    times: list[float] = field(default_factory=list)
    first_bytes: list[float] = field(default_factory=list)
    wall: float = 0.0
    bytes: int = 0


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def measure(asked: Asked, pace: Pace) -> Measured:
    """Ask for one target over and over. Raises WrongAnswer when a status is not the expected one."""
    return measure_in_turn([asked], pace)[0]


def measure_in_turn(all_asked: Sequence[Asked], pace: Pace) -> list[Measured]:
    """A round of the first, a round of the second, and again: what the machine does meanwhile meets them alike."""
    for asked in all_asked:
        warm_up(asked.target, max(pace.warm_up, asked.clients), asked.requests())
    rounds = [[one_round(asked, pace) for asked in all_asked] for _ in range(pace.rounds)]
    return [_measured(done) for done in zip(*rounds, strict=True)]


def _measured(done: Sequence[Round]) -> Measured:
    return Measured(
        p50=statistics.median(percentile(each.times, 0.5) for each in done) * 1000,
        p95=statistics.median(percentile(each.times, 0.95) for each in done) * 1000,
        per_second=statistics.median(len(each.times) / each.wall for each in done),
        requests=sum(len(each.times) for each in done),
        bytes=done[-1].bytes,
        first_byte=statistics.median(percentile(each.first_bytes, 0.5) for each in done) * 1000,
    )


def warm_up(target: Target, count: int, requests: Iterator[bytes] | None = None) -> None:
    """Ask twice over so many connections."""
    connections = [Connection(target.port) for _ in range(count)]
    for connection in connections * 2:
        connection.get(next(requests) if requests is not None else target.request())
    for connection in connections:
        connection.close()


def one_round(asked: Asked, pace: Pace) -> Round:
    """Ask for one target once, for as long as a round takes."""
    result, statuses, lock = Round(pace), Counter[int](), threading.Lock()
    target = asked.target
    errors: list[Exception] = []

    def run() -> None:
        try:
            _one_client(asked, result, statuses, lock)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(asked.clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.wall = time.perf_counter() - started
    if errors:
        raise errors[0]
    if set(statuses) != {target.status}:
        raise WrongAnswer(f"{target.path} answered {dict(statuses)}, expected {target.status}.")
    return result


def _one_client(asked: Asked, result: Round, statuses: Counter[int], lock: threading.Lock) -> None:
    connection, requests = Connection(asked.target.port), asked.requests()
    times: list[float] = []
    first_bytes: list[float] = []
    end = time.perf_counter() + result.pace.seconds
    seen, size = Counter[int](), 0
    while time.perf_counter() < end or len(times) < result.pace.fewest:
        if asked.before:
            asked.before()
        request = next(requests)
        started = time.perf_counter()
        status, size = connection.get(request)
        times.append(time.perf_counter() - started)
        first_bytes.append(connection.began_at - started)
        seen[status] += 1
    connection.close()
    with lock:
        result.times += times
        result.first_bytes += first_bytes
        result.bytes = size
        statuses.update(seen)
