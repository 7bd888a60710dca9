"""Unique words planted in every text field, each with the people who may meet it.

See docs/security.md, "Hidden is nonexistent".
"""

import re
import secrets
from dataclasses import dataclass, field
from uuid import uuid4

import pgtrigger

from accounts import audiences
from accounts.audit import write_event
from accounts.models import (
    Agency,
    MailReport,
    MembershipRequest,
    OutboxMail,
    PausedAddress,
    Preferences,
    RequestMessage,
    User,
)
from documents.models import Document, DocumentVersion, Page, Upload, VersionStatus
from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    CARERS,
    GUESTS,
    MEMBERS,
    NOBODY,
    OWNERS_OF_REQUESTS,
    PAUSED,
    Edition,
    Paper,
    Scene,
)

LETTERS = "bcfghjkmnpqrtvwxz"  # no vowels: no word of any page, and no ending that stemming takes away
BEGINNING = 6  # letters of a word that tests look for on their own
SHAPE = re.compile(f"zq(?=([{LETTERS}]{{10}}))")  # of every word, also of one that begins within another

_begun: set[str] = set()  # beginnings of the words that were made


@dataclass
class Canaries:
    """Every planted word: where it stands, and who may read it."""

    places: dict[str, str] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    offices: set[str] = field(default_factory=set)  # names of agencies

    def word(self, place: str, readers: frozenset[str]) -> str:
        """A new word for this place."""
        word = nonsense()
        self.places[word], self.readers[word] = place, readers
        return word

    def readers_at(self, place: str) -> frozenset[str]:
        """Who may read the word at a place."""
        return next(self.readers[word] for word, found in self.places.items() if found == place)

    def is_leak(self, word: str, address: str) -> bool:
        """Whether the word has no business here. Agencies are reference data, offered where one is chosen."""
        offered = r"^/people/request/(\d+/change/)?$|/(describe|edit)/$"
        return word not in self.offices or not re.search(offered, address)

    def hidden_from(self, persona: str) -> dict[str, str]:
        """The words this person must never meet, with their places."""
        return {word: place for word, place in self.places.items() if persona not in self.readers[word]}


def words_in(text: str) -> set[str]:
    """Everything in the text that has the shape of a planted word: one reading, however many words are looked for."""
    return {f"zq{rest}" for rest in SHAPE.findall(text)}


def nonsense() -> str:
    """A word of this shape that stands nowhere, and begins like no other: beginnings of words are looked for too."""
    while True:
        word = "zq" + "".join(secrets.choice(LETTERS) for _ in range(10))
        if word[:BEGINNING] not in _begun:
            _begun.add(word[:BEGINNING])
            return word


def plant(scene: Scene) -> Canaries:
    """Words in every text field of what the scene holds."""
    from tests.security.parts import PARTS

    canaries = Canaries()
    for name, paper in scene.papers.items():
        if paper.document is not None and name not in ("public",):
            _in_paper(canaries, name, paper)
    for name in ("narrow", "received", "refused", "quarantined", "taken_back", "held", "cleaning", "original"):
        _in_version(canaries, name, scene)
    _in_requests(canaries, scene)
    _in_uploads(canaries, scene)
    _in_people(canaries, scene)
    _in_mail_and_log(canaries, scene)
    _in_links(canaries, scene)
    for part in PARTS.values():
        part.plant(canaries, scene)
    return canaries


