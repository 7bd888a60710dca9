"""What the pages of a study tell: its editions, shortest first, each with the revisions that one may see."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked, together
from documents.finding.rows import file_type_label
from documents.models import Document
from publications.models import Edition, Revision, Study
from publications.models.edition import EditionQuerySet

MOST_EDITIONS = 40  # of one study


@dataclass(frozen=True)
class RevisionRow:
    """One revision. The addresses of its file are empty for a record of a file that is kept elsewhere."""

    revision: Revision
    url: str
    is_current: bool  # the newest that this person may see
    file_type: str = ""
    read_url: str = ""
    download_url: str = ""

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.revision.number

    @property
    def revised_on(self) -> date | None:
        """As the publication says."""
        return self.revision.revised_on


@dataclass(frozen=True)
class EditionRow:
    """One edition with its revisions, the newest first; none where their files are not for this person."""

    edition: Edition
    url: str
    revisions: tuple[RevisionRow, ...]
    source_url: str  # the publisher's page; empty where there is none
    source_host: str

    @property
    def document(self) -> Document:
        """Which has its title and abstract."""
        return self.edition.document

    @property
    def current(self) -> RevisionRow | None:
        """The newest one."""
        return self.revisions[0] if self.revisions else None

    @property
    def pages(self) -> int | None:
        """Of the current revision."""
        return self.current.revision.pages if self.current else self.document.page_count

    @property
    def has_newer_file(self) -> bool:
        """Whether the document has a file by now that nobody has described as a revision."""
        version = self.document.current_version_id
        return version is not None and (self.current is None or self.current.revision.version_id != version)

    def numbered(self, number: int) -> RevisionRow | None:
        """The revision of this number, if this person may see it."""
        return next((row for row in self.revisions if row.number == number), None)


def edition_rows(study: Study, user: Viewer) -> list[EditionRow]:
    """The editions of a study that the person may see, shortest first; one round trip."""
    return rows_from(study, *together(*asked_of(study.slug, user)))


def asked_of(study: str, user: Viewer) -> tuple[Asked[Edition], Asked[Revision]]:
    """What rows_from() makes rows of, by the study's name in addresses, for pages that ask it together with more."""
    return _editions.asked(user, study=study), _revisions.asked(user, study=study)


def rows_from(study: Study, editions: Sequence[Edition], revisions: Sequence[Revision]) -> list[EditionRow]:
    """From the rows of asked_of()."""
    by_edition: dict[int, list[Revision]] = {}
    for revision in revisions:
        by_edition.setdefault(revision.edition_id, []).append(revision)
    for edition in editions:
        edition.shown = by_edition.get(edition.pk, [])  # type: ignore[attr-defined]
    return [edition_row(study, edition) for edition in editions]


@StatementFor
def _editions(user: Viewer, study: str) -> QuerySet[Edition]:
    editions = Edition.objects.visible_to(user).filter(study__slug=study)
    return editions.select_related("document__kind").defer("document__reader_keys").shortest_first()[:MOST_EDITIONS]


# Planned anew: with one plan for all, PostgreSQL reads all versions that the person may see.
@StatementFor.planned_anew
def _revisions(user: Viewer, study: str) -> QuerySet[Revision]:
    return Revision.objects.visible_to(user).filter(edition__study__slug=study).newest_first()


def with_revisions(editions: EditionQuerySet, user: Viewer) -> EditionQuerySet:
    """Shortest first, each with its document and, as `shown`, the revisions that the person may see."""
    revisions = Prefetch("revisions", Revision.objects.visible_to(user).newest_first(), to_attr="shown")
    rows = editions.select_related("document__kind").defer("document__reader_keys")
    return rows.prefetch_related(revisions).shortest_first()


def edition_row(study: Study, edition: Edition) -> EditionRow:
    """From an edition that was read with with_revisions()."""
    edition.study = study
    source = urlsplit(edition.document.source_url)
    is_link = source.scheme in ("https", "http")
    shown: list[Revision] = edition.shown  # type: ignore[attr-defined]
    return EditionRow(
        edition=edition,
        url=edition.get_absolute_url(),
        revisions=tuple([_revision_row(edition, row, is_current=row is shown[0]) for row in shown]),
        source_url=edition.document.source_url if is_link else "",
        source_host=(source.hostname or "").removeprefix("www.") if is_link else "",
    )


def _revision_row(edition: Edition, revision: Revision, *, is_current: bool) -> RevisionRow:
    url = reverse("publications:revision", args=[edition.study.slug, edition.slug, revision.number])
    version, key = revision.version, edition.document.key
    if version is None:
        return RevisionRow(revision, url, is_current)
    file_type = file_type_label(version.file_type)
    if version.pk == edition.document.current_version_id:
        read, download = address_of("documents:page", key, 1), address_of("documents:download", key)
    else:
        read = address_of("documents:version_page", key, version.key, 1)
        download = address_of("documents:download_version", key, version.key)
    return RevisionRow(revision, url, is_current, file_type, read, download)
