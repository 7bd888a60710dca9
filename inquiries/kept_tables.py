"""The table of a round's answers as HTML, kept in this process for everybody who may read the very same answers.

A table of 56 states and 40 questions takes more than a hundred milliseconds to draw and seldom changes. Which answers a
person may read is asked of the database each time; only the drawing is kept.
"""

import hashlib
from collections.abc import Callable, Sequence

from django.core.cache import caches
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import Region
from accounts.models.place import RegionState
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Statement, together
from documents.models import Document
from inquiries.models import FieldType, Inquiry, InquiryField, Questionnaire, Response

CACHE = caches["answers"]


@StatementFor
def _round(user: Viewer, key: str) -> QuerySet[Inquiry]:
    # What was sent to the states the person may know of is a part of Inquiry.objects.visible_to().
    return Inquiry.objects.sent_to(user).rounds().filter(key=key)


@StatementFor
def _readable(user: Viewer, key: str) -> QuerySet[Response, tuple[int, int, str]]:
    rows = Response.objects.visible_to(user).submitted().filter(inquiry__key=key)
    return rows.order_by("state__name", "pk").values_list("pk", "revision", "state__name")


@StatementFor
def _own(user: Viewer, key: str) -> QuerySet[Response, str]:
    return Response.objects.of_states_of(user).filter(inquiry__key=key).values_list("status", flat=True)


@Statement
def _submitted(key: str) -> QuerySet[Response, int]:
    return Response.objects.submitted().filter(inquiry__key=key).values_list("pk", flat=True)


@Statement
def _versions(key: str) -> QuerySet[Questionnaire, int]:
    rows = Questionnaire.objects.filter(inquiry__key=key, published_at__isnull=False)
    return rows.order_by("pk").values_list("pk", flat=True)


@Statement
def _regions() -> QuerySet[Region]:
    return Region.objects.filter(scheme__slug="naseo").order_by("name")


@Statement
def _members(region: str) -> QuerySet[RegionState, str]:
    return RegionState.objects.filter(region__slug=region).order_by("state").values_list("state", flat=True)


@dataclass(frozen=True)
class Readable:
    """Which answers of a round a person may read now, and what else the table depends on."""

    inquiry: Inquiry
    answers: tuple[tuple[int, int, str], ...]  # number, revision, state's name
    versions: tuple[int, ...]
    regions: tuple[Region, ...]
    members: tuple[str, ...]  # of the region that was asked for
    submitted: int  # answers, also those that others do not share
    own: tuple[str, ...]  # how far the person's own states are


def readable(user: Viewer, key: str, region: str) -> Readable | None:
    """In one round trip; None where the person may not know that states were asked."""
    found, answers, own, submitted, versions, regions, members = together(
        _round.asked(user, key=key), _readable.asked(user, key=key), _own.asked(user, key=key),
        _submitted.asked(key=key), _versions.asked(key=key), _regions.asked(), _members.asked(region=region),
    )  # fmt: skip
    if not found:
        return None
    return Readable(
        found[0], tuple(answers), tuple(versions), tuple(regions), tuple(members), len(submitted), tuple(own)
    )


def drawn(seen: Readable, user: Viewer, asked: Sequence[str], draw: Callable[[], SafeString]) -> SafeString:
    """The table that `draw` makes of what the address asks for, or the same as kept from before.

    SECURITY: kept under every answer that it was made of, each with its revision, and under the titles of documents
    that the person may open: whoever may read one answer more or less gets another table.
    """
    stamp = (seen.inquiry.pk, seen.versions, seen.answers)
    titles = _titles(seen, user)
    regions = [(region.slug, region.name) for region in seen.regions]
    key = _key("table", stamp, regions, seen.members, titles, tuple(asked))
    found: SafeString | None = CACHE.get(key)
    if found is None:
        found = draw()
        CACHE.set(key, found)
    return found


def _titles(seen: Readable, user: Viewer) -> list[tuple[str, str]]:
    """Of the documents that are named in these answers, those the person may open, with their titles."""
    key = _key("documents", seen.inquiry.pk, seen.versions, seen.answers)
    documents: list[str] | None = CACHE.get(key)
    if documents is None:
        documents = _documents_named(seen)
        CACHE.set(key, documents)
    if not documents:
        return []
    rows = Document.objects.visible_to(user).filter(key__in=documents)
    return list(rows.order_by("key").values_list("key", "title"))


def _documents_named(seen: Readable) -> list[str]:
    fields = InquiryField.objects.filter(questionnaire__in=seen.versions, type=FieldType.FILE)
    idents = set(fields.values_list("ident", flat=True))
    if not idents:
        return []
    given = Response.objects.filter(pk__in=[pk for pk, *_ in seen.answers]).values_list("answers", flat=True)
    return sorted({str(one[ident]) for one in given for ident in idents if one.get(ident)})


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
