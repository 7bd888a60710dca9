"""What joining adds: invitations in every state, a remembered domain, and a lead's word."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actions.invitations import hashed
from accounts.models import AgencyDomain, JoinInvitation, User, Vouch
from accounts.models.place import CheckMark
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, EVERYBODY, MISSING_KEY, MISSING_PK, NOBODY, Scene, Thing

LEAD = frozenset({"vermont_editor"})
LEADS = LEAD | ADMINISTRATORS


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    cast = scene.cast
    vtrans = agency("VT", "DOT")
    Vouch.objects.create(request=scene.requests["waiting"], by=cast.vermont_editor, knows=True, version=1)
    remembered = AgencyDomain.objects.create(
        agency=vtrans,
        domain="remembered.example",
        check_mark=CheckMark.VERIFIED,
        is_remembered=True,
        valid_from=timezone.localdate(),
        valid_to=timezone.localdate() + timedelta(days=30),
        remembered_by=cast.administrator,
    )
    listed = AgencyDomain.objects.filter(agency=vtrans).exclude(pk=remembered.pk)[0]
    return {
        "invitation_by_administrator": _invitation("one", cast.administrator, ADMINISTRATORS, is_decision=True),
        "invitation_by_lead": _invitation("two", cast.vermont_editor, LEADS),
        "invitation_withdrawn": _invitation("three", cast.vermont_editor, LEADS, withdrawn_at=timezone.now()),
        "invitation_missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
        "link_live": Thing(None, {"secret": "one"}, EVERYBODY),
        "link_withdrawn": Thing(None, {"secret": "three"}, EVERYBODY),
        "link_never": Thing(None, {"secret": "never"}, EVERYBODY),
        "domain_remembered": Thing(remembered, {"pk": remembered.pk}, ADMINISTRATORS),
        "domain_listed": Thing(None, {"pk": listed.pk}, NOBODY),
        "domain_missing": Thing(None, {"pk": MISSING_PK}, NOBODY),
        "agency_somewhere": Thing(None, {"pk": vtrans.pk}, ADMINISTRATORS),
        "agency_missing": Thing(None, {"pk": MISSING_PK}, NOBODY),
    }


def _invitation(secret: str, by: User, readers: frozenset[str], **fields: Any) -> Thing:
    now = timezone.now()
    made = JoinInvitation.objects.create(
        email=f"{secret}@people.example",
        name="Invited Person",
        agency=agency("VT", "DOT"),
        invited_by=by,
        secret_hash=hashed(secret),
        sent_at=now,
        expires_at=now + timedelta(hours=72),
        **{"is_decision": False, **fields},
    )
    return Thing(made, {"key": made.key}, readers)


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    for name, thing in scene.things["joining"].items():
        word = lambda place, name=name, thing=thing: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: E731
        if isinstance(thing.made, JoinInvitation):
            note = canaries.word(f"note of the {name}", NOBODY)
            JoinInvitation.objects.filter(pk=thing.made.pk).update(
                name=word("name"), email=f"{word('address')}@people.example", decision_note=note
            )
        if isinstance(thing.made, AgencyDomain):
            fields = {"domain": f"{word('domain')}.example", "check_note": word("note")}
            AgencyDomain.objects.filter(pk=thing.made.pk).update(**fields)
