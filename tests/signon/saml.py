"""A SAML identity provider (pysaml2), and a browser that goes there and back."""

import base64
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from signon.models import AgencySignIn
from tests.signon.oidc import way_there

PASSWORD_CONTEXT = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


class IdentityProvider:
    """Signs answers with a key of its own, and serves its sign-in page on this machine."""

    def __init__(self, folder: Path, name: str = "https://id.transport.example/saml") -> None:
        self.folder, self.entity_id = folder, name
        self.certificate = self._make_key()
        self.person: dict[str, Any] = {}  # who signs in there next, and how the answer is changed
        self.web = HTTPServer(("127.0.0.1", 0), self._page())
        Thread(target=self.web.serve_forever, daemon=True).start()
        self.sign_in_url = f"http://localhost:{self.web.server_port}/sign-in"

    def learn(self, provider: AgencySignIn) -> None:
        """Read the portal's metadata, as its IT office would; the server's thread has no database."""
        text = Client().get(f"/account/agency/{provider.key}/metadata/").content
        (self.folder / f"{provider.key}.xml").write_bytes(text)

    def server(self, provider: AgencySignIn) -> Server:
        """pysaml2's, which knows the portal by the portal's own metadata."""
        metadata = self.folder / f"{provider.key}.xml"
        urls = (self.sign_in_url, self.sign_in_url.replace("localhost", "127.0.0.1"))
        config = IdPConfig().load(
            {
                "entityid": self.entity_id,
                "key_file": str(self.folder / "key.pem"),
                "cert_file": str(self.folder / "certificate.pem"),
                "metadata": {"local": [str(metadata)]},
                "service": {
                    "idp": {
                        "endpoints": {"single_sign_on_service": [(url, BINDING_HTTP_REDIRECT) for url in urls]},
                        "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
                    }
                },
            }
        )
        return Server(config=config)

    def answer(self, provider: AgencySignIn, request_id: str, email: str, **changes: Any) -> str:
        """A signed answer as a form carries it."""
        identity = {"mail": email, "displayName": "Kim Lee"} | changes.pop("attributes", {})
        options = {
            "identity": {name: [value] for name, value in identity.items() if value},
            "in_response_to": request_id,
            "destination": provider.answer_url,
            "sp_entity_id": provider.metadata_url,
            "name_id": NameID(format=NAMEID_FORMAT_PERSISTENT, text=changes.pop("subject", "kim")),
            "authn": {"class_ref": changes.pop("context", PASSWORD_CONTEXT)},
            "sign_assertion": True,
            "sign_response": False,
            "sign_alg": SIG_RSA_SHA256,
            "digest_alg": DIGEST_SHA256,
        } | changes
        return base64.b64encode(str(self.server(provider).create_authn_response(**options)).encode()).decode()

    def _make_key(self) -> str:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.transport.example")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        self.folder.mkdir(exist_ok=True)
        (self.folder / "key.pem").write_bytes(private)
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (self.folder / "certificate.pem").write_bytes(pem)
        return "".join(pem.decode().splitlines()[1:-1])

    def _page(idp) -> type[BaseHTTPRequestHandler]:
        class SignInPage(BaseHTTPRequestHandler):
            """Reads the request as pysaml2 does, and answers with the form that the standard asks for."""

            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                server = idp.server(idp.person["provider"])
                request = server.parse_authn_request(asked["SAMLRequest"][0], BINDING_HTTP_REDIRECT).message
                changes = {name: value for name, value in idp.person.items() if name != "provider"}
                answer = idp.answer(idp.person["provider"], request.id, **changes)
                page = server.apply_binding(
                    BINDING_HTTP_POST,
                    base64.b64decode(answer).decode(),
                    request.assertion_consumer_service_url,
                    asked["RelayState"][0],
                    response=True,
                )
                body = str(page["data"]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        return SignInPage


class Form(HTMLParser):
    """The one form of a page: where it goes, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields = "", {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        given = dict(attrs)
        if tag == "form":
            self.action = given.get("action") or ""
        if tag == "input" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


def agree(url: str) -> Form:
    """Sign in at the provider; the form that the browser then sends to the portal."""
    with urlopen(url, timeout=30) as page:
        return Form(page.read().decode())


def send(client: Client, form: Form) -> Any:
    """The browser sends the form: from another site, so without the portal's cookies. Then it follows."""
    answer = Client().post(urlsplit(form.action).path, form.fields)
    return client.get(answer.url) if answer.status_code == 303 else answer


def come(idp: IdentityProvider, client: Client, provider: AgencySignIn, email: str, **changes: Any) -> Any:
    """The whole way: to the provider and back; the portal's answer."""
    idp.person = {"provider": provider, "email": email, **changes}
    return send(client, agree(way_there(client, f"somebody@{provider.domains[0]}")))
