"""Fingerprints of all tables, to show that a request changed nothing."""

from django.db import connection

# Being signed in and asking leave traces here by design.
OF_REQUESTS = (
    *("django_session", "usersessions_usersession", "clearinghouse_cache", "procrastinate_workers"),
    "accounts_accessevent",  # refusals and downloads, a line each: docs/security.md, "Every access leaves one line"
    "documents_opening",  # who opened a restricted document: docs/decisions/0030-who-opened-a-document.md
)


def fingerprints() -> dict[str, str]:
    """A hash of the rows of each table, in any order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall() if name not in OF_REQUESTS]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t"
                for name in names
            )
        )
        return dict(cursor.fetchall())


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables whose rows differ."""
    return [table for table in after if after[table] != before[table]]
