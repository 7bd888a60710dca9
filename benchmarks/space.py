"""The invented pages around a library of a benchmark: the Collaborative's, studies, clauses, and one layer's shapes."""

import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import Agency, State, User
from benchmarks import layers
from benchmarks.people import GUEST, ORDINARY
from benchmarks.words import TRADE_WORDS
from clearinghouse.lib.files.sandbox import run_child
from documents.files import file_limits
from documents.models import Document
from documents.reading import maps
from meetings.models import Meeting
from publications.models import Edition, Revision, Study
from reuse.models import Use
from states.layers import DRAWN_AT_FIRST
from workforce.clause_search import look_through, words_now
from workforce.models import (
    Challenge,
    Credential,
    Goal,
    Milestone,
    Pair,
    PairPartner,
    PairYear,
    Pathway,
    PathwayStep,
    PathwayWage,
    Requirement,
    Resource,
    Support,
)

SEED = 19
USES, CHAIN = 300, 12  # of documents that every member sees; the first ones follow from each other
PATHWAYS, RESOURCES, PAIRS, STUDIES = 200, 500, 50, 50  # however many documents there are
STEPS, GOALS, MILESTONES, THINGS, EDITIONS = 4, 6, 6, 5, 3
YEARS = range(2021, 2026)
STATE = "CO"  # whose page is measured
MARKS = 20_000  # points of the layer, of which a map keeps as many marks as it may
# On one page of every second solicitation and contract of the newest; triggers do what they do after every change.
CLAUSES = """
UPDATE documents_page p SET text = p.text || %s || d.id || '.'
FROM (
    SELECT d.id FROM documents_document d JOIN documents_kind k ON k.id = d.kind_id
        JOIN documents_family f ON f.id = k.family_id
    WHERE f.slug IN ('solicitations', 'contracts-and-agreements') AND d.id %% 2 = 0 ORDER BY d.id DESC LIMIT 1000
) AS d
WHERE p.document_id = d.id AND p.number = 1 RETURNING p.version_id
"""
# The others have none of the words.
LOOKED_THROUGH = """
INSERT INTO workforce_clausesearch (version_id, words, looked_at)
SELECT current_version_id, %s, now() FROM documents_document WHERE NOT current_version_id = ANY(%s)
"""
ASKED = (
    "\nThe contractor shall employ electricians with EVITP certification. One apprentice shall work on each site. "
    "Prevailing wages under the Davis-Bacon Act apply to all labor of contract "
)


def load() -> None:
    """All of it, for a library that is loaded."""
    chosen = random.Random(SEED)
    add_clauses()
    _pathways(chosen)
    _resources(chosen)
    _pairs(chosen)
    _studies()
    _uses(chosen)
    draw_layers()