def _in_paper(canaries: Canaries, name: str, paper: Paper) -> None:
    document = paper.document
    assert document is not None
    word = lambda place: canaries.word(f"{place} of the paper “{name}”", paper.readers)  # noqa: E731
    office = word("agency")
    canaries.offices.add(office)
    agency = Agency.objects.create(state=document.state, kind="OTHER", name=f"Office {office}")
    audiences.of_agency(agency)  # as approvals and the data administration do
    Document.objects.filter(pk=document.pk).update(
        title=f"Paper {word('title')}",
        abstract=f"About {word('abstract')}",
        study=f"Study {word('study')}",
        source_url=f"https://publisher.example/{word('source')}",
        agency=agency,
    )
    Page.objects.filter(document=document, version=None).update(
        heading=f"Card {word('card heading')}", text=f"Card {word('card text')}"
    )
    Page.objects.filter(version=document.current_version).update(
        heading=f"Chapter {word('heading')}",
        label=word("page label"),
        text=f"The uptime clause says {word('page')} to all.",
    )
    _rename(document.current_version, f"{word('filename')}.txt")
    VersionStatus.objects.filter(version=document.current_version).update(
        note=f"We changed {word('version note')}.",
        problem=canaries.word(f"problem of the paper “{name}”", paper.editors),
        proposal={"title": canaries.word(f"proposal of the paper “{name}”", paper.editors)},
        hidden_parts=[
            {
                "kind": "sheet",
                "sentence": f"Sheet {canaries.word(f'hidden part of the paper “{name}”', paper.editors)} is hidden.",
                "place": "",
            }
        ],
        reading_notes=[canaries.word(f"reading note of the paper “{name}”", paper.editors)],
    )
    write_event(
        "document.details_changed",
        by=document.owner,
        about=document,
        sentence=f"Changed the title from {canaries.word(f'history of the paper “{name}”', paper.editors)}.",
    )


def _rename(version: DocumentVersion | None, filename: str) -> None:
    with pgtrigger.ignore("documents.DocumentVersion:immutable"):
        DocumentVersion.objects.filter(pk=version.pk if version else 0).update(filename=filename)


def _in_version(canaries: Canaries, name: str, scene: Scene) -> None:
    edition: Edition = scene.editions[name]
    editors = scene.papers["opened"].editors
    version = DocumentVersion.objects.get(key=edition.version_key)
    _rename(version, f"{canaries.word(f'filename of the version “{name}”', edition.readers | editors)}.txt")
    Page.objects.filter(version=version).delete()
    Page.objects.create(
        document=version.document,
        version=version,
        number=1,
        heading=canaries.word(f"heading of the version “{name}”", edition.readers),
        label=canaries.word(f"page label of the version “{name}”", edition.readers),
        text=f"The uptime was {canaries.word(f'page of the version “{name}”', edition.readers)} then.",
        source="unread",
        note=canaries.word(f"how a page of the version “{name}” was read", editors),
        is_current=False,
    )
    VersionStatus.objects.filter(version=version).update(
        note=canaries.word(f"note of the version “{name}”", edition.readers | editors),
        problem=canaries.word(f"problem of the version “{name}”", editors),
        proposal={"title": canaries.word(f"proposal of the version “{name}”", editors)},
        hidden_parts=[
            {
                "kind": "sheet",
                "sentence": f"Sheet {canaries.word(f'hidden part of the version “{name}”', editors)} is hidden.",
                "place": canaries.word(f"place of a hidden part of the version “{name}”", editors),
            }
        ],
        removed_parts=[canaries.word(f"removed part of the version “{name}”", editors)],
        reading_notes=[canaries.word(f"reading note of the version “{name}”", editors)],
    )


def _in_requests(canaries: Canaries, scene: Scene) -> None:
    for name, membership_request in scene.requests.items():
        deciders = CARERS if name == "guest_waiting" else ADMINISTRATORS
        readers = deciders | {OWNERS_OF_REQUESTS[name]}
        decided = membership_request.status != MembershipRequest.Status.WAITING
        # The lead of the agency that a waiting request is for is asked whether they know the person.
        met = readers | ({"vermont_editor"} if name in ("waiting", "administrators_own") else NOBODY)
        MembershipRequest.objects.filter(pk=membership_request.pk).update(
            name=canaries.word(f"name in the request “{name}”", met),
            email=f"{canaries.word(f'address in the request “{name}”', met)}@people.example",
            reason=canaries.word(f"reason of the request “{name}”", readers),
            role_title=canaries.word(f"role in the request “{name}”", met),
            decision_note=canaries.word(f"note on the decision on the request “{name}”", deciders) if decided else "",
            new_agency_name=canaries.word(f"new agency of the request “{name}”", readers),
            decision_reason=canaries.word(f"decision on the request “{name}”", readers),
        )
        question = canaries.word(f"question about the request “{name}”", readers)
        RequestMessage.objects.create(request=membership_request, author=scene.cast.administrator, text=question)


