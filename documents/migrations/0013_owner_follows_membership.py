import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

# The owner's right came twice: from the document and from a grant by name, which would outlive the membership.
# Readers stay the same without these grants, so they need not be derived anew for each.
REMOVE_GRANTS_TO_OWNERS = """
ALTER TABLE documents_documentuserpermission DISABLE TRIGGER USER;
DELETE FROM documents_documentuserpermission u USING documents_document d
    WHERE d.id = u.content_object_id AND d.owner_id = u.user_id;
ALTER TABLE documents_documentuserpermission ENABLE TRIGGER USER;
"""
REVERSE = "DROP TRIGGER documents_follow_membership ON accounts_membership; DROP FUNCTION documents_follow_membership();"


class Migration(migrations.Migration):
    """Documents belong to their agency: see docs/decisions/0023-documents-of-an-agency.md."""

    dependencies = [("documents", "0012_agency_of_documents")]

    operations = [
        migrations.RunSQL(read_sql(__file__, "readers.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(read_sql(__file__, "owners.sql"), REVERSE),
        pgtrigger.migrations.RemoveTrigger(model_name='document', name='readers_changed'),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='readers_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(NEW.id); RETURN NULL;', hash='dfe00f663c35824f83fcbeeba1c4824aa684a73f', operation='UPDATE OF "status", "owner_id", "shared_at", "kind_id", "state_id", "era_id", "dated_on", "file_type", "agency_id", "sharing"', pgid='pgtrigger_readers_changed_1fd6a', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='readers_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    PERFORM documents_refresh_readers(d.id) FROM documents_document d\n        WHERE d.id = NEW.document_id AND d.owner_id <> NEW.uploaded_by_id;\n    RETURN NULL;\n', hash='a51dac68787f6b77f3478dea7f656117be84920e', operation='INSERT', pgid='pgtrigger_readers_changed_0c10f', table='documents_documentversion', when='AFTER')),
        ),
        migrations.AlterField(
            model_name='document',
            name='reader_keys',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, help_text="Derived by triggers from status, grants and the owner's membership; empty means no one.", size=None),
        ),
        migrations.RunSQL(REMOVE_GRANTS_TO_OWNERS, migrations.RunSQL.noop),
        # The readers themselves are derived anew by 0015, once the column is there that the function asks for.
    ]
