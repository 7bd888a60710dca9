import django.db.models.deletion
from django.db import migrations, models

# Deletes clauses with their page, whoever deletes that. The new table is empty: the lock on pages is held for an instant.
WITH_ITS_PAGE = """
ALTER TABLE workforce_foundclause ADD CONSTRAINT clause_goes_with_its_page
FOREIGN KEY (page_id) REFERENCES documents_page (id) ON DELETE CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0040_layers_on_the_map"),
        ("workforce", "0006_site_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClauseSearch",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="documents.documentversion",
                    ),
                ),
                ("words", models.CharField(help_text="Stands for all words that were looked for.", max_length=32)),
                ("looked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FoundClause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sentence", models.TextField(help_text="With the marks around the words that ask for it.")),
                (
                    "page",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.page",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.requirement"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.documentversion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("page", "requirement"), name="clause_once_on_a_page"),
                ],
            },
        ),
        migrations.RunSQL(WITH_ITS_PAGE, "ALTER TABLE workforce_foundclause DROP CONSTRAINT clause_goes_with_its_page"),
    ]
