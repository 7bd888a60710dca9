"""A document in every state, and who may read and change each: by hand, not asked of the portal."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import audiences
from accounts.models import LinkQuestion, MembershipRequest, Region, RegistryImport, State, User
from documents.models import Document, DocumentUserPermission, DocumentVersion, Page, Upload, VersionStatus
from documents.sharing import grants
from tests import library
from tests.cast import Cast, agency, member, person, request_for
from workforce.models import SpaceAdministrator
from workinggroups.models import WorkingGroup

PUBLIC = "public"
GROUP = "cybersecurity"
VTRANS = frozenset({"vermont", "vermont_editor"})
VERMONT = VTRANS | {"vermont_energy"}
NORTHEAST = VERMONT | {"new_hampshire"}
COLORADO = frozenset({"colorado", "group_member"})
MEMBERS = NORTHEAST | {"colorado", "group_member"}
ADMINISTRATORS = frozenset({"administrator", "second_administrator"})
# Of the EV Workforce Collaborative: a city's, and one whom administrators named to take care of it.
GUESTS = frozenset({"guest", "space_administrator"})
CARERS = ADMINISTRATORS | {"space_administrator"}
APPROVED = MEMBERS | ADMINISTRATORS | GUESTS
# Their memberships give no right for now, though they stand in all their circles.
PAUSED = frozenset({"suspended", "expired"})
SIGNED_IN = APPROVED | PAUSED | {"unverified", "applicant", "declined", "left", "guest_applicant", "guest_left"}
# A deactivated account is nobody: its session is answered as the public is.
EVERYBODY = SIGNED_IN | {"deactivated", "guest_deactivated", PUBLIC}
NOBODY = frozenset[str]()
OWNERS_OF_REQUESTS = {
    "waiting": "applicant",
    "declined": "declined",
    "guest_waiting": "guest_applicant",
    "administrators_own": "administrator",
}
MISSING_KEY = "zzzzzzzzzzzz"
MISSING_PK = 999_999_999
MISSING_UUID = "00000000-0000-4000-8000-000000000000"

UNREADY = ("received", "checked", "refused", "quarantined", "taken_back")
HELD = {"held": "", "cleaning": "clean"}  # and what was answered
PART = {"kind": "sheet", "sentence": "Sheet “Vendor scores” is hidden.", "place": ""}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True)
class Paper:
    """A document in one state, with the names of those who may read and those who may change it."""

    document: Document | None  # None: there is no such document
    readers: frozenset[str]
    editors: frozenset[str]

    @property
    def key(self) -> str:
        """Its key; a free one where there is no document."""
        return self.document.key if self.document else MISSING_KEY


@dataclass(frozen=True)
class Edition:
    """A version of a paper, or a wrong pairing of two keys, and who may read it through that pairing."""

    key: str
    version_key: str
    readers: frozenset[str]


@dataclass(frozen=True)
class Thing:
    """Anything else in one state: the arguments of its address, and who may read and change it."""

    made: Any  # the row; None: there is no such thing
    arguments: dict[str, Any]
    readers: frozenset[str]
    editors: frozenset[str] = NOBODY


@dataclass(frozen=True)
class Scene:
    """Everything the sweeps ask for, by the name of its state."""

    cast: Cast
    papers: dict[str, Paper]
    editions: dict[str, Edition]
    requests: dict[str, MembershipRequest]
    uploads: dict[str, Upload]
    registry_import: RegistryImport
    link_question: LinkQuestion
    people: dict[str, User | None]
    things: dict[str, Mapping[str, Thing]] = field(default_factory=dict)  # by part: see parts.py


def set_scene(cast: Cast) -> Scene:
    """Everybody's documents, requests and uploads, in every state, and what the other apps add."""
    from tests.security.parts import PARTS

    audiences.of_agency(cast.guest.memberships.get().agency)  # as approvals and the data administration do
    guests, paused = make_guests(cast), make_paused(cast)
    papers = make_papers(cast)
    editions = make_editions(cast, papers)
    scene = Scene(
        cast=cast,
        papers=papers,
        editions=editions,
        requests=make_requests(cast, guests),
        uploads=make_uploads(cast),
        registry_import=make_registry_import(cast),
        link_question=LinkQuestion.objects.create(asker=cast.colorado, path=f"/documents/{MISSING_KEY}/"),
        people={**cast.everybody(), **guests, **paused, PUBLIC: None},
    )
    for name, part in PARTS.items():
        scene.things[name] = part.make(scene)
    return scene


