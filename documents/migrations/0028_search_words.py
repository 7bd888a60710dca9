import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from clearinghouse.lib.sql import read_sql

BATCH = 100  # pages: some seconds on a slow machine, where one page of 250,000 letters can take one
REMEMBER = """
CREATE TABLE IF NOT EXISTS documents_pages_read_anew (id boolean PRIMARY KEY DEFAULT true, last bigint NOT NULL);
INSERT INTO documents_pages_read_anew (last) VALUES (0) ON CONFLICT DO NOTHING;
"""
# In one statement, so that a run that is stopped goes on where it stood.
READ_ANEW = """
WITH anew AS (
    UPDATE documents_page SET vector = setweight(search_words(heading), 'B') || setweight(search_words(text), 'D')
    WHERE id > %(first)s AND id <= %(last)s
)
UPDATE documents_pages_read_anew SET last = %(last)s
"""
FORGET = "DROP TABLE documents_pages_read_anew"
REVERSE = """
DROP FUNCTION search_words(text);
DROP FUNCTION search_words_besides(text);
DROP TEXT SEARCH CONFIGURATION every_word;
DROP TEXT SEARCH DICTIONARY every_stem;
"""


def read_pages_anew(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A hundred pages at a time, so that nobody waits long for a row. What was read in a run before is left alone."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(REMEMBER)
        cursor.execute("SELECT last, (SELECT coalesce(max(id), 0) FROM documents_page) FROM documents_pages_read_anew")
        done, end = cursor.fetchone()
        for first in range(done, end, BATCH):
            cursor.execute(READ_ANEW, {"first": first, "last": first + BATCH})
        cursor.execute(FORGET)
        cursor.execute("RESET statement_timeout")


class Migration(migrations.Migration):
    """Full text reads words as clearinghouse.lib.words does."""

    atomic = False
    dependencies = [("documents", "0029_search_changes")]

    operations = [
        migrations.RunSQL(read_sql(__file__, "words.sql"), REVERSE),
        pgtrigger.migrations.RemoveTrigger(model_name="page", name="words"),
        pgtrigger.migrations.AddTrigger(
            model_name="page",
            trigger=pgtrigger.compiler.Trigger(
                name="words",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=(
                        "\n                NEW.vector := setweight(search_words(NEW.heading), 'B')"
                        " || setweight(search_words(NEW.text), 'D');\n                RETURN NEW;\n                "
                    ),
                    hash="166852918b8713e1e65fd9a18af8665b22ee764e",
                    operation='INSERT OR UPDATE OF "heading", "text"',
                    pgid="pgtrigger_words_fa0ab",
                    table="documents_page",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(read_pages_anew, migrations.RunPython.noop),
    ]
