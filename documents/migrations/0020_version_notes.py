from django.db import migrations, models


class Migration(migrations.Migration):
    """Who uploads a new version can say what changed."""

    dependencies = [("documents", "0019_version_numbers")]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='note',
            field=models.CharField(blank=True, db_default='', default='', help_text='What changed, for the version that it becomes.', max_length=500),
        ),
        migrations.AddField(
            model_name='versionstatus',
            name='note',
            field=models.CharField(blank=True, db_default='', default='', help_text='What changed, in the uploader’s words.', max_length=500),
        ),
    ]
