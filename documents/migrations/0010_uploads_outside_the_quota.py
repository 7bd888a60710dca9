from django.db import migrations, models


class Migration(migrations.Migration):
    """The database has a default too, so that the running release goes on without naming the column."""

    dependencies = [
        ('documents', '0009_document_unfinished'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='is_imported',
            field=models.BooleanField(db_default=False, default=False, help_text="Came with a manifest, and takes nothing of its owner's day on the page."),
        ),
    ]