def _uses(chosen: random.Random) -> None:
    """Of the newest documents that every member sees: a chain of them, each made from the one before, and others."""
    papers = list(Document.objects.published().filter(sharing="all_members").order_by("-shared_at", "key")[:USES])
    agencies = list(Agency.objects.filter(state__isnull=False).select_related("state").order_by("pk"))
    chain = papers[:CHAIN]
    made_from = [*pairwise(chain), *((chain[CHAIN // 2], paper) for paper in papers[CHAIN:])]
    uses = []
    for number, (paper, result) in enumerate(made_from):
        agency = chosen.choice(agencies)
        uses.append(
            Use(
                document=paper, result=result, agency=agency, state=agency.state, purpose="For our own.",
                once=f"bench-{number}",
            )
        )  # fmt: skip
    Use.objects.bulk_create(uses)


def add_clauses() -> None:
    """Have documents ask something of workers, and be looked through for it as the worker does."""
    words = Requirement.objects.annotate(now=words_now()).values_list("now", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(CLAUSES, [ASKED])
        asking = [version for (version,) in cursor.fetchall()]
        cursor.execute(LOOKED_THROUGH, [words, asking])
    for version in asking:
        look_through(version)


def draw_layers() -> None:
    """Keep the shapes of the layers that pages show to the ordinary member, as the worker keeps them of large ones."""
    user = User.objects.get(email=ORDINARY)
    drawn_from = f"benchmark-{MARKS}.geojson"
    if not default_storage.exists(drawn_from):
        default_storage.save(drawn_from, ContentFile(layers.geojson(MARKS)))
    shapes = run_child("outline", Path(default_storage.path(drawn_from)), {"file_type": "geojson"}, file_limits())
    assert isinstance(shapes, dict), shapes
    shown = [*layers_seen(user)[:1], *layers_seen(user).filter(state=STATE)[:DRAWN_AT_FIRST]]
    for document in shown:
        assert document.current_version is not None  # layers_seen() asks for one
        name = maps.kept_name(document.current_version)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(json.dumps(shapes).encode()))


def layers_seen(user: User) -> QuerySet[Document]:
    """The layers that somebody sees, the newest first."""
    seen = Document.objects.visible_to(user).published().filter(file_type="geojson")
    layers_of_files = seen.filter(current_version__status__layer="features")
    return layers_of_files.newest().select_related("current_version")


def _pathways(chosen: random.Random) -> None:
    states = [None, *State.objects.order_by("pk")]
    made = Pathway.objects.bulk_create(
        Pathway(
            key=_key("pathway", number),
            occupation=f"Sample {_words(chosen, 2)} {number}",
            summary=f"Sample. {_words(chosen, 20)}.",
            state=states[number % len(states)],
            entry_requirements=_words(chosen, 30),
            length="Four years",
            who_it_serves=_words(chosen, 20),
            is_sample=True,
        )
        for number in range(PATHWAYS)
    )
    PathwayStep.objects.bulk_create(
        PathwayStep(pathway=pathway, position=at, kind=kind, title=_words(chosen, 3), length="A year")
        for pathway in made
        for at, kind in enumerate(PathwayStep.Kind.values[:STEPS], start=1)
    )
    wage = {"lowest": 20, "highest": 40, "unit": "hour", "place": "Sample", "year": 2025, "source_name": "Sample"}
    PathwayWage.objects.bulk_create(
        PathwayWage(pathway=pathway, source_url="https://source.example/", **wage) for pathway in made
    )
    _link(Pathway.credentials.through, made, Credential.objects.order_by("pk")[:2])
    _link(Pathway.supports.through, made, Support.objects.order_by("pk")[:2])


def _resources(chosen: random.Random) -> None:
    states, now = [None, *State.objects.order_by("pk")], timezone.now()
    made = Resource.objects.bulk_create(
        Resource(
            key=_key("resource", number),
            title=f"Sample {_words(chosen, 4)} {number}",
            summary=f"Sample. {_words(chosen, 25)}.",
            url=f"https://resource.example/{number}/",
            form=chosen.choice(Resource.Form.values),
            audiences=chosen.sample(Resource.For.values, 2),
            state=states[number % len(states)],
            status=Resource.Status.LISTED,
            suggested_at=now - timedelta(days=number),
            decided_at=now - timedelta(days=number),
            is_sample=True,
        )
        for number in range(RESOURCES)
    )
    _link(Resource.challenges.through, made, Challenge.objects.order_by("pk")[:2])


def _pairs(chosen: random.Random) -> None:
    states = list(State.objects.order_by("pk")[:PAIRS])
    people = list(User.objects.filter(email__in=(ORDINARY, GUEST)).order_by("email"))
    cities = Agency.objects.bulk_create(
        Agency(state=state, kind=Agency.Kind.CITY, name=f"City of {state.name} (Sample)") for state in states
    )
    made = Pair.objects.bulk_create(
        Pair(
            key=_key("pair", number),
            name=f"Sample pair of {state.name}",
            state=state,
            summary=f"Sample. {_words(chosen, 30)}.",
            goals_sharing=Pair.GoalsSharing.SPACE,
            is_sample=True,
        )
        for number, state in enumerate(states)
    )
    Pair.cities.through.objects.bulk_create(
        Pair.cities.through(pair=pair, agency=city) for pair, city in zip(made, cities, strict=True)
    )
    PairPartner.objects.bulk_create(PairPartner(pair=pair, person=person) for pair in made for person in people)
    Goal.objects.bulk_create(
        Goal(key=_key("goal", pair.key, at), pair=pair, title=_words(chosen, 5), target="120", owner=people[0])
        for pair in made
        for at in range(GOALS)
    )
    Milestone.objects.bulk_create(
        Milestone(key=_key("milestone", pair.key, at), pair=pair, title=_words(chosen, 5), due_on=date(2026, 1, 1))
        for pair in made
        for at in range(MILESTONES)
    )
    PairYear.objects.bulk_create(
        PairYear(pair=pair, year=year, goal=100, trained=chosen.randrange(100)) for pair in made for year in YEARS
    )
    _link(Pair.documents.through, made, Document.objects.filter(sharing="workforce").order_by("pk")[:THINGS])
    _link(Pair.meetings.through, made, Meeting.objects.filter(record_sharing="workforce").order_by("pk")[:THINGS])


def _studies() -> None:
    """Each in three editions; the public ones first, then those for all members."""
    shared = Document.objects.published().order_by("pk").select_related("current_version")
    documents = [*shared.filter(sharing="public"), *shared.filter(sharing="all_members")[: STUDIES * EDITIONS]]
    forms = Edition.Form.values[:EDITIONS]
    for number in range(min(STUDIES, len(documents) // EDITIONS)):
        of_study = documents[number * EDITIONS : (number + 1) * EDITIONS]
        study = Study.objects.create(
            slug=f"sample-study-{number}", name=f"Sample study {number}", publisher="Sample office", is_sample=True
        )
        for form, document in zip(forms, of_study, strict=True):
            edition = Edition.objects.create(study=study, slug=form, form=form, document=document)
            Revision.objects.create(edition=edition, number=1, version=document.current_version)
            Document.objects.filter(pk=document.pk).update(study=study.name)


def _link(through: type[Model], made: Sequence[Model], others: Iterable[Model]) -> None:
    """Each of some things to each of some others, by the table between them."""
    own, other = (field.attname for field in through._meta.concrete_fields[1:3])
    keys = [thing.pk for thing in others]
    through._default_manager.bulk_create(through(**{own: thing.pk, other: key}) for thing in made for key in keys)


def _words(chosen: random.Random, count: int) -> str:
    return " ".join(chosen.choices(TRADE_WORDS.split(), k=count))


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
