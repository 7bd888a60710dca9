from django.db import migrations

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(read_sql(__file__, "readers.sql"), "DROP FUNCTION documents_refresh_readers(bigint); DROP FUNCTION documents_stamp_shelf()")]
