"""Which documents changed in the sight of search since an index last looked: rows that triggers write.

How far an index has come is a snapshot of PostgreSQL, not the largest number of a row: a transaction may take a number
early and commit late. A change counts as new as long as its transaction isn't visible in that snapshot.
"""

from datetime import timedelta
from typing import Self

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clearinghouse.lib.frozen import dataclass
from documents.models import SearchChange, SearchFollower

# Changes wait this long for an index whose process is silent. One that comes back later is made anew.
PATIENCE = timedelta(days=7)

UNSEEN = "transaction >= %(floor)s AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(snapshot)s::pg_snapshot)"
NOW = "SELECT pg_current_snapshot()::text"
# One statement, so that the snapshot is the very one in which the rows were read. A snapshot doesn't tell of the
# transaction that takes it; whoever asks in the midst of one, as tests do, is told of its changes each time.
SINCE = f"""
SELECT pg_current_snapshot()::text,
    (SELECT coalesce(array_agg(document_id ORDER BY id DESC), '{{}}') FROM documents_searchchange
        WHERE {UNSEEN} OR transaction = pg_current_xact_id_if_assigned()::text::bigint)
"""  # noqa: S608 - our own words
LAG = f"""
SELECT count(DISTINCT document_id), coalesce(extract(epoch FROM clock_timestamp() - min(changed_at)), 0)
FROM documents_searchchange WHERE {UNSEEN}
"""  # noqa: S608 - our own words
# Numbers of transactions mean something in one history of one database: not in a copy, nor after going back in time.
WHICH_DATABASE = "SELECT oid::text FROM pg_database WHERE datname = current_database()"
WHICH_HISTORY = (
    "SELECT concat_ws('.', s.system_identifier, c.timeline_id) FROM pg_control_system() s, pg_control_checkpoint() c"
)


@dataclass(frozen=True)
class Position:
    """How far an index has followed: a snapshot, as PostgreSQL writes it, of one history of one database."""

    history: str
    snapshot: str

    @property
    def floor(self) -> int:
        """All changes of transactions with a smaller number are in."""
        return int(self.snapshot.split(":", 1)[0])

    def written(self) -> str:
        """As one line, which read() understands."""
        return f"{self.history} {self.snapshot}"

    @classmethod
    def read(cls, line: str) -> Self:
        """Raises ValueError for a line that written() didn't make."""
        history, snapshot = line.split(" ")
        position = cls(history, snapshot)
        if position.floor < 0:
            raise ValueError(f"no snapshot: {snapshot}")
        return position

    def at(self, snapshot: str) -> Self:
        """The same history, further on."""
        return type(self)(self.history, snapshot)


@dataclass(frozen=True)
class Lag:
    """How many documents changed that an index hasn't seen, and for how long the first of them has waited."""

    documents: int = 0
    seconds: float = 0.0


def now() -> Position:
    """Where an index stands that is made from what the database holds from now on."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        return Position(history(), cursor.fetchone()[0])


def history() -> str:
    """A name of this database and of its history, as far as its administrators let us see it."""
    with connection.cursor() as cursor:
        cursor.execute(WHICH_DATABASE)
        (database,) = cursor.fetchone()
        try:
            with transaction.atomic():
                cursor.execute(WHICH_HISTORY)
                return ".".join(map(str, [*cursor.fetchone(), database]))
        except DatabaseError:
            return str(database)


def since(position: Position) -> tuple[Position, list[int]]:
    """The documents that changed after a position, the latest change first, and the position after them."""
    with connection.cursor() as cursor:
        cursor.execute(SINCE, _parameters(position))
        snapshot, documents = cursor.fetchone()
    return position.at(snapshot), list(dict.fromkeys(documents))


def lag_of(position: Position) -> Lag:
    """What has changed after a position."""
    with connection.cursor() as cursor:
        cursor.execute(LAG, _parameters(position))
        documents, seconds = cursor.fetchone()
    return Lag(documents, float(seconds))


def _parameters(position: Position) -> dict[str, int | str]:
    return {"floor": position.floor, "snapshot": position.snapshot}


def clean_up() -> int:
    """Forget followers that are silent for days, and changes that all others have seen. Returns how many rows went."""
    long_ago = timezone.now() - PATIENCE
    SearchFollower.objects.filter(seen_at__lt=long_ago).delete()
    passed = SearchFollower.objects.order_by("passed").values_list("passed", flat=True).first()
    seen = SearchChange.objects.filter(changed_at__lt=long_ago)
    if passed is not None:
        seen = SearchChange.objects.filter(transaction__lt=passed)
    return seen.delete()[0]
