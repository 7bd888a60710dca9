from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from clearinghouse.lib.sql import read_sql

BATCH = 1_000  # pages, of which few are written: a second or two
READ_ANEW = """
UPDATE documents_page SET vector = setweight(search_words(heading), 'B') || setweight(search_words(text), 'D')
WHERE id > %(first)s AND id <= %(last)s
    AND heading || ' ' || text ~* '\\$[0-9,]+\\.[0-9]{3}|[0-9]\\.[0-9]{3}[0-9]*.?(?:million|billion|trillion|percent|%%)'
"""


def read_amounts_anew(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only pages with such an amount; run again, it does no harm."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT coalesce(max(id), 0) FROM documents_page")
        (end,) = cursor.fetchone()
        for first in range(0, end, BATCH):
            cursor.execute(READ_ANEW, {"first": first, "last": first + BATCH})
        cursor.execute("RESET statement_timeout")


class Migration(migrations.Migration):
    """$5.195 billion is one number to full text, as to clearinghouse.lib.words."""

    atomic = False
    dependencies = [("documents", "0034_words_of_the_public"), ("documents", "0033_synonym_trials")]

    operations = [
        migrations.RunSQL(read_sql(__file__, "words.sql"), migrations.RunSQL.noop),
        migrations.RunPython(read_amounts_anew, migrations.RunPython.noop),
    ]
