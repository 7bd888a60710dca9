"""The declared answer of every route, verb, persona and state. A route that is not here fails the build.

See docs/security.md, "Every address has a rule".

A new route is one line in ROUTES, or in its app's part (parts.py): which objects its address names, who passes, and the
status of each verb it takes.
Verbs that are not named answer 405 to everybody.
"""

from typing import Any

from accounts.confirming import confirmation_url
from accounts.models import Membership
from accounts.returns import pausing
from accounts.unsubscribing import address_unsubscribe_url, unsubscribe_url
from documents.models import Document
from documents.saved.saving import stop_url
from tests.cast import agency
from tests.security.answers import (
    FOUND,
    MISSING,
    READ,
    TURN,
    VERBS,
    Case,
    Route,
    administrators,
    approved,
    deciders,
    editors,
    everybody,
    not_waiting,
    one,
    own_request,
    own_upload,
    readers,
    signed_in,
)
from tests.security.parts import PARTS
from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    CARERS,
    MISSING_PK,
    NOBODY,
    OWNERS_OF_REQUESTS,
    VTRANS,
    Scene,
)

UUID_OF_NOTHING = "00000000-0000-4000-8000-000000000000"

# What addresses name


def papers(scene: Scene, **more: Any) -> list[Case]:
    """Every document."""
    return [
        Case(name, {"key": paper.key, **more}, paper.readers, paper.editors) for name, paper in scene.papers.items()
    ]


def mendable(scene: Scene) -> list[Case]:
    """Every document, with those who can mend its file: who may change it, and who reads it at its agency.

    Asked anew, because the canaries give each paper an agency of its own.
    """
    theirs = set(Document.objects.filter(agency=agency("VT", "DOT")).values_list("key", flat=True))
    return [
        Case(name, {"key": paper.key}, paper.editors | (VTRANS & paper.readers if paper.key in theirs else NOBODY))
        for name, paper in scene.papers.items()
    ]


def pages(scene: Scene) -> list[Case]:
    """The first page of every document."""
    return papers(scene, number=1)


def editions(scene: Scene, **more: Any) -> list[Case]:
    """Every version, and pairings of keys that do not belong together."""
    return [
        Case(name, {"key": edition.key, "version_key": edition.version_key, **more}, edition.readers)
        for name, edition in scene.editions.items()
    ]


def edition_pages(scene: Scene) -> list[Case]:
    """The first page of every version."""
    return editions(scene, number=1)


def edition_pairs(scene: Scene) -> list[Case]:
    """Every version, compared with itself, and two of which some people may read only one."""
    pairs = [
        Case(case.name, {**case.arguments, "other_key": case.arguments["version_key"]}, case.readers)
        for case in editions(scene)
    ]
    current, narrow, hidden = (scene.editions[name] for name in ("current", "narrow", "of_hidden"))
    both = {"key": current.key, "version_key": current.version_key}
    return [
        *pairs,
        Case("one_is_narrow", {**both, "other_key": narrow.version_key}, narrow.readers),
        Case("of_two_papers", {**both, "other_key": hidden.version_key}, NOBODY),
    ]


def editable_editions(scene: Scene) -> list[Case]:
    """Every version, with who may read and change the document of the address."""
    papers_by_key = {paper.key: paper for paper in scene.papers.values()}
    return [
        Case(
            name,
            {"key": edition.key, "version_key": edition.version_key},
            papers_by_key[edition.key].readers,
            papers_by_key[edition.key].editors,
        )
        for name, edition in scene.editions.items()
    ]


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
    cases = [
        Case(name, {"pk": made.pk}, frozenset({OWNERS_OF_REQUESTS[name]})) for name, made in scene.requests.items()
    ]
    return [*cases, Case("missing", {"pk": MISSING_PK}, NOBODY)]


def to_decide(scene: Scene) -> list[Case]:
    """The same, each with those who decide on it."""
    cases = [
        Case(name, {"pk": made.pk}, CARERS if name == "guest_waiting" else ADMINISTRATORS)
        for name, made in scene.requests.items()
    ]
    return [*cases, Case("missing", {"pk": MISSING_PK}, NOBODY)]


