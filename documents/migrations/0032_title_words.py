import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0027_accessibility_reports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("title"),
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                    template=(
                        "to_tsvector('simple', regexp_replace(regexp_replace(normalize(lower(%(expressions)s), NFKD), "
                        r"'[\u0300-\u036f\u02bb\u02bc\u2018\u2019'']', '', 'g'), '[!-/:-@[-`{-~]+', ' ', 'g'))"
                    ),
                ),
                condition=models.Q(("status", "published")),
                name="document_title_words",
            ),
        ),
    ]
