"""What pages about states gather, for the matrix and the canaries: speakers, published answers, people in groups."""

from accounts.models import Audience
from contacts.models import Entry
from meetings.models import Speaker
from states.models import CorridorMiles, Funding
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import EVERYBODY, Scene, Thing


def make(scene: Scene) -> dict[str, Thing]:
    """Somebody of VTrans speaks at each meeting, and each audience of an answer has one about Vermont."""
    vtrans = agency("VT", "DOT").name
    meetings = scene.things["meetings"] | scene.things["events"]
    for thing in meetings.values():
        if thing.made is not None and hasattr(thing.made, "speakers"):
            Speaker.objects.create(meeting=thing.made, name="Speaker of VTrans", organization=vtrans)
    return {
        name.replace("entry", "answer"): Thing(_about_vermont(thing.made.audience), {}, thing.readers)
        for name, thing in scene.things["contacts"].items()
        if isinstance(thing.made, Entry) and not thing.made.withdrawn_at
    }


def _about_vermont(audience: Audience) -> Entry:
    return Entry.objects.create(question="About Vermont", answer="Answer", audience=audience, state_id="VT")


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in each answer, each speaker’s name, and each source, which is public."""
    for name, thing in scene.things["states"].items():
        word = canaries.word(f"question of the {name} about Vermont", thing.readers)
        Entry.objects.filter(pk=thing.made.pk).update(question=word, answer=word)
    for part in ("meetings", "events"):
        for name, thing in scene.things[part].items():
            if thing.made is not None and hasattr(thing.made, "speakers"):
                word = canaries.word(f"speaker of VTrans at “{name}”", thing.readers)
                thing.made.speakers.filter(name="Speaker of VTrans").update(name=word, title=word)
    facts = {"is_estimate": False, "source_url": "https://source.example/", "checked_on": "2026-01-01"}
    funding, miles = (canaries.word(f"source of {what}", EVERYBODY) for what in ("funding", "corridor miles"))
    Funding.objects.create(state_id="VT", fiscal_year=2024, amount=1, source_name=funding, **facts)
    CorridorMiles.objects.create(state_id="VT", as_of="2026-01-01", miles=1, source_name=miles, **facts)
