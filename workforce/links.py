"""Whether links answer: asked at night, politely, and never inside our own network.

SECURITY: addresses come from people. Only http and https to the usual ports of public addresses are asked; the address
that was looked up is the one that is connected to, so that a name cannot answer first with a public one and then with
ours; redirects are judged again, each of them. At most a few kilobytes are read, within seconds, and thrown away.
"""

import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Timer
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.public_hosts import NoNetwork, NotAsked, Resolve, addresses_of, public_address
from workforce.models import LinkCheck, Resource

TIMEOUT = 10  # seconds, for each step
MOST_BYTES = 4096
MOST_REDIRECTS = 4
WHOLE_ANSWER = 25  # seconds, however slowly a server sends
WHOLE_NIGHT = timedelta(minutes=20)
AGAIN_AFTER = timedelta(hours=20)
REDIRECTS = (301, 302, 303, 307, 308)
PORTS = {"http": 80, "https": 443}
# Servers that refuse programs, or ask for a sign-in, are there all the same.
IS_THERE = (401, 403, 405, 429)
AGENT = "EV-States-Clearinghouse-link-check"


@dataclass(frozen=True)
class Answer:
    """What came back: nothing is wrong where `problem` is empty. `reached`: some server said something."""

    problem: str = ""
    reached: bool = True


Ask = Callable[[str, str, str, int, str], tuple[int, str]]


def ask_once(scheme: str, host: str, address: str, port: int, target: str) -> tuple[int, str]:
    """Status and Location of one GET to exactly this address; the name is told to the server and checked in TLS."""
    plain = socket.create_connection((address, port), timeout=TIMEOUT)
    end = Timer(WHOLE_ANSWER, _hang_up, [plain])
    end.start()
    try:
        stream = plain
        if scheme == "https":
            stream = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = stream
        connection.request("GET", target, headers={"User-Agent": AGENT, "Accept": "*/*", "Range": "bytes=0-1023"})
        response = connection.getresponse()
        response.read(MOST_BYTES)
        return response.status, response.getheader("Location") or ""
    finally:
        end.cancel()
        plain.close()


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def look_at(url: str, resolve: Resolve = addresses_of, ask: Ask = ask_once) -> Answer:
    """Ask for a link and follow its redirects. Raises NoNetwork."""
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, location = _ask(url, resolve, ask)
            further = urljoin(url, location) if status in REDIRECTS and location else ""
        except NotAsked as refusal:
            return Answer(str(refusal), reached=False)  # our own judgment says nothing of the network
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Answer(_words(error), reached=False)
        if not further:
            return Answer() if status < 400 or status in IS_THERE else Answer(f"The server answered {status}.")
        url = further
    return Answer("It leads from one address to the next without end.")


def _ask(url: str, resolve: Resolve, ask: Ask) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise NotAsked("The address is not one of a public website.")
    port = parts.port or PORTS[parts.scheme]
    if port != PORTS[parts.scheme]:
        raise NotAsked("The address has an unusual port.")
    host = parts.hostname.encode("idna").decode("ascii")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(character.isspace() or ord(character) < 32 for character in target):
        raise NotAsked("The address has blanks.")
    return ask(parts.scheme, host, public_address(host, port, resolve), port, _ascii(target))


def _ascii(target: str) -> str:
    return quote(target, safe="/%?=&+,;:@!$'()*~[]-._#|")


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "The server did not answer in time."
    if isinstance(error, ssl.SSLError):
        return "The server’s certificate is not valid."
    return "The server could not be reached."


def check_links(resolve: Resolve = addresses_of, ask: Ask = ask_once) -> int:
    """Ask for each link that was not asked for lately, oldest first; returns how many answers were kept.

    Where no server at all says anything, it is our own network that does not reach out, and nothing is kept.
    """
    if not settings.CHECK_LINKS:
        return 0
    began = timezone.now()
    due = Resource.objects.with_links_to_check().exclude(link_check__asked_at__gt=began - AGAIN_AFTER)
    answers = []
    for resource in due.select_related("link_check").order_by(F("link_check__asked_at").asc(nulls_first=True), "pk"):
        if timezone.now() - began > WHOLE_NIGHT:
            break
        try:
            answers.append((resource, look_at(resource.url, resolve, ask)))
        except NoNetwork:
            break
    if not any(answer.reached for _, answer in answers):
        return 0
    for resource, answer in answers:
        note_answer(resource, answer)
    return len(answers)


def note_answer(resource: Resource, answer: Answer) -> LinkCheck:
    """Keep what came back. An address that was changed since starts anew."""
    now = timezone.now()
    known = getattr(resource, "link_check", None)
    before = known if known is not None and known.url == resource.url else None
    failed = bool(answer.problem)
    fields = {
        "url": resource.url,
        "asked_at": now,
        "answered_at": (before.answered_at if before else None) if failed else now,
        "failures": ((before.failures if before else 0) + 1) if failed else 0,
        "problem": answer.problem,
    }
    made, _ = LinkCheck.objects.update_or_create(resource=resource, defaults=fields)
    return made