def make_papers(cast: Cast) -> dict[str, Paper]:
    """One document per sharing choice and per status."""
    cyber = WorkingGroup.objects.get(slug=GROUP).audience
    cast.group_member.groups.add(cyber.group)
    vtrans = agency("VT", "DOT")
    circles = {
        "agency": VTRANS,
        "state": VERMONT,
        "region": NORTHEAST,
        "all_members": MEMBERS,
        "workforce": MEMBERS | GUESTS,
        "public": EVERYBODY,
        "me": frozenset({"vermont"}),
    }
    papers = {
        choice: Paper(
            library.document(cast.vermont, f"Paper for {choice}", sharing_choice=choice),
            readers | ADMINISTRATORS,
            (VTRANS & readers) | ADMINISTRATORS,
        )
        for choice, readers in circles.items()
    }
    members_own = frozenset({"group_member"}) | ADMINISTRATORS
    papers["group"] = Paper(
        library.document(cast.group_member, "Paper for a group", sharing_choice="groups", groups=[cyber], state="CO"),
        members_own,
        members_own,
    )
    guests_own = frozenset({"guest"}) | ADMINISTRATORS
    papers["guests_own"] = Paper(
        library.document(cast.guest, "Paper of a guest", sharing_choice="workforce"),
        MEMBERS | GUESTS | guests_own,
        guests_own,
    )
    owners_own = frozenset({"vermont"}) | ADMINISTRATORS
    for status in ("draft", "confirmed", "withdrawn"):
        made = library.document(cast.vermont, f"Paper that is {status}", status=status)
        papers[status] = Paper(made, owners_own, owners_own)
    Document.objects.filter(key=papers["draft"].key).update(shared_at=None)
    left_behind = library.document(cast.left, "Paper left behind", sharing_choice="agency", agency=vtrans)
    papers["left_behind"] = Paper(left_behind, VTRANS | ADMINISTRATORS, frozenset({"vermont_editor"}) | ADMINISTRATORS)
    papers["missing"] = Paper(None, NOBODY, NOBODY)
    return papers | make_selected(cast)


def make_selected(cast: Cast) -> dict[str, Paper]:
    """Shared with people, with states and with a region one by one; and with somebody by name who has left."""
    owners_own = frozenset({"vermont"}) | ADMINISTRATORS
    chosen: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
        "by_name": ({"people": [cast.colorado, cast.guest]}, frozenset({"colorado", "guest"})),
        "states": ({"groups": [audiences.of_state(State.objects.get(pk="CO"))]}, COLORADO),
        "regions": ({"groups": [audiences.of_region(Region.objects.get(slug="naseo-central"))]}, COLORADO),
        "named_who_left": ({}, NOBODY),
    }
    papers = {
        name: Paper(
            library.document(cast.vermont, f"Paper for {name}", sharing_choice="groups", **given),
            readers | owners_own,
            owners_own,
        )
        for name, (given, readers) in chosen.items()
    }
    DocumentUserPermission.objects.create(
        content_object=papers["named_who_left"].document,
        user=cast.left,
        agency=agency("VT", "DOT"),
        permission=grants.permissions()[grants.VIEW],
    )
    return papers


def make_editions(cast: Cast, papers: dict[str, Paper]) -> dict[str, Edition]:
    """Old versions with a narrower circle, versions that are not ready, and versions reached through another paper.

    Adds the paper they belong to: "opened", first for an agency, now for all members.
    """
    opened = library.document(cast.vermont, "Opened later", sharing_choice="agency", pages=["The first, for VTrans."])
    narrow = opened.current_version
    library.add_version(opened, pages=["The second."], content=PDF, file_type="pdf")
    opened.sharing = "all_members"
    opened.save(update_fields=["sharing"])
    grants.apply_sharing(opened)
    opened.refresh_from_db()
    papers["opened"] = Paper(opened, MEMBERS | ADMINISTRATORS, VTRANS | ADMINISTRATORS)
    unready = {stage: unready_version(opened, stage) for stage in UNREADY}
    waiting = {name: held_version(opened, answer) for name, answer in HELD.items()}
    original = held_version(opened, "clean", stage="ready")
    editors = papers["opened"].editors
    hidden = papers["agency"].document
    assert narrow is not None
    assert hidden is not None
    assert opened.current_version is not None
    assert hidden.current_version is not None
    return {
        "current": Edition(opened.key, opened.current_version.key, MEMBERS | ADMINISTRATORS),
        "narrow": Edition(opened.key, narrow.key, VTRANS | ADMINISTRATORS),
        "of_hidden": Edition(hidden.key, hidden.current_version.key, papers["agency"].readers),
        "another_papers": Edition(papers["public"].key, hidden.current_version.key, NOBODY),
        "missing": Edition(opened.key, MISSING_KEY, NOBODY),
        "of_missing": Edition(MISSING_KEY, opened.current_version.key, NOBODY),
        **{stage: Edition(opened.key, version.key, NOBODY) for stage, version in unready.items()},
        **{name: Edition(opened.key, version.key, editors) for name, version in waiting.items()},
        "original": Edition(opened.key, original.key, editors),
    }


