import django.db.models.deletion
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

DERIVE_OWNERS_ANEW = """
SELECT documents_refresh_readers(id) FROM (
    SELECT id FROM documents_document
    WHERE documents_has_owner(id, owner_id, agency_id, sharing) <> (-owner_id = ANY (reader_keys)) ORDER BY id
) AS d;
"""
SHARING = models.CharField(choices=[('me', 'Only me'), ('agency', 'My agency'), ('state', 'My state'), ('region', 'Our region'), ('groups', 'People, states, or groups you choose'), ('all_members', 'All member states'), ('workforce', 'The workforce space: states and cities'), ('public', 'Everyone, public')], default='me', max_length=20)


class Migration(migrations.Migration):
    """A grant by name holds while the person works where they did: docs/decisions/0029-chosen-readers.md."""

    dependencies = [("accounts", "0006_words"), ("documents", "0014_agency_of_uploads")]

    operations = [
        migrations.AddField(
            model_name='documentuserpermission',
            name='agency',
            field=models.ForeignKey(blank=True, help_text='Where the person works who was chosen; the grant holds while they do. Empty: wherever they work.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency'),
        ),
        migrations.AlterField(model_name='document', name='sharing', field=SHARING),
        migrations.AlterField(model_name='documentevent', name='sharing', field=SHARING),
        migrations.RunSQL(read_sql(__file__, "readers.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(read_sql(__file__, "owners.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(DERIVE_OWNERS_ANEW, migrations.RunSQL.noop),
    ]
