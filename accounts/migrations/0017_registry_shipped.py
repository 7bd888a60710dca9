from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_words_of_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='registryimport',
            name='is_shipped',
            field=models.BooleanField(db_default=False, default=False, verbose_name='came with the portal'),
        ),
    ]
