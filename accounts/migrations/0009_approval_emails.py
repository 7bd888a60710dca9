from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_unchecked_addresses")]

    operations = [
        migrations.AddField(
            model_name="preferences",
            name="approval_emails",
            field=models.CharField(
                choices=[("now", "Right away"), ("daily", "Once a day, in the morning"), ("off", "Never")],
                db_default="now",
                default="now",
                help_text="For administrators: requests to join, and changed email addresses.",
                max_length=5,
                verbose_name="Requests to approve",
            ),
        ),
    ]
