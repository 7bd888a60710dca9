"""The EV Workforce Collaborative's things in every state, for the matrix and the canaries."""



from tests.security.canary import Canaries
from tests.security.scene import APPROVED, CARERS, MISSING_KEY, MISSING_PK, NOBODY, Scene, Thing
from workforce.models import (
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
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    SpaceInvitation.objects.filter(pk=scene.things["workforce"]["invitation_open"].made.pk).update(
        email=f"{canaries.word('address of somebody invited', CARERS)}@elsewhere.example",
        name=canaries.word("name of somebody invited", CARERS),
        organization=canaries.word("organization of somebody invited", CARERS),
    )
