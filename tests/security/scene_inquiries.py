"""Inquiries and states' answers in every state, for the matrix and the canaries. Plain answers by hand."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import audiences
from accounts.models import Agency, User
from clearinghouse.lib.zones import portal_today
from inquiries.models import Contributor, Inquiry, InquiryField, Questionnaire, Response
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    COLORADO,
    EVERYBODY,
    GROUP,
    MEMBERS,
    MISSING_KEY,
    NOBODY,
    VERMONT,
    VTRANS,
    Scene,
    Thing,
)
from workinggroups.models import WorkingGroup

IDENT = "aaaaaaaa"
IN_ROUND = MEMBERS | ADMINISTRATORS
NEW_HAMPSHIRE = frozenset({"new_hampshire"})
WRITERS = frozenset({"vermont", "vermont_editor"})


def inquiry(by: User, at: Agency | None, status: str = "draft", **fields: Any) -> Inquiry:
    """An inquiry with one question, as far as its status says."""
    now = timezone.now()
    fields.setdefault("closes_on", portal_today() + timedelta(days=20))
    if status in ("open", "closed", "published", "withdrawn"):
        fields = {"opened_at": now, "audience": audiences.single("all_members"), **fields}
    if status in ("closed", "published"):
        fields |= {"closed_at": now}
    if status == "published":
        fields |= {"summary": "What came of it.", "summary_published_at": now}
    if status == "waiting":
        fields |= {"waiting_since": now}
    made = Inquiry.objects.create(title="Asked of many", made_by=by, agency=at, status=status, **fields)
    published = now if status not in ("draft", "waiting") else None
    version = Questionnaire.objects.create(inquiry=made, published_at=published)
    InquiryField.objects.create(questionnaire=version, ident=IDENT, position=1, type="long", label="What do you ask?")
    return made


def answer(of: Inquiry, state: str, status: str = "waiting", **fields: Any) -> Response:
    """A state's answer."""
    at = timezone.now() if status == "submitted" else None
    version = of.questionnaires.order_by("-number")[0]
    fields.setdefault("answers", {} if status == "waiting" else {IDENT: "Uptime."})
    return Response.objects.create(
        inquiry=of, state_id=state, status=status, questionnaire=version, submitted_at=at, **fields
    )


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    cast = scene.cast
    vtrans, cdot, energy = agency("VT", "DOT"), agency("CO", "DOT"), agency("CO", "SEO")
    public, workforce = audiences.single("public"), audiences.single("workforce")
    group = WorkingGroup.objects.get(slug=GROUP)
    rows = {
        "draft": inquiry(cast.vermont, vtrans),
        "waiting": inquiry(cast.vermont, vtrans, "waiting"),
        "template": inquiry(cast.vermont, vtrans, is_template=True),
        "template_of_all": inquiry(cast.administrator, None, is_template=True),
        "open": inquiry(cast.colorado, cdot, "open"),
        "group": inquiry(cast.group_member, energy, "open", target="group", group=group, audience=group.audience),
        "closed": inquiry(cast.colorado, cdot, "closed"),
        "shared": inquiry(cast.colorado, cdot, "published", summary_audience=workforce),
        "published": inquiry(cast.colorado, cdot, "published", summary_audience=public),
        "withdrawn": inquiry(cast.colorado, cdot, "withdrawn"),
    }
    vermont, colorado = frozenset({"vermont"}), frozenset({"colorado"})
    circles = {
        "draft": (vermont | ADMINISTRATORS, vermont | ADMINISTRATORS),
        "waiting": (VTRANS | ADMINISTRATORS, vermont | ADMINISTRATORS),
        "template": (VTRANS | ADMINISTRATORS, vermont | ADMINISTRATORS),
        "template_of_all": (IN_ROUND, ADMINISTRATORS),
        "open": (IN_ROUND, colorado | ADMINISTRATORS),
        "group": (COLORADO | NEW_HAMPSHIRE | ADMINISTRATORS, frozenset({"group_member"}) | ADMINISTRATORS),
        "closed": (IN_ROUND, colorado | ADMINISTRATORS),
        "shared": (APPROVED, colorado | ADMINISTRATORS),
        "published": (EVERYBODY, colorado | ADMINISTRATORS),
        "withdrawn": (colorado | ADMINISTRATORS, colorado | ADMINISTRATORS),
    }
    found = {
        f"inquiry_{name}": Thing(rows[name], {"key": rows[name].key}, readers, editors)
        for name, (readers, editors) in circles.items()
    }
    found["inquiry_missing"] = Thing(None, {"key": MISSING_KEY}, NOBODY)
    for name, thing in list(found.items()):
        arguments = {**thing.arguments, "ident": IDENT}
        found[name.replace("inquiry_", "field_")] = Thing(thing.made, arguments, thing.readers, thing.editors)
    return {**found, **make_answers(scene, rows)}


