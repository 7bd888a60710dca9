import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

FILL_IN = """
UPDATE documents_versionstatus s SET number = counted.number
FROM (SELECT id, row_number() OVER (PARTITION BY document_id ORDER BY id) AS number FROM documents_documentversion)
    AS counted
WHERE counted.id = s.version_id;
"""


class Migration(migrations.Migration):
    """Versions of one day can be told apart. The trigger numbers those of the release that runs meanwhile too."""

    dependencies = [("documents", "0018_words_of_reference_data")]

    operations = [
        migrations.AddField(
            model_name='versionstatus',
            name='number',
            field=models.PositiveIntegerField(db_default=0, editable=False, help_text='1 for a document’s first file, in the order they came; never reused.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='versionstatus',
            trigger=pgtrigger.compiler.Trigger(name='number', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    NEW.number := 1 + (\n        SELECT coalesce(max(s.number), 0)\n        FROM documents_documentversion v JOIN documents_documentversion o ON o.document_id = v.document_id\n            JOIN documents_versionstatus s ON s.version_id = o.id\n        WHERE v.id = NEW.version_id\n    );\n    RETURN NEW;\n', hash='c78c7dded7fc6b1ac3ddf225e4ae9d3413781fc1', operation='INSERT', pgid='pgtrigger_number_17b88', table='documents_versionstatus', when='BEFORE')),
        ),
        migrations.RunSQL(FILL_IN, migrations.RunSQL.noop),
    ]
