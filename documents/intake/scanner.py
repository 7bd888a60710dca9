"""The virus scanner: ClamAV's clamd, spoken to over its own protocol, or none where none is configured."""

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from typing import Protocol

import structlog
from django.conf import settings

from clearinghouse.lib.frozen import dataclass

log = structlog.get_logger("documents.intake.scanner")

CONNECT_SECONDS = 3
ANSWER_SECONDS = 180  # clamd itself gives up on a file after two minutes
LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    """What a scan came to. Only CLEAN, or NOT_CONFIGURED where the operator chose so, lets a file pass."""

    CLEAN = "clean"
    INFECTED = "infected"
    ENCRYPTED = "encrypted"
    UNSCANNABLE = "unscannable"  # the scanner answered, but did not look at the whole file
    UNAVAILABLE = "unavailable"  # no scanner answered; try again later
    NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True)
class ScanResult:
    """A verdict; `detail` names the virus or the trouble, for the log and the administrators."""

    verdict: Verdict
    detail: str = ""


class Scanner(Protocol):
    """What the portal needs of a scanner."""

    def scan(self, chunks: Iterable[bytes]) -> ScanResult:
        """Scan a file given in pieces. Raises only what iterating the pieces raises."""

    def answers(self) -> bool:
        """Whether a scanner is there and awake."""


def configured_scanner() -> Scanner:
    """The scanner of the settings."""
    return ClamdScanner(settings.CLAMD_ADDRESS) if settings.CLAMD_ADDRESS else NoScanner()


class NoScanner:
    """No scanner is configured; the administrators' page says so."""

    def scan(self, chunks: Iterable[bytes]) -> ScanResult:
        """Reads the file all the same, so that its hash is checked like any other's."""
        for _ in chunks:
            pass
        return ScanResult(Verdict.NOT_CONFIGURED)

    def answers(self) -> bool:
        """There is none."""
        return False


class ClamdScanner:
    """clamd at "host:port" or at the path of its socket."""

    def __init__(self, address: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.address = address
        self.answer_seconds = answer_seconds

    def scan(self, chunks: Iterable[bytes]) -> ScanResult:
        """Stream the file to clamd. Anything but its plain OK is not clean."""
        try:
            connection = self._connect()
        except OSError as error:
            return _unavailable(error)
        with connection:
            try:
                _send_file(connection, chunks)
            except (BrokenPipeError, ConnectionResetError) as error:
                # clamd hangs up on a file beyond its limits; sometimes its reason can still be read.
                return _read_late_answer(connection, error)
            except TimeoutError as error:
                return _unavailable(error)
            try:
                return read_verdict(_read_answer(connection))
            except OSError as error:
                return _unavailable(error)

    def answers(self) -> bool:
        """Whether clamd answers PING."""
        try:
            with self._connect() as connection:
                connection.settimeout(CONNECT_SECONDS)
                connection.sendall(b"zPING\0")
                return _read_answer(connection) == "PONG"
        except OSError:
            return False

    def _connect(self) -> socket.socket:
        if "/" in self.address:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(CONNECT_SECONDS)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
        else:
            host, _, port = self.address.rpartition(":")
            if not port.isdigit():
                raise OSError(f"CLEARINGHOUSE_CLAMD is {self.address!r}; use host:port or the path of a socket.")
            connection = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
        connection.settimeout(self.answer_seconds)
        return connection


def _send_file(connection: socket.socket, chunks: Iterable[bytes]) -> None:
    connection.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        connection.sendall(struct.pack(">I", len(chunk)) + chunk)
    connection.sendall(struct.pack(">I", 0))


def _read_answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (piece := connection.recv(LONGEST_ANSWER)):
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _read_late_answer(connection: socket.socket, error: OSError) -> ScanResult:
    answer = ""
    with suppress(OSError):
        answer = _read_answer(connection)
    return ScanResult(Verdict.UNSCANNABLE, answer or f"clamd hung up: {error}")


def _unavailable(error: OSError) -> ScanResult:
    log.error("scanner_unavailable", error=str(error))
    return ScanResult(Verdict.UNAVAILABLE, str(error))


def read_verdict(answer: str) -> ScanResult:
    """What clamd's answer line means: "stream: OK", "stream: Name FOUND" or "… ERROR"."""
    if answer == "stream: OK":
        return ScanResult(Verdict.CLEAN)
    if not answer.endswith(" FOUND"):
        return ScanResult(Verdict.UNSCANNABLE if answer else Verdict.UNAVAILABLE, answer or "an empty answer")
    name = answer.removeprefix("stream: ").removesuffix(" FOUND")
    if name.startswith("Heuristics.Limits.Exceeded"):
        return ScanResult(Verdict.UNSCANNABLE, name)
    if name.startswith("Heuristics.Encrypted"):
        return ScanResult(Verdict.ENCRYPTED, name)
    return ScanResult(Verdict.INFECTED, name)