def registry_imports(scene: Scene) -> list[Case]:
    """A file of the .gov registry that waits to be confirmed, and none."""
    return [Case("staged", {"pk": scene.registry_import.pk}), Case("missing", {"pk": MISSING_PK})]


def confirmations(scene: Scene) -> list[Case]:
    """Links that were mailed to a member, and to one who confirms too late; and one that we did not make."""
    found = []
    for name in ("vermont", "expired"):
        membership = Membership.objects.select_related("user").get(user=scene.people[name])
        secret = confirmation_url(membership).split("/")[-2]
        found.append(Case(name, {"secret": secret}, frozenset({name})))
    return [*found, Case("missing", {"secret": found[0].arguments["secret"][:-1] + "!"}, NOBODY)]


def own_link(persona: str, case: Case) -> int | None:
    """The link of a mail, for the account it was mailed to; others are asked to sign in with that."""
    passes = None if persona in case.readers else 403
    return signed_in(persona, case) or (404 if case.name == "missing" else passes)


def mail_links(scene: Scene) -> list[Case]:
    """A link that was mailed to a member, to see whether mail arrives; and one that we did not make."""
    secret = pausing.SIGNER.sign_object(pausing._said(scene.cast.vermont), compress=False)
    theirs = Case("vermont", {"secret": secret}, frozenset({"vermont"}))
    return [theirs, Case("missing", {"secret": f"{secret[:-1]}!"}, NOBODY)]


def own_link_or_none(persona: str, case: Case) -> int | None:
    """Whose link it is stays untold."""
    return signed_in(persona, case) or readers(persona, case)


def nobody_unsigned(persona: str, case: Case) -> int | None:
    """A mail service signs what it posts; nobody else passes, whoever they are."""
    return 403


def sample_people(scene: Scene) -> list[Case]:
    """Signing in as a sample person, which exists on one's own machine only."""
    return [Case("somebody", {"pk": scene.cast.vermont.pk}), Case("missing", {"pk": MISSING_PK})]


def unsubscribing(scene: Scene) -> list[Case]:
    """Whoever holds the signed address of a mail; not of one about a closed account, and no other address."""
    secrets = {
        name: unsubscribe_url(scene.people[name], "wants_reminders").split("/")[-2]
        for name in ("vermont", "deactivated")
    }
    alerts = {
        name: stop_url(scene.things["saved"][f"saved_by_{name}"].made).split("/")[-2] for name in ("member", "who_left")
    }
    of_address = address_unsubscribe_url("guest@typed.example").split("/")[-2]
    nobodys = {"deactivated": secrets["deactivated"], "missing": secrets["vermont"][:-1] + "!"}
    cases = [Case(name, {"secret": secret}, NOBODY) for name, secret in nobodys.items()]
    cases += [Case(f"alert_{name}", {"secret": secret}) for name, secret in alerts.items()]
    return [Case("vermont", {"secret": secrets["vermont"]}), Case("typed", {"secret": of_address}), *cases]


def links(scene: Scene) -> list[Case]:
    """A question about a link that somebody cannot open, and none."""
    return [Case("waiting", {"pk": scene.link_question.pk}), Case("missing", {"pk": MISSING_PK})]


def mail_previews(scene: Scene) -> list[Case]:
    """An email with HTML, and none."""
    return [Case(name, {"key": key}, ADMINISTRATORS) for name, key in (("one", "join-approved"), ("missing", "none"))]


def seen_things(scene: Scene) -> list[Case]:
    """A page about each document, and about kinds of things and keys that are not there."""
    documents = [
        Case(case.name, {"kind": "document", **case.arguments}, case.readers & APPROVED) for case in papers(scene)
    ]
    nothing = {"kind": "nothing", "key": scene.papers["public"].key}
    return [*documents, Case("unknown", nothing, NOBODY)]


