"""Asking an agency's sign-in over https: only what an administrator confirmed, briefly, and never our own network.

SECURITY: no redirects, a few hundred kilobytes, seconds. In development also a provider on one's own machine.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from contextlib import suppress
from threading import Timer
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from clearinghouse.lib.public_hosts import NoNetwork, NotAsked, addresses_of, public_address

TIMEOUT = 5  # seconds, for each step
WHOLE_ANSWER = 10  # seconds, however slowly it sends
MOST_BYTES = 262_144
AGENT = "EV-States-Clearinghouse"


class NotReached(Exception):
    """No usable answer; the message is a sentence."""


def is_allowed(url: str) -> bool:
    """https with a name, and nothing else; in development also http to one's own machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password or parts.fragment or any(map(str.isspace, url)):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_own_machine(parts.hostname))


def ask(url: str, *, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at the address: GET, or POST with a form. Raises NotReached."""
    if not is_allowed(url):
        raise NotReached("The address must begin with https:// and hold no password.")
    try:
        status, body = _exchange(url, form, headers or {})
    except NotAsked as refusal:
        raise NotReached(str(refusal)) from None
    except (OSError, http.client.HTTPException, NoNetwork, UnicodeError) as error:
        raise NotReached(_words(error)) from None
    if status != 200:
        raise NotReached(f"{urlsplit(url).hostname} answered {status}{_error_in(body)}.")
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotReached(f"{urlsplit(url).hostname} sent something that we can’t read.")
    return found


def _exchange(url: str, form: dict[str, str] | None, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    host = host if host.isascii() else host.encode("idna").decode("ascii")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = addresses_of(host, port)[0] if _is_own_machine(host) else public_address(host, port)
    plain = socket.create_connection((address, port), timeout=TIMEOUT)
    end = Timer(WHOLE_ANSWER, _hang_up, [plain])
    end.start()
    try:
        stream = plain
        if parts.scheme == "https":
            stream = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = stream
        sent = {"User-Agent": AGENT, "Accept": "application/json", "Connection": "close", **headers}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if form is None:
            connection.request("GET", target, headers=sent)
        else:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", target, urlencode(form), sent)
        response = connection.getresponse()
        body = response.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise OSError("too long")
        return response.status, body
    finally:
        end.cancel()
        plain.close()


def _is_own_machine(host: str) -> bool:
    if not settings.SIGNON_ALLOWS_OWN_MACHINE:
        return False
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "The server did not answer in time."
    if isinstance(error, ssl.SSLError):
        return "The server’s certificate is not valid."
    return "The server could not be reached."


def _error_in(body: bytes) -> str:
    """The error code of OAuth, which tells an administrator what to mend; nothing else of the body."""
    try:
        code = json.loads(body).get("error", "")
    except (ValueError, AttributeError):
        return ""
    return f", “{code[:60]}”" if isinstance(code, str) and code.isascii() and code.replace("_", "").isalnum() else ""
