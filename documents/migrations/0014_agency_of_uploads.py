import django.db.models.deletion
from django.db import migrations, models

# What is on its way now began where its owner works now.
FILL_IN = """
UPDATE documents_upload u SET agency_id = m.agency_id FROM accounts_membership m
    WHERE m.user_id = u.owner_id AND m.ended_at IS NULL AND u.version_id IS NULL AND u.document_id IS NULL;
"""


class Migration(migrations.Migration):
    """A file that arrives after its owner moved is still the agency's where its upload began."""

    dependencies = [("documents", "0013_owner_follows_membership")]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='agency',
            field=models.ForeignKey(blank=True, help_text="The owner's when it began: whose file it is, wherever they work when it has arrived.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency'),
        ),
        migrations.RunSQL(FILL_IN, migrations.RunSQL.noop),
    ]
