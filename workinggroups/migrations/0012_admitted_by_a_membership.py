from django.db import migrations

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """Which of two memberships lets somebody into a group: see docs/decisions/0064-two-agencies.md."""

    dependencies = [("workinggroups", "0011_posts_noted"), ("accounts", "0034_two_agencies")]

    operations = [migrations.RunSQL(read_sql(__file__, "rules.sql"), migrations.RunSQL.noop)]
