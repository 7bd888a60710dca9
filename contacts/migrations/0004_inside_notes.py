from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever assigns a question may leave a note for the colleague; the database needs no change for it."""

    dependencies = [("contacts", "0003_routes_follow_membership")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("asked", "From the asker"),
                    ("answer", "Answer"),
                    ("note", "What happened"),
                    ("inside", "Note among those who answer"),
                ],
                max_length=6,
            ),
        ),
    ]
