from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0022_words_of_reference_data")]

    operations = [
        migrations.AlterField(
            model_name="preferences",
            name="wants_reminders",
            field=models.BooleanField(
                default=True, verbose_name="Reminders of meetings, action items, and training providers to confirm"
            ),
        ),
    ]
