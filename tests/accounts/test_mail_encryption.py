"""Mail goes out encrypted to a server that proves who it is, or it does not go out."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from accounts import mail
from accounts.models import OutboxMail
from tests.accounts.mail_server import serving

pytestmark = pytest.mark.django_db


class RefusesStarttls(Server):
    """Says that it can encrypt, and then will not: what somebody in between makes of a good server."""

    async def smtp_STARTTLS(self, arg: str) -> None:
        await self.push("454 TLS not available")


class StrippedController(Controller):
    """Serves with RefusesStarttls."""

    def factory(self) -> Server:
        return RefusesStarttls(self.handler, **self.SMTP_kwargs)


def certificate(folder: Path, name: str) -> Path:
    """A certificate for this name, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.9"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{name}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def tls(path: Path) -> dict[str, Any]:
    """Options of a server with this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return {"tls_context": context, "require_starttls": True}


def deliver_twice() -> OutboxMail:
    """A letter that the worker tries to send, and tries again."""
    letter = mail.post(to="kim@people.example", subject="Hello", body="The code is 1234.")
    for _ in range(2):
        OutboxMail.objects.filter(pk=letter.pk).update(next_try_at=timezone.now())
        mail.deliver(letter.pk)
    letter.refresh_from_db()
    return letter


def test_server_that_offers_no_encryption_gets_nothing_however_often_it_is_tried() -> None:
    with serving(encrypted=True) as server:
        letter = deliver_twice()

    assert server.handler.came == []
    assert (letter.sent_at, letter.last_error.partition(":")[0]) == (None, "SMTPNotSupportedError")


def test_server_that_takes_encryption_back_gets_nothing(tmp_path: Path) -> None:
    with serving(StrippedController, encrypted=True, **tls(certificate(tmp_path, "localhost"))) as server:
        letter = deliver_twice()

    assert server.handler.came == []
    assert (letter.sent_at, letter.last_error.partition(":")[0]) == (None, "SMTPResponseException")


def test_certificate_signed_by_itself_is_refused(tmp_path: Path) -> None:
    with serving(encrypted=True, **tls(certificate(tmp_path, "localhost"))) as server:
        letter = deliver_twice()

    assert server.handler.came == []
    assert (letter.sent_at, letter.last_error.partition(":")[0]) == (None, "SSLCertVerificationError")


def test_trusted_certificate_of_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path, "mail.elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))

    with serving(encrypted=True, **tls(path)) as server:
        letter = deliver_twice()

    assert server.handler.came == []
    assert "Hostname mismatch" in letter.last_error


def test_trusted_certificate_of_the_right_name_gets_the_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))

    with serving(encrypted=True, **tls(path)) as server:
        letter = deliver_twice()

    assert [to for _, to in server.handler.envelopes] == [("kim@people.example",)]
    assert (letter.sent_at is not None, letter.last_error) == (True, "")
