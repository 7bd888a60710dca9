"""The EV Workforce Collaborative's things in every state, for the matrix and the canaries."""

from typing import Any

from django.utils import timezone

from tests.security.canary import Canaries
from tests.security.scene import APPROVED, CARERS, MISSING_KEY, MISSING_PK, NOBODY, Scene, Thing
from workforce.models import (
    Challenge,
    LinkCheck,
    Resource,
    SpaceAdministrator,
    SpaceInvitation,
)


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    post = SpaceAdministrator.objects.get()
    invitation = SpaceInvitation.objects.create(
        email="invited@elsewhere.example", organization="Port", kind="EMPLOYER", state_id="VT",
        invited_by=scene.cast.administrator,
    )  # fmt: skip
    return {
        "post_current": Thing(post, {"pk": post.pk}, APPROVED),
        "post_missing": Thing(None, {"pk": MISSING_PK}, NOBODY),
        "invitation_open": Thing(invitation, {"key": invitation.key}, CARERS),
        "invitation_missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
        **make_resources(scene),
    }


def make_resources(scene: Scene) -> dict[str, Thing]:
    """A link in each state, and documents of which one was shared with the space and one no longer is."""
    decided = {"decided_by": scene.cast.administrator, "decided_at": timezone.now()}
    member = scene.cast.vermont
    link = {"url": "https://example.org/toolkit", "suggested_by": member}
    for_state = scene.papers["state"]
    rows: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
        "listed": ({**link, **decided, "status": "listed"}, APPROVED),
        "suggested": (link, CARERS | {"vermont"}),
        "declined": ({**link, **decided, "status": "declined"}, CARERS | {"vermont"}),
        "retired": ({**link, **decided, "status": "retired"}, CARERS | {"vermont"}),
        "document": ({**decided, "document": scene.papers["workforce"].document, "status": "listed"}, APPROVED),
        # SECURITY: its sharing was narrowed after it came into the hub; the hub must not tell of it any more.
        "narrowed": ({**decided, "document": for_state.document, "status": "listed"}, for_state.readers),
    }
    found = {"resource_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}
    for name, (fields, seen) in rows.items():
        made = Resource.objects.create(title="Toolkit", summary="Helps", form="toolkit", audiences=["city"], **fields)
        made.challenges.add(Challenge.objects.order_by("pk")[0])
        found[f"resource_{name}"] = Thing(made, {"key": made.key}, seen, seen & CARERS)
    LinkCheck.objects.create(resource=found["resource_listed"].made, url=link["url"], asked_at=timezone.now())
    return found


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    SpaceInvitation.objects.filter(pk=scene.things["workforce"]["invitation_open"].made.pk).update(
        email=f"{canaries.word('address of somebody invited', CARERS)}@elsewhere.example",
        name=canaries.word("name of somebody invited", CARERS),
        organization=canaries.word("organization of somebody invited", CARERS),
    )
    for name, thing in scene.things["workforce"].items():
        if name.startswith("resource_") and thing.made is not None:
            word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: B023, E731
            Resource.objects.filter(pk=thing.made.pk).update(
                title=f"Toolkit {word('title')}",
                summary=f"The uptime {word('page')} helps.",
                source_name=word("publisher"),
                state="VT",
                county=word("county"),
                decision_reason=word("why"),
            )
    LinkCheck.objects.update(problem=canaries.word("problem of a link that answers", NOBODY))
