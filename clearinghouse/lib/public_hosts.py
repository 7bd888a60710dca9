"""Which address a name of the public web may be reached at: never one inside our own network.

SECURITY: a program that asks for addresses which people typed connects to the address that was looked up here, so that
a name cannot answer first with a public one and then with ours.
"""

import ipaddress
import socket
from collections.abc import Callable

Resolve = Callable[[str, int], list[str]]


class NotAsked(Exception):
    """The address is none that we ask; the message says why."""


class NoNetwork(Exception):
    """This deployment reaches no name server: nothing is said about any address."""


def addresses_of(host: str, port: int) -> list[str]:
    """Every address of a name. Raises NoNetwork where no name can be looked up at all."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise NoNetwork from None
        raise OSError("The name is not known.") from None
    return [str(row[4][0]) for row in rows]


def public_address(host: str, port: int, resolve: Resolve = addresses_of) -> str:
    """The address to connect to. Raises NotAsked unless all that the name has are public."""
    found = resolve(host, port)
    if not found:
        raise OSError("The name is not known.")
    for text in found:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not mapped.is_global or mapped.is_multicast:
            raise NotAsked("The address is not public.")
    return found[0]
