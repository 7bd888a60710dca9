"""The invented documents of a benchmark, as unsaved rows: who wrote them, what they are, who may see them."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.models import Agency, Audience, User
from benchmarks import people
from benchmarks.words import TRADE_WORDS
from documents.models import Document, DocumentVersion, Era, Kind, Topic, VersionStatus

SEED = 62
FIRST_SHARED = datetime(2021, 11, 15, 14, 0, tzinfo=UTC)
SPAN = timedelta(days=5 * 365)
PUBLIC = 25
LAYERS = 300  # documents that can be laid over the phase map
OLDEST_SHARE = 0.03  # of all documents, the oldest, are shared with the workforce space and nowhere else later
GROUPS_PER_DOCUMENT = 5
LAYER_EVERY = 33  # documents there is a map layer: 300 in 10,000
FILE_TYPES, FILE_WEIGHTS = ("pdf", "docx", "xlsx", "pptx", "csv"), (62, 20, 12, 4, 2)

SHARINGS = {"all_members": 28, "groups": 45, "state": 10, "region": 8, "agency": 5, "me": 4}  # percent
DRAFTS = 0.02


@dataclass(frozen=True)
class StoredFile:
    """A file that really lies in storage, so that it can be downloaded."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Made:
    """One document with its file, and the groups it is granted to besides the administrators."""

    document: Document
    version: DocumentVersion
    status: VersionStatus
    groups: tuple[int, ...]
    topics: tuple[int, ...]


class Library:
    """Makes documents one after the other, oldest first; the same ones at every run."""

    def __init__(self, count: int, pages: int, files: Sequence[StoredFile]) -> None:
        self.count, self.pages = count, pages
        self.files = {count - place: file for place, file in enumerate(files)}  # the newest documents have them
        self.chosen = random.Random(SEED)
        self.words = TRADE_WORDS.split()
        self.kinds = list(Kind.objects.order_by("pk").values_list("pk", flat=True))
        self.eras = list(Era.objects.order_by("starts_on"))
        self.topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
        self.owners = self._owners()
        self.groups = [group.group_id for group in people.working_groups()]
        audiences = Audience.objects.exclude(kind=Audience.Kind.WORKING_GROUP)
        self.single = {audience.kind: audience.group_id for audience in audiences.filter(kind__in=Audience.SINGLE)}
        self.of_state = dict(audiences.filter(state__isnull=False).values_list("state_id", "group_id"))
        self.of_agency = dict(audiences.filter(agency__isnull=False).values_list("agency_id", "group_id"))
        self.of_region = dict(audiences.filter(region__isnull=False).values_list("region_id", "group_id"))
        public_every = max(1, count // 2 // PUBLIC)
        self.public = {count // 20 + at * public_every for at in range(1, PUBLIC + 1)}

    def _owners(self) -> list[tuple[int, Agency, list[int]]]:
        """(person, agency, the NASEO regions of its state) for each member."""
        members = User.objects.filter(memberships__tier="member").order_by("pk").prefetch_related("memberships__agency")
        owners = []
        for user in members:
            agency = user.memberships.all()[0].agency
            assert agency.state is not None
            regions = agency.state.regions.filter(scheme__slug="naseo").order_by("pk")
            owners.append((user.pk, agency, list(regions.values_list("pk", flat=True))))
        return owners

    def documents(self) -> Iterator[Made]:
        """All of them."""
        for number in range(1, self.count + 1):
            yield self._make(number)

    def _make(self, number: int) -> Made:
        owner, agency, regions = self.chosen.choice(self.owners)
        sharing = self._sharing(number)
        groups = self._audiences(sharing, agency, regions)
        is_draft = self.chosen.random() < DRAFTS and number not in self.files
        moment = FIRST_SHARED + SPAN * (number / self.count) + timedelta(seconds=self.chosen.randrange(7200))
        keys = {-owner, self.single["administrators"], *(() if is_draft else groups)}
        document = Document(
            pk=number,
            key=_key("document", number),
            title=f"Sample {' '.join(self.chosen.choices(self.words, k=5))} {number}",
            abstract=f"Sample. {' '.join(self.chosen.choices(self.words, k=40))}.",
            # The square makes a few kinds common and most of them rare.
            kind_id=self.kinds[int(len(self.kinds) * self.chosen.random() ** 2)],
            state_id=agency.state_id,
            agency=agency,
            dated_on=(moment - timedelta(days=self.chosen.randrange(400))).date(),
            sharing=sharing,
            owner_id=owner,
            status="draft" if is_draft else "published",
            is_sample=True,
            shared_at=None if is_draft else moment,
            current_version_id=number,
            file_type=self._file_type(number),
            page_count=self.pages,
            reader_keys=sorted(keys),
        )
        assert document.dated_on is not None
        document.era = next((era for era in reversed(self.eras) if era.starts_on <= document.dated_on), self.eras[0])
        version = self._version(document, moment)
        document.file_size = version.size
        layer = "" if number % max(1, self.count // LAYERS) else VersionStatus.Layer.FEATURES
        status = VersionStatus(
            version_id=number, number=1, stage="ready", scan="clean", page_count=self.pages, layer=layer
        )
        return Made(document, version, status, groups, tuple(self.chosen.sample(self.topics, 2)))

    def _file_type(self, number: int) -> str:
        if number in self.files:
            return "pdf"
        found = self.chosen.choices(FILE_TYPES, FILE_WEIGHTS)[0]
        return "geojson" if number % LAYER_EVERY == 0 else found

    def _version(self, document: Document, moment: datetime) -> DocumentVersion:
        number = document.pk
        file = self.files.get(number) or StoredFile(
            f"originals/{_digest('file', number)[:32]}",
            self.chosen.randrange(40_000, 6_000_000),
            _digest("content", number),
        )
        return DocumentVersion(
            pk=number,
            key=_key("version", number),
            document_id=number,
            filename=f"sample-{number}.{document.file_type}",
            file_type=document.file_type,
            size=file.size,
            sha256=file.sha256,
            storage_name=file.name,
            uploaded_by_id=document.owner_id,
            uploaded_at=moment,
        )

    def _sharing(self, number: int) -> str:
        if number in self.files:
            return "all_members"
        if number <= self.count * OLDEST_SHARE:
            return "workforce"
        if number in self.public:
            return "public"
        return self.chosen.choices(list(SHARINGS), list(SHARINGS.values()))[0]

    def _audiences(self, sharing: str, agency: Agency, regions: list[int]) -> tuple[int, ...]:
        match sharing:
            case "groups":
                return tuple(self.chosen.sample(self.groups, GROUPS_PER_DOCUMENT))
            case "state":
                return (self.of_state[str(agency.state_id)],)
            case "agency":
                return (self.of_agency[agency.pk],)
            case "region":
                return tuple(self.of_region[region] for region in regions)
            case "me":
                return ()
        return (self.single[sharing],)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _key(*parts: object) -> str:
    # Letters and digits that random_key() uses, so that addresses look as they do in the portal.
    return _digest(*parts)[:12].translate(str.maketrans("01", "xz"))
