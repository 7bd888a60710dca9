from django.db import migrations

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """What ends with one of two memberships: see docs/decisions/0064-two-agencies.md."""

    dependencies = [("contacts", "0006_words_of_sources"), ("workinggroups", "0012_admitted_by_a_membership")]

    operations = [migrations.RunSQL(read_sql(__file__, "routes.sql"), migrations.RunSQL.noop)]
