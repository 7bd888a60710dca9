from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_time_zone_confirmed'),
    ]

    operations = [
        migrations.AddField(
            model_name='preferences',
            name='wants_shared',
            field=models.BooleanField(db_default=True, default=True, verbose_name='Documents that a colleague shares with me or my groups'),
        ),
    ]
