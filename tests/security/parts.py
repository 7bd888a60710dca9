"""What each app adds to the sweeps. A new app joins here, with one line, and is then swept everywhere.

Its things stand in every state in the scene, its words are looked for in every answer to everybody, its routes are
asked as everybody and looked at in a browser. docs/develop.md says how to write the three.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.security import (
    scene_announcements,
    scene_campaigns,
    scene_contacts,
    scene_directory,
    scene_events,
    scene_following,
    scene_gaps,
    scene_groups,
    scene_inquiries,
    scene_joining,
    scene_leaving,
    scene_meetings,
    scene_phasemap,
    scene_publications,
    scene_questions,
    scene_reuse,
    scene_saved,
    scene_signon,
    scene_states,
    scene_training,
    scene_workforce,
)
from tests.security.answers import Route
from tests.security.canary import Canaries
from tests.security.matrix_announcements import ANNOUNCEMENT_ROUTES
from tests.security.matrix_campaigns import CAMPAIGN_ROUTES
from tests.security.matrix_contacts import CONTACT_ROUTES
from tests.security.matrix_directory import DIRECTORY_ROUTES
from tests.security.matrix_events import EVENT_ROUTES
from tests.security.matrix_following import FOLLOWING_ROUTES
from tests.security.matrix_gaps import GAP_ROUTES
from tests.security.matrix_groups import GROUP_ROUTES
from tests.security.matrix_inquiries import INQUIRY_ROUTES
from tests.security.matrix_joining import JOINING_ROUTES
from tests.security.matrix_leaving import LEAVING_ROUTES
from tests.security.matrix_meetings import MEETING_ROUTES
from tests.security.matrix_phasemap import PHASEMAP_ROUTES
from tests.security.matrix_publications import PUBLICATION_ROUTES
from tests.security.matrix_questions import QUESTION_ROUTES
from tests.security.matrix_reuse import REUSE_ROUTES
from tests.security.matrix_saved import SAVED_ROUTES
from tests.security.matrix_signon import SIGNON_ROUTES
from tests.security.matrix_states import STATE_ROUTES
from tests.security.matrix_training import TRAINING_ROUTES
from tests.security.matrix_workforce import WORKFORCE_ROUTES
from tests.security.scene import Scene, Thing


def nothing(scene: Scene) -> dict[str, Thing]:
    """For a part that shows what others have made."""
    return {}


def no_words(canaries: Canaries, scene: Scene) -> None:
    """For a part without text of its own."""


@dataclass(frozen=True)
class Part:
    """Things in every state, a word in each of their texts, and what their addresses answer to whom."""

    make: Callable[[Scene], Mapping[str, Thing]] = nothing
    plant: Callable[[Canaries, Scene], None] = no_words
    routes: Mapping[str, Route] = field(default_factory=dict)


# In the order in which they are made: a later part may use what an earlier one made.
PARTS: dict[str, Part] = {
    "signon": Part(scene_signon.make, scene_signon.plant, SIGNON_ROUTES),
    "meetings": Part(scene_meetings.make, scene_meetings.plant, MEETING_ROUTES),
    "groups": Part(scene_groups.make, scene_groups.plant, GROUP_ROUTES),
    "events": Part(scene_events.make, scene_events.plant, EVENT_ROUTES),
    "contacts": Part(scene_contacts.make, scene_contacts.plant, CONTACT_ROUTES),
    "saved": Part(scene_saved.make, scene_saved.plant, SAVED_ROUTES),
    "directory": Part(scene_directory.make, scene_directory.plant, DIRECTORY_ROUTES),
    "questions": Part(scene_questions.make, scene_questions.plant, QUESTION_ROUTES),
    "publications": Part(scene_publications.make, scene_publications.plant, PUBLICATION_ROUTES),
    "workforce": Part(scene_workforce.make, scene_workforce.plant, WORKFORCE_ROUTES),
    "phasemap": Part(plant=scene_phasemap.plant, routes=PHASEMAP_ROUTES),
    "training": Part(scene_training.make, scene_training.plant, TRAINING_ROUTES),
    "joining": Part(scene_joining.make, scene_joining.plant, JOINING_ROUTES),
    "leaving": Part(scene_leaving.make, scene_leaving.plant, LEAVING_ROUTES),
    "inquiries": Part(scene_inquiries.make, scene_inquiries.plant, INQUIRY_ROUTES),
    "gaps": Part(scene_gaps.make, scene_gaps.plant, GAP_ROUTES),
    "reuse": Part(scene_reuse.make, scene_reuse.plant, REUSE_ROUTES),
    "states": Part(scene_states.make, scene_states.plant, STATE_ROUTES),
    "campaigns": Part(scene_campaigns.make, scene_campaigns.plant, CAMPAIGN_ROUTES),
    "announcements": Part(scene_announcements.make, scene_announcements.plant, ANNOUNCEMENT_ROUTES),
    "following": Part(scene_following.make, scene_following.plant, FOLLOWING_ROUTES),
}
