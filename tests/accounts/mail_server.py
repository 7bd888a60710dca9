"""A mail server on loopback, for tests that send for real."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Post:
    """A mail server's handler that keeps what came, and refuses the addresses it is told to."""

    def __init__(self, refused: tuple[str, ...] = ()) -> None:
        self.refused, self.came, self.envelopes = refused, [], []
        self.refusal = "550 no such person"

    async def handle_RCPT(self, server, session, envelope, address: str, options) -> str:
        if address in self.refused:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.envelopes.append((envelope.mail_from, tuple(envelope.rcpt_tos)))
        self.came.append(envelope.content)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(kind: type[Controller] = Controller, *, encrypted: bool = False, **options: Any) -> Iterator[Controller]:
    """A server to which the portal delivers; refuses gone@people.example. `encrypted`: the portal wants STARTTLS."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    handler = options.pop("handler", None) or Post(refused=("gone@people.example",))
    controller = kind(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    with override_settings(
        DELIVERY_EMAIL_BACKEND=SMTP, EMAIL_HOST="localhost", EMAIL_PORT=controller.port, EMAIL_USE_TLS=encrypted
    ):
        yield controller
    controller.stop()
