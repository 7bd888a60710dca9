from django.db import migrations, models
from django.db.models import F, Func

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """People are sorted by last name."""

    dependencies = [("accounts", "0014_preferences_wants_shared")]

    operations = [
        migrations.RunSQL(read_sql(__file__, "names.sql"), "DROP FUNCTION accounts_sort_name(text);"),
        migrations.AddField(
            model_name="user",
            name="sort_name",
            field=models.GeneratedField(
                expression=Func(F("name"), function="accounts_sort_name"),
                output_field=models.CharField(max_length=250),
                db_persist=True,
            ),
        ),
    ]
