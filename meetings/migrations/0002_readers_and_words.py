from django.db import migrations

from clearinghouse.lib.sql import read_sql

REVERSE = "DROP FUNCTION meetings_refresh_readers(bigint); DROP FUNCTION meetings_refresh_words(bigint);"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("workinggroups", "0003_roster_follows_audience")]

    operations = [migrations.RunSQL(read_sql(__file__, "readers.sql"), REVERSE)]
