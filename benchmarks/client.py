"""A small HTTP client on keep-alive connections that measures from the first byte sent to the last received."""

import re
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 60.0
FEWEST_REQUESTS = 5  # of one client in one round, also when a round's seconds are over
BUFFER_BYTES = 256 * 1024
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """One address on loopback, the cookie to send, and the status that counts as right."""

    port: int
    path: str
    cookie: str = ""
    status: int = 200

    def request(self) -> bytes:
        """The request as it goes over the wire."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookie}\r\n".encode()


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


class Connection:
    """One keep-alive connection; not for use by two threads at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None
        self.buffer = bytearray(BUFFER_BYTES)

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

    seconds: float
    times: list[float] = field(default_factory=list)
    wall: float = 0.0
    bytes: int = 0


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def measure(
    target: Target, *, clients: int, seconds: float, rounds: int, before: Callable[[], None] | None = None
) -> Measured:
    """Ask for the target over and over. `before` runs before each request, outside the measured time.

    Raises WrongAnswer when a status is not the expected one.
    """
    warm_up(target, clients)
    done = [_round(target, clients, seconds, before) for _ in range(rounds)]
    return Measured(
        p50=statistics.median(percentile(each.times, 0.5) for each in done) * 1000,
        p95=statistics.median(percentile(each.times, 0.95) for each in done) * 1000,
        per_second=statistics.median(len(each.times) / each.wall for each in done),
        requests=sum(len(each.times) for each in done),
        bytes=done[-1].bytes,
    )


def warm_up(target: Target, clients: int) -> None:
    """Open connections at once, so that every worker process has answered before the clock runs."""
    connections = [Connection(target.port) for _ in range(max(4, clients))]
    for _ in range(2):
        for connection in connections:
            connection.get(target.request())
    for connection in connections:
        connection.close()


def _round(target: Target, clients: int, seconds: float, before: Callable[[], None] | None) -> Round:
    result, statuses, lock = Round(seconds), Counter[int](), threading.Lock()
    errors: list[Exception] = []

    def run() -> None:
        try:
            _one_client(target, result, statuses, lock, before)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(clients)]
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


def _one_client(
    target: Target,
    result: Round,
    statuses: Counter[int],
    lock: threading.Lock,
    before: Callable[[], None] | None,
) -> None:
    connection, request = Connection(target.port), target.request()
    times: list[float] = []
    end = time.perf_counter() + result.seconds
    seen, size = Counter[int](), 0
    while time.perf_counter() < end or len(times) < FEWEST_REQUESTS:
        if before:
            before()
        asked = time.perf_counter()
        status, size = connection.get(request)
        times.append(time.perf_counter() - asked)
        seen[status] += 1
    connection.close()
    with lock:
        result.times += times
        result.bytes = size
        statuses.update(seen)