ROUTES: dict[str, Route] = {
    **{name: route for part in PARTS.values() for name, route in part.routes.items()},
    # Public pages
    "home": Route(one, everybody, READ),
    "regions": Route(one, everybody, READ),
    "contact": Route(one, everybody, READ),
    "accessibility": Route(one, everybody, READ),
    "privacy": Route(one, everybody, READ),
    "styleguide": Route(one, everybody, {"GET": 404}),  # in development only
    "healthz": Route(one, everybody, READ),
    "readyz": Route(one, everybody, {"GET": 503}),  # no worker runs beside the tests
    "robots": Route(one, everybody, READ),
    "sitemap": Route(one, everybody, READ),
    "security_txt": Route(one, everybody, READ),
    "accounts:join": Route(one, everybody, READ),
    "who_can_see": Route(seen_things, own_upload, READ),
    # Finding
    "documents:browse": Route(one, everybody, READ),
    "documents:search": Route(one, everybody, TURN),  # without words it leads to the documents list
    "documents:search_export": Route(one, everybody, TURN),  # the same
    "documents:suggestions": Route(one, everybody, READ),
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
    "documents:contents": Route(papers, readers, READ),
    "documents:version_contents": Route(editions, readers, READ),
    "documents:page_marks": Route(edition_pages, readers, {"GET": {"current": 200, "*": 404}}),
    "documents:compare": Route(edition_pairs, readers, READ),
    "documents:page_image": Route(edition_pages, readers, {"GET": {"current": 200, "*": 404}}),
    # Sharing and changing
    "documents:share": Route(one, approved, {"GET": 200, "POST": 400}),
    "documents:share_many": Route(one, approved, {"GET": 200, "POST": 400}),
    "documents:share_table": Route(one, approved, {"GET": 200, "POST": 400}),
    "documents:share_template": Route(one, approved, READ),
    "documents:mine": Route(one, approved, READ),
    "documents:tus": Route(one, approved, {"POST": 412, "OPTIONS": 204}),
    "documents:tus_upload": Route(uploads, own_upload, {"HEAD": 412, "PATCH": 412, "DELETE": 412, "OPTIONS": 204}),
    "documents:tus_version": Route(papers, editors, {"POST": 412, "OPTIONS": 204}),
    "documents:describe": Route(papers, editors, {"GET": 200, "POST": 400}),
    "documents:status": Route(papers, editors, READ),
    "documents:try_again": Route(papers, editors, {"POST": FOUND}),
    "documents:discard": Route(papers, editors, {"GET": 200, "POST": FOUND}),
    "documents:new_version": Route(papers, editors, {"GET": 200, "POST": 400}),
    "documents:version_note": Route(
        editable_editions,
        editors,
        {
            "GET": {"missing": 404, "another_papers": 404, "*": 200},
            "POST": {"missing": 404, "another_papers": 404, "*": 400},
        },
    ),
    "documents:hidden": Route(
        editable_editions,
        editors,
        {
            "GET": {"missing": 404, "another_papers": 404, "*": 200},
            "POST": {"missing": 404, "another_papers": 404, "*": 400},
        },
    ),
    "documents:reading": Route(editable_editions, editors, {"GET": {"missing": 404, "another_papers": 404, "*": 200}}),
    "documents:edit": Route(papers, editors, {"GET": {"draft": FOUND, "*": 200}, "POST": {"draft": FOUND, "*": 400}}),
    "documents:accessibility": Route(mendable, own_upload, READ),
    "documents:accessibility_overview": Route(one, approved, READ),
    "documents:seen_as": Route(papers, editors, READ),
    "documents:openings": Route(papers, editors, READ),
    "documents:history": Route(papers, editors, READ),
    "documents:withdraw": Route(papers, editors, {"GET": 200, "POST": 400}),
    "documents:restore": Route(papers, editors, {"GET": 200, "POST": 400}),
    # Joining
    "accounts:request": Route(one, not_waiting, {"GET": 200, "POST": 200}),
    "accounts:my_request": Route(one, signed_in, READ),
    "accounts:confirmation_link": Route(one, signed_in, {"POST": FOUND}),
    "accounts:confirm": Route(confirmations, own_link, {"GET": 200, "POST": FOUND}),
    "accounts:answer": Route(requests, own_request, {"POST": 200}),
    "accounts:withdraw": Route(requests, own_request, {"POST": FOUND}),
    "accounts:time_zone": Route(one, signed_in, {"POST": FOUND}),
    "accounts:mail_again": Route(one, signed_in, {"POST": FOUND}),
    "accounts:mail_works": Route(mail_links, own_link_or_none, {"GET": 200, "POST": FOUND}),
    "accounts:mail_reports": Route(one, nobody_unsigned, {"POST": 200}),
    "accounts:unsubscribe": Route(unsubscribing, readers, {"GET": 200, "POST": 200}),
    "accounts:session": Route(one, everybody, READ),
    "accounts:end_session": Route(lambda scene: [Case("missing", {"pk": MISSING_PK})], signed_in, {"POST": 404}),
    "accounts:second_factor": Route(one, signed_in, READ),
    "accounts:profile": Route(one, signed_in, READ),
    "accounts:my_activity": Route(one, signed_in, READ),
    "accounts:preferences": Route(one, signed_in, {"GET": 200, "POST": FOUND}),
    "accounts:sample_sign_in": Route(sample_people, everybody, {"POST": 404}),
    # Administrators
    "accounts:queue": Route(one, deciders, READ),
    "accounts:decision": Route(to_decide, deciders, READ),
    "accounts:approve": Route(to_decide, deciders, {"POST": 200}),
    "accounts:decline": Route(to_decide, deciders, {"POST": 200}),
    "accounts:address": Route(people, administrators, {"GET": {**MISSING, "*": 200}, "POST": {**MISSING, "*": FOUND}}),
    "accounts:ask_applicant": Route(to_decide, deciders, {"POST": 200}),
    "accounts:people": Route(one, administrators, READ),
    "accounts:person": Route(people, administrators, {"GET": {**MISSING, "*": 200}}),
    "accounts:change_person": Route(
        changes, administrators, {"GET": {"somebody": 200, "*": 404}, "POST": {"somebody": FOUND, "*": 404}}
    ),
    "accounts:activity": Route(one, administrators, READ),
    "accounts:export_activity": Route(one, administrators, {"GET": 200, "POST": 200}),
    "accounts:cannot_open": Route(one, everybody, {"GET": 200, "POST": 400}),  # without an address
    "accounts:links": Route(one, administrators, READ),
    "accounts:decide_link": Route(links, administrators, {"POST": {**MISSING, "*": FOUND}}),
    "accounts:roles": Route(one, administrators, READ),
    "accounts:view_as": Route(one, administrators, {"GET": 200, "POST": 400}),
    "accounts:stop_viewing": Route(one, everybody, {"POST": FOUND}),
    "accounts:system": Route(one, administrators, READ),
    "accounts:paused_mail": Route(one, administrators, READ),
    "accounts:mail_previews": Route(one, administrators, READ),
    "accounts:mail_preview": Route(mail_previews, administrators, {"GET": {**MISSING, "*": 200}}),
    "accounts:mail_preview_html": Route(mail_previews, administrators, {"GET": {**MISSING, "*": 200}}),
    "accounts:send_mail_preview": Route(mail_previews, administrators, {"POST": {**MISSING, "*": FOUND}}),
    "accounts:registry": Route(one, administrators, {"GET": 200, "POST": 400}),
    "accounts:registry_import": Route(
        registry_imports, administrators, {"GET": {**MISSING, "*": 200}, "POST": {**MISSING, "*": FOUND}}
    ),
    "admin_login": Route(one, administrators, dict.fromkeys(VERBS, 403)),
}

# Pages of libraries: (the public, a member with neither password nor second factor) on GET. An undeclared one fails.
LIBRARY_PAGES: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 302),
    "account_request_reauthentication_code": (302, 200),
    "account_confirm_reauthentication_code": (302, 302),
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
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 404),
    "mfa_edit_webauthn": (302, 404),
    "mfa_login_webauthn": (302, 302),
    "usersessions_list": (302, 200),
}