def _in_uploads(canaries: Canaries, scene: Scene) -> None:
    for name, upload in scene.uploads.items():
        owner = frozenset({name}) if name != "left" else NOBODY
        word = canaries.word(f"filename of the upload of “{name}”", owner)
        note = canaries.word(f"note of the upload of “{name}”", owner)
        Upload.objects.filter(pk=upload.pk).update(filename=f"{word}.txt", note=note)


def _in_people(canaries: Canaries, scene: Scene) -> None:
    """A document shows its owner's name to its readers, and the directory everybody's to members.

    An address shows to oneself and administrators only, a number that nobody chose to show to oneself.
    """
    owners_show = {"vermont", "group_member", "guest", "left", "administrator"}
    for name, user in scene.people.items():
        if user is None:
            continue
        own = ADMINISTRATORS | ({name} - {"deactivated", "guest_deactivated"})
        if name == "guest_applicant":
            own |= CARERS  # who decides is told where the account's address is no longer the request's
        address = f"{canaries.word(f'address of {name}', own)}@people.example"
        fields = {"email": address}
        if name not in owners_show:
            fields["name"] = canaries.word(f"name of {name}", own | _finders(name))
        User.objects.filter(pk=user.pk).update(**fields)
        user.emailaddress_set.update(email=address)
        phone = canaries.word(f"phone number of {name}", frozenset({name}))
        Preferences.objects.create(user=user, phone=phone)


def _finders(name: str) -> frozenset[str]:
    """Who finds the person in the directory; guests find guests and administrators."""
    if name in ADMINISTRATORS | GUESTS:
        return APPROVED
    if name in PAUSED:  # the lead of their agency sees who has to confirm
        return frozenset({"vermont_editor"})
    return MEMBERS | ADMINISTRATORS if name in MEMBERS else NOBODY


def _in_links(canaries: Canaries, scene: Scene) -> None:
    """What somebody asks about a link is for administrators; they do not see it again themselves."""
    scene.link_question.__class__.objects.filter(pk=scene.link_question.pk).update(
        path=f"/documents/{canaries.word('address of a link question', ADMINISTRATORS)}/",
        message=canaries.word("message of a link question", ADMINISTRATORS),
    )


def _in_mail_and_log(canaries: Canaries, scene: Scene) -> None:
    """Mail is nobody's to read; the administrators' page tells of its state only."""
    MailReport.objects.create(
        message_key=uuid4(), kind="hard", address="away@typed.example", said=canaries.word("a bounce", NOBODY)
    )  # fmt: skip
    PausedAddress.objects.create(
        address="away@typed.example", kind="hard", said=canaries.word("why an address is paused", ADMINISTRATORS)
    )
    OutboxMail.objects.create(
        to=f"{canaries.word('recipient of a mail', ADMINISTRATORS)}@people.example",
        subject=canaries.word("subject of a mail", ADMINISTRATORS),
        body=canaries.word("body of a mail", NOBODY),
        last_error=canaries.word("trouble with a mail", ADMINISTRATORS),
        attempts=3,
    )
    write_event(
        "membership.declined",
        by=scene.cast.administrator,
        about=scene.requests["declined"],
        sentence=canaries.word("line of the activity log", ADMINISTRATORS),
        detail={"why": canaries.word("detail of the activity log", ADMINISTRATORS)},
    )
