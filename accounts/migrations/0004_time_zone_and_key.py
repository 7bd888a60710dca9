from django.db import migrations, models

import clearinghouse.lib.keys
from clearinghouse.lib.zones import ZONE_NAMES


def give_keys(apps, schema_editor):
    """Everybody a key of their own, and the portal's zone where the chosen one is none that forms offer."""
    User = apps.get_model("accounts", "User")
    User.objects.exclude(time_zone__in=["", *ZONE_NAMES]).update(time_zone="")
    for pk in User.objects.values_list("pk", flat=True):
        User.objects.filter(pk=pk).update(key=clearinghouse.lib.keys.random_key())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_mail_checks_and_preferences")]

    operations = [
        migrations.AddField("user", "key", models.CharField(editable=False, max_length=12, null=True)),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            "user",
            "key",
            models.CharField(
                default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True
            ),
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "time_zone__in",
                        [
                            "",
                            "America/New_York",
                            "America/Chicago",
                            "America/Denver",
                            "America/Phoenix",
                            "America/Los_Angeles",
                            "America/Anchorage",
                            "Pacific/Honolulu",
                            "America/Puerto_Rico",
                            "Pacific/Guam",
                            "Pacific/Pago_Pago",
                        ],
                    )
                ),
                name="time_zone_is_known",
            ),
        ),
    ]
