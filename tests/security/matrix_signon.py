"""The declared answers of the routes of agency sign-in; see matrix.py."""

from tests.security.answers import FOUND, LOGIN_REDIRECT, READ, SIGNED_IN, Case, Route, administrators, everybody, one
from tests.security.scene import EVERYBODY, NOBODY, Scene


def providers(scene: Scene) -> list[Case]:
    """One of each kind, and none."""
    return _cases(scene, "oidc", "saml", "missing")


def asked_at_sign_in(scene: Scene) -> list[Case]:
    """The same for who comes from a provider: that a domain has a sign-in is told to everybody."""
    return [
        Case(case.name, case.arguments, NOBODY if case.name == "missing" else EVERYBODY) for case in providers(scene)
    ]


def links(scene: Scene) -> list[Case]:
    """As whom somebody signs in at their agency."""
    return _cases(scene, "link", "link_missing")


def _cases(scene: Scene, *names: str) -> list[Case]:
    things = scene.things["signon"]
    return [Case(name, things[name].arguments, things[name].readers) for name in names]


def own_link(persona: str, case: Case) -> int | None:
    """Exists for the person whose it is, and for administrators."""
    if persona not in SIGNED_IN:
        return LOGIN_REDIRECT
    return None if persona in case.readers else 404


SIGNON_ROUTES: dict[str, Route] = {
    "signon:start": Route(one, everybody, {"GET": 200, "POST": 400}),
    "signon:confirm": Route(one, lambda persona, case: None if persona in SIGNED_IN else LOGIN_REDIRECT,
                            {"GET": FOUND, "POST": FOUND}),
    "signon:unlink": Route(links, own_link, {"GET": 200, "POST": FOUND}),
    "signon:providers": Route(one, administrators, READ),
    "signon:add": Route(one, administrators, {"GET": 200, "POST": 400}),
    "signon:provider": Route(providers, administrators, {"GET": {"missing": 404, "*": 200}}),
    "signon:edit": Route(
        providers, administrators, {"GET": {"missing": 404, "*": 200}, "POST": {"missing": 404, "*": 400}}
    ),
    "signon:try_out": Route(providers, administrators, {"POST": {"missing": 404, "*": 200}}),
    "signon:switch": Route(providers, administrators, {"POST": {"missing": 404, "*": FOUND}}),
    "signon:callback": Route(asked_at_sign_in, everybody, {"GET": {"oidc": 400, "*": 404}}),
    "signon:consume": Route(asked_at_sign_in, everybody, {"POST": {"saml": 400, "*": 404}}),
    "signon:finish": Route(asked_at_sign_in, everybody, {"GET": {"saml": 400, "*": 404}}),
    "signon:metadata": Route(asked_at_sign_in, everybody, {"GET": {"saml": 200, "*": 404}}),
}  # fmt: skip