def make_answers(scene: Scene, rows: dict[str, Inquiry]) -> dict[str, Thing]:
    """Drafts, and submitted ones with each choice of who reads them."""
    cast = scene.cast
    made = {
        "draft": answer(rows["open"], "VT", "draft", assigned=cast.vermont),
        "to_answered": answer(rows["open"], "NH", "submitted", assigned=cast.new_hampshire),
        "group": answer(rows["group"], "NH", assigned=cast.new_hampshire),
        "members": answer(rows["closed"], "VT", "submitted", assigned=cast.vermont, sharing="members"),
        "naseo": answer(rows["closed"], "NH", "submitted", assigned=cast.new_hampshire, sharing="naseo"),
        "withdrawn": answer(rows["withdrawn"], "VT", "submitted", assigned=cast.vermont, sharing="members"),
    }
    circles = {
        "draft": (VERMONT, WRITERS),
        "to_answered": (NEW_HAMPSHIRE | COLORADO | ADMINISTRATORS, NEW_HAMPSHIRE),
        "group": (NEW_HAMPSHIRE, NEW_HAMPSHIRE),
        "members": (IN_ROUND, WRITERS),
        "naseo": (NEW_HAMPSHIRE | ADMINISTRATORS, NEW_HAMPSHIRE),
        "withdrawn": (NOBODY, NOBODY),
    }
    found = {
        f"answer_{name}": Thing(
            made[name], {"key": made[name].inquiry.key, "code": made[name].state_id}, readers, editors
        )
        for name, (readers, editors) in circles.items()
    }
    found["answer_missing"] = Thing(None, {"key": MISSING_KEY, "code": "VT"}, NOBODY)
    return found


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    for name, thing in scene.things["inquiries"].items():
        if name.startswith("inquiry_") and thing.made is not None:
            _in_inquiry(canaries, name, thing)
        if name.startswith("answer_") and thing.made is not None:
            _in_answer(canaries, name, thing)


def _in_inquiry(canaries: Canaries, name: str, thing: Thing) -> None:
    made: Inquiry = thing.made
    members = thing.readers & IN_ROUND
    # A summary is read by those with whom it was shared, once it is published; before that by its writers.
    is_published = made.status == "published"
    Inquiry.objects.filter(pk=made.pk).update(
        title=f"Asked of many {canaries.word(f'title of the {name}', thing.readers)}",
        introduction=f"The uptime {canaries.word(f'page of the {name}', thing.readers)} holds.",
        summary=f"The uptime {canaries.word(f'page with the summary of the {name}', thing.readers)} holds."
        if is_published
        else canaries.word(f"draft of the summary of the {name}", thing.editors),
        returned_because=canaries.word(f"reason in the {name}", thing.editors if name == "inquiry_draft" else NOBODY),
    )
    made.questionnaires.get().fields.update(
        label=f"Uptime {canaries.word(f'question of the {name}', members)}",
        help_text=canaries.word(f"help of the {name}", members),
    )


def _in_answer(canaries: Canaries, name: str, thing: Thing) -> None:
    made: Response = thing.made
    own = VERMONT if made.state_id == "VT" else NEW_HAMPSHIRE
    own = own if thing.readers else NOBODY
    assert made.assigned is not None
    Contributor.objects.create(response=made, person=made.assigned)  # adds no reader
    Response.objects.filter(pk=made.pk).update(
        answers={IDENT: f"The uptime {canaries.word(f'page of the {name}', thing.readers)} holds."},
        earlier_answers={IDENT: canaries.word(f"page from before of the {name}", thing.readers)},
        passed_note=canaries.word(f"note in the {name}", own & {made.assigned.name.lower().replace(" ", "_")}),
        declined_because=canaries.word(f"reason of the {name}", own),
    )
