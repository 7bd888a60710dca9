import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from clearinghouse.lib.sql import read_sql

BATCH = 2_000
READ_ANEW = """
UPDATE documents_page SET vector = setweight(search_words(heading), 'B') || setweight(search_words(text), 'D')
WHERE id > %s AND id <= %s
"""
REVERSE = """
DROP FUNCTION search_words(text);
DROP FUNCTION search_words_besides(text);
DROP TEXT SEARCH CONFIGURATION every_word;
DROP TEXT SEARCH DICTIONARY every_stem;
"""


def read_pages_anew(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A few thousand pages at a time, so that nobody waits long for a row. A second run does no harm."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM documents_page")
        (last,) = cursor.fetchone()
        for first in range(0, last, BATCH):
            cursor.execute(READ_ANEW, [first, first + BATCH])


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
