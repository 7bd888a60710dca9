"""H1: the declared answer of every route, verb, persona and state. A route that is not here fails the build.

A new route is one line in ROUTES: which objects its address names, who passes, and the status of each verb it takes.
Verbs that are not named answer 405 to everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    EVERYBODY,
    GROUP,
    MISSING_PK,
    NOBODY,
    SIGNED_IN,
    Scene,
)

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UUID_OF_NOTHING = "00000000-0000-4000-8000-000000000000"
LOGIN_REDIRECT = FOUND = 302
Statuses = int | Mapping[str, int]  # by the name of the case; "*" stands for all others


@dataclass(frozen=True)
class Case:
    """One address of a route: its arguments, and who may read and change what it names."""

    name: str
    arguments: Mapping[str, Any]
    readers: frozenset[str] = EVERYBODY
    editors: frozenset[str] = NOBODY


Gate = Callable[[str, Case], int | None]
Cases = Callable[[Scene], list[Case]]


@dataclass(frozen=True)
class Route:
    """What a route promises."""

    cases: Cases
    gate: Gate
    verbs: Mapping[str, Statuses]

    def expected(self, verb: str, persona: str, case: Case) -> int:
        """The status this person must get."""
        verbs = {**({"HEAD": self.verbs["GET"]} if "GET" in self.verbs else {}), **self.verbs}
        if verb not in verbs:
            return 405
        refusal = self.gate(persona, case)
        if refusal is not None:
            return refusal
        status = verbs[verb]
        return status if isinstance(status, int) else status.get(case.name, status["*"])


# Who passes


def everybody(persona: str, case: Case) -> int | None:
    """Public pages, and lists that show each person theirs."""
    return None


def readers(persona: str, case: Case) -> int | None:
    """What is hidden and what never was answer alike."""
    return None if persona in case.readers else 404


def signed_in(persona: str, case: Case) -> int | None:
    """The public is led to sign in."""
    return None if persona in SIGNED_IN else LOGIN_REDIRECT


def approved(persona: str, case: Case) -> int | None:
    """Who waits is led to their request."""
    return None if persona in APPROVED else FOUND


def editors(persona: str, case: Case) -> int | None:
    """Approved people: 404 for what they may not see, 403 for what they may only read."""
    if persona not in APPROVED:
        return FOUND
    if persona not in case.readers:
        return 404
    return None if persona in case.editors else 403


def own_upload(persona: str, case: Case) -> int | None:
    """An upload exists for its owner only."""
    return approved(persona, case) or readers(persona, case)


def own_request(persona: str, case: Case) -> int | None:
    """A request exists for the person who made it."""
    return signed_in(persona, case) or readers(persona, case)


def not_waiting(persona: str, case: Case) -> int | None:
    """Who asked to join already is led to where that request stands."""
    return signed_in(persona, case) or (FOUND if persona in ("applicant", "administrator") else None)


def administrators(persona: str, case: Case) -> int | None:
    """The public is led to sign in; everybody else is told that this is not for them."""
    if persona not in SIGNED_IN:
        return LOGIN_REDIRECT
    return None if persona in ADMINISTRATORS else 403


# What addresses name


def one(scene: Scene) -> list[Case]:
    """An address without an object."""
    return [Case("", {})]


def papers(scene: Scene, **more: Any) -> list[Case]:
    """Every document."""
    return [
        Case(name, {"key": paper.key, **more}, paper.readers, paper.editors) for name, paper in scene.papers.items()
    ]


def pages(scene: Scene) -> list[Case]:
    """The first page of every document."""
    return papers(scene, number=1)


def editions(scene: Scene, **more: Any) -> list[Case]:
    """Every version, and pairings of keys that do not belong together (row 8)."""
    return [
        Case(name, {"key": edition.key, "version_key": edition.version_key, **more}, edition.readers)
        for name, edition in scene.editions.items()
    ]


def edition_pages(scene: Scene) -> list[Case]:
    """The first page of every version."""
    return editions(scene, number=1)


def uploads(scene: Scene) -> list[Case]:
    """Files on their way in. Who left no longer meets theirs."""
    cases = [
        Case(name, {"upload_id": upload.pk}, frozenset({name}) & APPROVED) for name, upload in scene.uploads.items()
    ]
    return [*cases, Case("missing", {"upload_id": UUID_OF_NOTHING}, NOBODY)]


def people(scene: Scene, **more: Any) -> list[Case]:
    """A person, and a number nobody has."""
    vermont = scene.cast.vermont.pk
    return [
        Case("somebody", {"pk": vermont, **more}, ADMINISTRATORS),
        Case("missing", {"pk": MISSING_PK, **more}, ADMINISTRATORS),
    ]


def changes(scene: Scene) -> list[Case]:
    """Changes to a person: a real one, one that does not exist, and one of nobody."""
    unknown = Case("unknown", {"pk": scene.cast.vermont.pk, "change": "promote"}, ADMINISTRATORS)
    return [*people(scene, change="deactivate"), unknown]


def requests(scene: Scene) -> list[Case]:
    """Requests to join, each with the one person it belongs to."""
    owners = {"waiting": "applicant", "declined": "declined", "administrators_own": "administrator"}
    cases = [Case(name, {"pk": held.pk}, frozenset({owners[name]})) for name, held in scene.requests.items()]
    return [*cases, Case("missing", {"pk": MISSING_PK}, NOBODY)]


def sample_people(scene: Scene) -> list[Case]:
    """Signing in as a sample person, which exists on one's own machine only."""
    return [Case("somebody", {"pk": scene.cast.vermont.pk}), Case("missing", {"pk": MISSING_PK})]


