from django.db import migrations

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """Of two memberships a suspended one holds nothing: see docs/decisions/0064-two-agencies.md."""

    dependencies = [("documents", "0041_documents_of_the_workforce"), ("accounts", "0034_two_agencies")]

    operations = [
        migrations.RunSQL(read_sql(__file__, "readers.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(read_sql(__file__, "owners.sql"), migrations.RunSQL.noop),
    ]
