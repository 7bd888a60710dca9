from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_suppressed_addresses")]

    operations = [
        migrations.AddField(
            model_name="preferences",
            name="wants_digests",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="What’s new for my saved searches"
            ),
        ),
    ]
