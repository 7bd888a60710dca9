from django.db import migrations

from clearinghouse.lib.sql import read_sql

READ_ANEW = "SELECT count(meetings_refresh_words(id)) FROM meetings_meeting"


class Migration(migrations.Migration):
    """Full text of calls and summaries reads words as clearinghouse.lib.words does."""

    dependencies = [("meetings", "0008_words_of_circles"), ("documents", "0028_search_words")]

    operations = [
        migrations.RunSQL(read_sql(__file__, "readers.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(READ_ANEW, migrations.RunSQL.noop),
    ]
