import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    """Full text of published answers reads words as clearinghouse.lib.words does. A generated column is made anew."""

    dependencies = [("contacts", "0004_inside_notes"), ("documents", "0028_search_words")]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_words"),
        migrations.RemoveField(model_name="entry", name="words"),
        migrations.AddField(
            model_name="entry",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.Func("question", template="setweight(search_words(%(expressions)s), 'A')"),
                    models.Func("answer", template="setweight(search_words(%(expressions)s), 'D')"),
                    arg_joiner=" || ",
                    template="(%(expressions)s)",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="entry_words"),
        ),
    ]
