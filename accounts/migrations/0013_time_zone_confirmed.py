from django.db import migrations, models

from clearinghouse.lib.zones import ZONES_OF_STATE


def propose(apps, schema_editor):
    """Whoever chose a zone is not asked; members without one read times in their state's until they say otherwise."""
    user, membership = apps.get_model("accounts", "User"), apps.get_model("accounts", "Membership")
    user.objects.exclude(time_zone="").update(time_zone_confirmed=True)
    current = membership.objects.filter(ended_at=None)
    for state, zones in ZONES_OF_STATE.items():
        there = current.filter(agency__state=state).values("user")
        user.objects.filter(time_zone="", pk__in=there).update(time_zone=zones[0])


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0012_unsubscribe"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone_confirmed",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Whether the person chose it; else home asks."
            ),
        ),
        migrations.RunPython(propose, migrations.RunPython.noop),
    ]
