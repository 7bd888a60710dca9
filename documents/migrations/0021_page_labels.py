from django.db import migrations, models


class Migration(migrations.Migration):
    """A page has the number that is printed on it, beside its place in the file."""

    dependencies = [("documents", "0020_version_notes")]

    operations = [
        migrations.AddField(
            model_name='page',
            name='label',
            field=models.CharField(blank=True, db_default='', default='', help_text='The number printed on it, such as “iv”, where it differs.', max_length=20),
        ),
    ]
