from django.db import migrations, models


class Migration(migrations.Migration):
    """Both columns have a default in the database too, so that the running release goes on without naming them."""

    dependencies = [('documents', '0016_telling_readers')]

    operations = [
        migrations.AddField(
            model_name='versionstatus',
            name='is_printed',
            field=models.BooleanField(db_default=False, default=False, help_text='A PDF of it is kept, from which its pages are drawn.'),
        ),
        migrations.AddField(
            model_name='versionstatus',
            name='picture_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why an office file has no pictures.', max_length=300),
        ),
    ]