def held_version(document: Document, answer: str, stage: str = "held") -> DocumentVersion:
    """A version with hidden parts that others must not meet: it waits, is being cleaned, or was cleaned."""
    content = secrets.token_bytes(16)
    version = DocumentVersion.objects.create(
        document=document,
        filename=f"{stage}-{answer}.txt",
        file_type="txt",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        storage_name=default_storage.save(f"originals/{secrets.token_hex(16)}", ContentFile(content)),
        uploaded_by=document.owner,
    )
    given = {"hidden_answer": answer, "answered_by": document.owner, "answered_at": timezone.now()} if answer else {}
    VersionStatus.objects.create(
        version=version, stage=stage, scan="clean", page_count=1, frozen_reader_keys=[], hidden_parts=[PART], **given
    )
    Page.objects.create(document=document, version=version, number=1, text="What the version says.")
    return version


def unready_version(document: Document, stage: str) -> DocumentVersion:
    """A further version that never became current."""
    version = DocumentVersion.objects.create(
        document=document,
        filename=f"{stage}.txt",
        file_type="txt",
        size=1,
        sha256="0" * 64,
        storage_name=f"originals/{secrets.token_hex(16)}",
        uploaded_by=document.owner,
    )
    VersionStatus.objects.create(version=version, stage=stage, page_count=1, changed_at=timezone.now())
    return version


def make_guests(cast: Cast) -> dict[str, User]:
    """Guests of the EV Workforce Collaborative besides the cast's, in every state."""
    city, by = cast.guest.memberships.get().agency, cast.administrator
    applicant = person("guest_applicant")
    asked = request_for(applicant, city)
    MembershipRequest.objects.filter(pk=asked.pk).update(
        tier="guest", agency=None, new_agency_name="Port of Samples", new_agency_kind="EMPLOYER"
    )
    left = member("guest_left", city, by, tier="guest")
    left.memberships.update(ended_at=timezone.now())
    audiences.remove_from_all(left)
    deactivated = member("guest_deactivated", city, by, tier="guest")
    User.objects.filter(pk=deactivated.pk).update(is_active=False)
    cares = member("space_administrator", city, by, tier="guest")
    SpaceAdministrator.objects.create(person=cares, named_by=by)
    return {
        "guest_applicant": applicant,
        "guest_left": left,
        "guest_deactivated": User.objects.get(pk=deactivated.pk),
        "space_administrator": cares,
    }


def make_paused(cast: Cast) -> dict[str, User]:
    """An EV lead whose address is outside the agency's domains, and somebody of a group who confirmed too late."""
    vtrans, by = agency("VT", "DOT"), cast.administrator
    suspended = member("suspended", vtrans, by, role="editor")
    User.objects.filter(pk=suspended.pk).update(approved_email="suspended@vermont.example")
    expired = member("expired", vtrans, by)
    expired.groups.add(WorkingGroup.objects.get(slug=GROUP).audience.group)
    for user, reason in ((suspended, "address"), (expired, "unconfirmed")):
        user.memberships.update(suspended_at=timezone.now(), suspended_for=reason)
    return {user.email.partition("@")[0]: User.objects.get(pk=user.pk) for user in (suspended, expired)}


def make_requests(cast: Cast, guests: dict[str, User]) -> dict[str, MembershipRequest]:
    """A waiting one and a decided one, of two people, and one an administrator made for themselves."""
    return {
        "waiting": cast.applicant.membership_requests.get(),
        "declined": cast.declined.membership_requests.get(),
        "guest_waiting": guests["guest_applicant"].membership_requests.get(),
        "administrators_own": request_for(cast.administrator, agency("VT", "DOT")),
    }


def make_registry_import(cast: Cast) -> RegistryImport:
    """A file of the .gov registry that an administrator has not confirmed yet."""
    text = "domain,registry_type,organization,city,state\nvermont.gov,State,State of Vermont,Montpelier,VT\n"
    return RegistryImport.objects.create(as_of=timezone.localdate(), content=text, uploaded_by=cast.administrator)


def make_uploads(cast: Cast) -> dict[str, Upload]:
    """Files on their way in: Vermont's own, a guest's, and one of somebody who left."""
    return {
        name: Upload.objects.create(owner=getattr(cast, name), filename=f"{name}.txt", length=10, offset=4)
        for name in ("vermont", "guest", "left")
    }
