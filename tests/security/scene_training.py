"""Career pathways and training providers in every state, for the matrix and the canaries."""

from typing import Any

from django.utils import timezone

from accounts.models import Agency
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import APPROVED, CARERS, MISSING_KEY, NOBODY, VTRANS, Scene, Thing
from workforce.models import Credential, Pathway, PathwayStep, PathwayWage, Provider, ProviderImport, TrainedYear

GUEST = frozenset({"guest"})
SOURCE = {"source_name": "A source", "source_url": "https://source.example/"}


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    city = scene.cast.guest.memberships.get().agency
    vtrans = agency("VT", "DOT")
    removed = {"removed_at": timezone.now()}
    found = {
        "pathway_listed": _thing(pathway(vtrans), APPROVED, VTRANS),
        "pathway_removed": _thing(pathway(vtrans, **removed), VTRANS | CARERS, VTRANS),
        "pathway_of_a_city": _thing(pathway(city), APPROVED, GUEST),
        "pathway_of_nobody": _thing(pathway(None, **SOURCE), APPROVED, NOBODY),
        "provider_listed": _thing(provider(vtrans, "Listed"), APPROVED, VTRANS),
        "provider_removed": _thing(provider(vtrans, "Removed", **removed), VTRANS | CARERS, VTRANS),
        "provider_of_a_city": _thing(provider(city, "City’s"), APPROVED, GUEST),
        "import_staged": _import(scene, "vermont"),
        "import_guests": _import(scene, "guest"),
        "import_left": _import(scene, "left"),
    }
    for name in ("pathway", "provider", "import"):
        found[f"{name}_missing"] = Thing(None, {"key": MISSING_KEY}, NOBODY)
    found["state_vt"] = Thing(None, {"code": "VT"}, APPROVED)
    found["state_missing"] = Thing(None, {"code": "ZZ"}, NOBODY)
    return found


def _thing(made: Any, readers: frozenset[str], editors: frozenset[str]) -> Thing:
    return Thing(made, {"key": made.key}, readers, editors | CARERS)


def pathway(of: Agency | None, **fields: Any) -> Pathway:
    """With a step and a wage."""
    made = Pathway.objects.create(occupation="Electrician", summary="A way in.", state_id="VT", agency=of, **fields)
    PathwayStep.objects.create(pathway=made, position=1, kind="job", title="Job")
    wage = {"lowest": 20, "highest": 30, "unit": "hour", "place": "Vermont", "year": 2025}
    PathwayWage.objects.create(pathway=made, **wage, **SOURCE)
    return made


def provider(of: Agency | None, name: str, **fields: Any) -> Provider:
    """With a credential and people of one year."""
    made = Provider.objects.create(name=name, kind="college", state_id="VT", agency=of, **fields)
    made.credentials.set(Credential.objects.filter(slug="evitp"))
    TrainedYear.objects.create(provider=made, year=2025, people=12)
    return made


def _import(scene: Scene, name: str) -> Thing:
    text = "Name,Type,State\nOf the file,college,VT\n"
    person = getattr(scene.cast, name)
    made = ProviderImport.objects.create(uploaded_by=person, filename="file.csv", content=text)
    return Thing(made, {"key": made.key}, frozenset({name}) & APPROVED)


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    for name, thing in scene.things["training"].items():
        if isinstance(thing.made, Pathway):
            _in_pathway(canaries, name, thing)
        if isinstance(thing.made, Provider):
            _in_provider(canaries, name, thing)
        if isinstance(thing.made, ProviderImport):
            word = canaries.word(f"row of the {name}", thing.readers)
            filename = f"{canaries.word(f'name of the {name}', thing.readers)}.csv"
            text = f"Name,Type,State\nSchool {word},college,VT\n"
            ProviderImport.objects.filter(pk=thing.made.pk).update(content=text, filename=filename)


def _in_pathway(canaries: Canaries, name: str, thing: Thing) -> None:
    word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: E731
    texts = ("summary", "entry_requirements", "length", "who_it_serves", "demand", "notes", "source_name")
    Pathway.objects.filter(pk=thing.made.pk).update(
        occupation=f"Worker {word('occupation')}",
        source_url=f"https://source.example/{word('source')}",
        **{field: word(field) for field in texts},
    )
    thing.made.steps.update(title=word("step"), length=word("length of a step"), description=word("words of a step"))
    thing.made.wages.update(
        place=word("place of a wage"),
        about=word("figures of a wage"),
        source_name=word("source of a wage"),
        source_url=f"https://source.example/{word('address of a wage')}",
    )


def _in_provider(canaries: Canaries, name: str, thing: Thing) -> None:
    word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: E731
    texts = ("programs", "contact_name", "contact_phone", "source_name")
    Provider.objects.filter(pk=thing.made.pk).update(
        name=f"School {word('name')}",
        website=f"https://school.example/{word('website')}",
        contact_email=f"{word('address')}@school.example",
        source_url=f"https://source.example/{word('source')}",
        **{field: word(field) for field in texts},
    )
