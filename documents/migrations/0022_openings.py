import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DETACHED = {"on_delete": django.db.models.deletion.CASCADE, "related_name": "openings", "db_constraint": False}


class Migration(migrations.Migration):
    """Who opened a document that is not for everybody."""

    dependencies = [
        ("documents", "0021_page_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("page", "Read in the portal"), ("download", "Downloaded")], max_length=8
                    ),
                ),
                ("hour", models.DateTimeField(help_text="The hour it was first opened in.")),
                ("opened_at", models.DateTimeField()),
                ("document", models.ForeignKey(to="documents.document", db_index=False, **DETACHED)),
                ("person", models.ForeignKey(to=settings.AUTH_USER_MODEL, **DETACHED)),
                ("version", models.ForeignKey(to="documents.documentversion", db_index=False, **DETACHED)),
            ],
            options={
                "indexes": [models.Index(fields=["document", "opened_at", "id"], name="opening_of_document")],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "person", "kind", "hour"), name="opened_once_an_hour")
                ],
            },
        ),
    ]
