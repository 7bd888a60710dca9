"""Agencies' sign-ins and who uses them, for the matrix and the canaries: administrators set them up."""

from signon.models import AgencySignIn, Identity
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, MISSING_KEY, MISSING_PK, NOBODY, Scene, Thing

OWNER = frozenset({"vermont"})


def make(scene: Scene) -> dict[str, Thing]:
    """One of each kind, and a person's link to one. None is on: the sign-in pages stay as they are."""
    office = agency("VT", "DOT")
    oidc = AgencySignIn(agency=office, kind="oidc", issuer="https://id.example", client_id="portal")
    oidc.keep_secret("secret")
    oidc.endpoints = {"authorization_endpoint": "https://id.example/a", "token_endpoint": "https://id.example/t"}
    oidc.save()
    saml = AgencySignIn.objects.create(
        agency=office,
        kind="saml",
        issuer="https://id.example/saml",
        certificates=["MIIB"],
        endpoints={"sign_in": "https://id.example/s"},
    )
    link = Identity.objects.create(user=scene.cast.vermont, provider=oidc, subject="kim", email="kim@id.example")
    return {
        "oidc": Thing(oidc, {"key": oidc.key}, ADMINISTRATORS),
        "saml": Thing(saml, {"key": saml.key}, ADMINISTRATORS),
        "missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
        "link": Thing(link, {"pk": link.pk}, ADMINISTRATORS | OWNER),
        "link_missing": Thing(None, {"pk": MISSING_PK}, NOBODY),
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in each field of words. Our metadata and addresses, which the IT office reads, hold none of them."""
    things = scene.things["signon"]
    for kind in ("oidc", "saml"):
        row: AgencySignIn = things[kind].made
        word = canaries.word(f"issuer of the {kind} sign-in", ADMINISTRATORS)
        domain = canaries.word(f"domain of the {kind} sign-in", ADMINISTRATORS)
        client = canaries.word(f"client of the {kind} sign-in", ADMINISTRATORS if kind == "oidc" else NOBODY)
        addresses = {name: f"https://{word}.example/{name}" for name in row.endpoints}
        AgencySignIn.objects.filter(pk=row.pk).update(
            issuer=f"https://{word}.example", domains=[f"{domain}.example"], client_id=client, endpoints=addresses
        )
    subject = canaries.word("subject of the link", NOBODY)
    address = canaries.word("address of the link", ADMINISTRATORS | OWNER)
    Identity.objects.filter(pk=things["link"].made.pk).update(subject=subject, email=f"{address}@id.example")
