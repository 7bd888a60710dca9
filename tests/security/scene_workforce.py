"""The EV Workforce Collaborative's things in every state, for the matrix and the canaries."""

from typing import Any

from django.utils import timezone

from tests.security.canary import Canaries
from tests.security.scene import APPROVED, CARERS, MEMBERS, MISSING_KEY, MISSING_PK, NOBODY, Scene, Thing
from workforce.models import (
    Challenge,
    Goal,
    LinkCheck,
    Milestone,
    Pair,
    PairPartner,
    PairYear,
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
        **make_pairs(scene),
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


def make_pairs(scene: Scene) -> dict[str, Thing]:
    """Pairs whose goals are for partners, for everybody in the space, and one that is closed; and what is in them.

    Partners are Vermont and its city. A thing's readers are those who see what is inside.
    """
    cast = scene.cast
    partners = CARERS | {"vermont", "guest"}
    circles = {"closed_goals": (APPROVED, partners), "open_goals": (APPROVED, APPROVED), "closed": (partners, partners)}
    found = {"pair_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}
    for name, (seen, inside) in circles.items():
        pair = Pair.objects.create(
            name="Pair", state_id="VT", goals_sharing="partners" if name == "closed_goals" else "space",
            closed_at=timezone.now() if name == "closed" else None,
        )  # fmt: skip
        pair.cities.add(cast.guest.memberships.get().agency)
        pair.documents.add(scene.papers["state"].document, scene.papers["workforce"].document)
        for person in (cast.vermont, cast.guest, cast.left):
            PairPartner.objects.create(pair=pair, person=person, role="Lead")
        goal = Goal.objects.create(pair=pair, title="Goal", owner=cast.vermont)
        step = Milestone.objects.create(pair=pair, title="Milestone")
        PairYear.objects.create(pair=pair, year=2026, goal=40, trained=20)
        key = {"key": pair.key}
        found[f"pair_{name}"] = Thing(pair, key, seen, partners)
        found[f"goal_of_{name}"] = Thing(goal, {**key, "goal_key": goal.key}, inside, partners)
        found[f"milestone_of_{name}"] = Thing(step, {**key, "milestone_key": step.key}, inside, partners)
        found[f"partner_of_{name}"] = Thing(None, {**key, "person": cast.vermont.key}, seen, partners)
    other = {"key": found["pair_open_goals"].arguments["key"]}
    hidden = found["goal_of_closed_goals"].arguments["goal_key"]
    found["goal_of_another_pair"] = Thing(None, {**other, "goal_key": hidden}, NOBODY)
    found["milestone_missing"] = Thing(None, {**other, "milestone_key": MISSING_KEY}, NOBODY)
    found["thing_shared"] = Thing(None, {**other, "thing": scene.papers["workforce"].key}, APPROVED, partners)
    found["thing_of_a_state"] = Thing(
        None, {**other, "thing": scene.papers["state"].key}, scene.papers["state"].readers, partners
    )
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
    _in_pairs(canaries, scene)
    LinkCheck.objects.update(problem=canaries.word("problem of a link that answers", NOBODY))


def _in_pairs(canaries: Canaries, scene: Scene) -> None:
    """A pair's name shows in the space, what is inside to its partners, and roles to who finds the person."""
    things = scene.things["workforce"]
    for name in ("closed_goals", "open_goals", "closed"):
        pair, inside = things[f"pair_{name}"], things[f"goal_of_{name}"].readers
        Pair.objects.filter(pk=pair.made.pk).update(
            name=f"Pair {canaries.word(f'title of the pair {name}', pair.readers)}",
            summary=canaries.word(f"abstract of the pair {name}", pair.readers),
        )
        Goal.objects.filter(pair=pair.made).update(
            title=canaries.word(f"title of a goal of {name}", inside),
            measure=canaries.word(f"measure of a goal of {name}", inside),
            target=canaries.word(f"target of a goal of {name}", inside),
            progress=canaries.word(f"note on a goal of {name}", inside),
        )
        Milestone.objects.filter(pair=pair.made).update(title=canaries.word(f"title of a milestone of {name}", inside))
        seen = (MEMBERS | CARERS | {"guest"}) & pair.readers
        PairPartner.objects.filter(pair=pair.made, person=scene.cast.vermont).update(
            role=canaries.word(f"role of a state's partner of {name}", seen)
        )
        PairPartner.objects.filter(pair=pair.made, person=scene.cast.left).update(
            role=canaries.word(f"role of who left {name}", NOBODY)
        )
