from django.db import migrations

from clearinghouse.lib.sql import read_sql

REVERSE = """
DROP TRIGGER workinggroups_follow_audience ON accounts_user_groups;
DROP FUNCTION workinggroups_follow_audience();
"""


class Migration(migrations.Migration):
    dependencies = [("workinggroups", "0002_roster"), ("accounts", "0003_mail_checks_and_preferences")]

    operations = [migrations.RunSQL(read_sql(__file__, "roster.sql"), REVERSE)]