def groups(scene: Scene) -> list[Case]:
    """A working group and one that does not exist."""
    return [
        Case("group", {"slug": GROUP}),
        Case("missing", {"slug": "no-such-group"}, NOBODY),
    ]


READ = {"GET": 200}
TURN = {"GET": FOUND}
MISSING = {"missing": 404}

ROUTES: dict[str, Route] = {
    # Public pages
    "home": Route(one, everybody, READ),
    "regions": Route(one, everybody, READ),
    "publications": Route(one, everybody, READ),
    "contact": Route(one, everybody, READ),
    "accessibility": Route(one, everybody, READ),
    "privacy": Route(one, everybody, READ),
    "styleguide": Route(one, everybody, {"GET": 404}),  # in development only
    "healthz": Route(one, everybody, READ),
    "readyz": Route(one, everybody, {"GET": 503}),  # no worker runs beside the tests
    "robots": Route(one, everybody, READ),
    "security_txt": Route(one, everybody, READ),
    "accounts:join": Route(one, everybody, READ),
    "workinggroups:list": Route(one, everybody, READ),
    "workinggroups:detail": Route(groups, readers, READ),
    # Finding
    "documents:browse": Route(one, everybody, READ),
    "documents:search": Route(one, everybody, TURN),  # without words it leads to the shelf
    "api:documents": Route(one, everybody, READ),
    "api:document": Route(papers, readers, READ),
    "api:pages": Route(one, everybody, {"GET": 400}),  # it asks for words
    # One document
    "documents:detail": Route(papers, readers, READ),
    "documents:download": Route(papers, readers, READ),
    "documents:thumbnail": Route(papers, readers, {"GET": {"opened": 200, "*": 404}}),  # the only one with pictures
    "documents:pages": Route(papers, readers, TURN),
    "documents:page": Route(pages, readers, READ),
    "documents:download_version": Route(editions, readers, READ),
    "documents:version_pages": Route(editions, readers, TURN),
    "documents:version_page": Route(edition_pages, readers, READ),
    "documents:page_image": Route(edition_pages, readers, {"GET": {"current": 200, "*": 404}}),
    # Sharing and changing
    "documents:share": Route(one, approved, {"GET": 200, "POST": 400}),
    "documents:mine": Route(one, approved, READ),
    "documents:tus": Route(one, approved, {"POST": 412, "OPTIONS": 204}),
    "documents:tus_upload": Route(uploads, own_upload, {"HEAD": 412, "PATCH": 412, "DELETE": 412, "OPTIONS": 204}),
    "documents:tus_version": Route(papers, editors, {"POST": 412, "OPTIONS": 204}),
    "documents:describe": Route(papers, editors, {"GET": 200, "POST": 400}),
    "documents:status": Route(papers, editors, READ),
    "documents:try_again": Route(papers, editors, {"POST": FOUND}),
    "documents:discard": Route(papers, editors, {"GET": 200, "POST": FOUND}),
    "documents:new_version": Route(papers, editors, {"GET": 200, "POST": 400}),
    "documents:edit": Route(papers, editors, {"GET": {"draft": FOUND, "*": 200}, "POST": {"draft": FOUND, "*": 400}}),
    "documents:history": Route(papers, editors, READ),
    "documents:withdraw": Route(papers, editors, {"GET": 200, "POST": 400}),
    "documents:restore": Route(papers, editors, {"GET": 200, "POST": 400}),
    # Joining
    "accounts:request": Route(one, not_waiting, {"GET": 200, "POST": 200}),
    "accounts:my_request": Route(one, signed_in, READ),
    "accounts:withdraw": Route(requests, own_request, {"POST": FOUND}),
    "accounts:profile": Route(one, signed_in, READ),
    "accounts:sample_sign_in": Route(sample_people, everybody, {"POST": 404}),
    # Administrators
    "accounts:queue": Route(one, administrators, READ),
    "accounts:decision": Route(requests, administrators, {"GET": {**MISSING, "*": 200}}),
    "accounts:approve": Route(requests, administrators, {"POST": {**MISSING, "*": 200}}),
    "accounts:decline": Route(requests, administrators, {"POST": {**MISSING, "*": 200}}),
    "accounts:people": Route(one, administrators, READ),
    "accounts:person": Route(people, administrators, {"GET": {**MISSING, "*": 200}}),
    "accounts:change_person": Route(
        changes, administrators, {"GET": {"somebody": 200, "*": 404}, "POST": {"somebody": FOUND, "*": 404}}
    ),
    "accounts:activity": Route(one, administrators, READ),
    "accounts:system": Route(one, administrators, READ),
    "admin_login": Route(one, administrators, dict.fromkeys(VERBS, 403)),
}

# Pages of libraries: (the public, a member with neither password nor second factor) on GET. An undeclared one fails.
LIBRARY_PAGES: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 403),
    "account_email": (302, 200),
    "account_email_verification_sent": (302, 302),
    "account_change_password": (302, 302),
    "account_set_password": (302, 200),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_password_reset_code": (302, 302),
    "account_complete_password_reset": (302, 302),
    "account_password_reset_completed": (200, 200),
    "account_request_login_code": (200, 302),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 403),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_reauthenticate_webauthn": (302, 403),
    "mfa_remove_webauthn": (302, 404),
    "mfa_edit_webauthn": (302, 404),
    "mfa_login_webauthn": (302, 302),
    "usersessions_list": (302, 200),
}
