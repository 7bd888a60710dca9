"""From what people can read since now to what is new for their saved searches.

Triggers note each document and person that gained something (documents/sql/gained_readers.sql). Here all searches with
an alert look at each note, once: it is taken away in the transaction that notes the news. A worker that dies in between
loses nothing, and of two at once each takes other notes.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Audience, Preferences, User
from accounts.standing import standing_of, user_key
from documents.models import Document, DocumentVersion, GainedReaders, SavedSearch, SearchNews
from documents.saved.matching import asked_by

BATCH = 50  # notes looked at in one transaction
MOST_FOR_ONE = 1000  # the newest documents of a circle somebody joined
KEEP_WAITING = timedelta(days=30)  # of somebody whose emails pause
APPROVED = (Audience.Kind.ALL_MEMBERS, Audience.Kind.WORKFORCE, Audience.Kind.ADMINISTRATORS)


def look_at_gains(seconds: float = 50) -> int:
    """Look at what was noted, for at most about so long; returns how many notes that were."""
    ends, total = time.monotonic() + seconds, 0
    while True:
        looked_at = _look_at_batch()
        total += looked_at
        if looked_at < BATCH or time.monotonic() > ends:
            return total


@transaction.atomic
def _look_at_batch() -> int:
    notes = list(GainedReaders.objects.select_for_update(skip_locked=True).order_by("pk")[:BATCH])
    if not notes:
        return 0
    for person in _people_with_alerts():
        SearchNews.objects.bulk_create(_news_for(person, notes), batch_size=1000, ignore_conflicts=True)
    GainedReaders.objects.filter(pk__in=[note.pk for note in notes]).delete()
    return len(notes)


def _people_with_alerts() -> QuerySet[User]:
    searches = Prefetch("saved_searches", SavedSearch.objects.with_alert().order_by("pk"), to_attr="alerts")
    unwilling = Preferences.objects.filter(wants_digests=False).values("user")
    people = User.objects.filter(is_active=True, pk__in=SavedSearch.objects.with_alert().values("owner"))
    return people.exclude(pk__in=unwilling).prefetch_related(searches).order_by("pk")


def _news_for(person: User, notes: Sequence[GainedReaders]) -> Iterable[SearchNews]:
    """What of the noted documents is new for the person, and answers one of their searches."""
    if not standing_of(person).is_approved:
        return
    searches = [(search, asked_by(search)) for search in person.alerts]  # type: ignore[attr-defined]
    now = timezone.now()
    for only_recognized in (False, True):
        keys = _new_documents(person, [note for note in notes if note.only_recognized == only_recognized])
        if not keys:
            continue
        documents = _of_others(person).filter(pk__in=keys)
        for search, asked in searches:
            for pk, version in asked.answering(documents, only_recognized=only_recognized).items():
                yield SearchNews(search=search, document_id=pk, version_id=version, found_at=now)


def _of_others(person: User) -> QuerySet[Document]:
    """What the person may read and did not upload."""
    own = Q(current_version__uploaded_by=person) | Q(current_version=None, owner=person)
    return Document.objects.visible_to(person).published().exclude(own)


def _new_documents(person: User, notes: Sequence[GainedReaders]) -> set[int]:
    """The keys of documents that the person could not read before, as far as the notes say."""
    mine = set(standing_of(person).reader_keys)
    new = {note.document_id for note in notes if note.document_id and not mine & {*note.keys_before}}
    for note in notes:
        if note.person_id == person.pk:
            new.update(_newly_visible(person, note))
    return new


def _newly_visible(person: User, note: GainedReaders) -> Iterable[int]:
    """What a circle that the person joined opened to them. Who was no member before starts anew, with nothing new."""
    circles = Audience.objects.filter(Q(group__in=note.keys_before) | Q(kind=Audience.Kind.PUBLIC))
    kinds = dict(circles.values_list("group_id", "kind"))
    if not {*APPROVED} & {*kinds.values()}:
        return []
    known = [*kinds, user_key(person.pk)]
    new = Document.objects.visible_to(person).published().exclude(reader_keys__overlap=known)
    return new.order_by("-shared_at", "-key").values_list("pk", flat=True)[:MOST_FOR_ONE]


def note_recognized(version: DocumentVersion) -> None:
    """The text of scanned pages can be searched now: it may answer what the rest of the document did not."""
    if not SavedSearch.objects.with_alert().exists():
        return
    shared = Document.objects.published().filter(current_version=version)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (moment,) = cursor.fetchone()
    GainedReaders.objects.bulk_create(
        [GainedReaders(document=document, only_recognized=True, transaction=moment) for document in shared],
        ignore_conflicts=True,
    )


def forget_paused() -> int:
    """Drop what waited for a month, because its reader's emails pause; returns how many."""
    return SearchNews.objects.filter(digest="", found_at__lt=timezone.now() - KEEP_WAITING).delete()[0]
