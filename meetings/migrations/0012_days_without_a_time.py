from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

NOON_SHOWN = " The time is not known, so noon is shown."


def keep_only_the_day(apps, schema_editor):
    """Calls whose source said so stood at noon. At noon UTC, it is the same day in every state and territory."""
    for meeting in apps.get_model("meetings", "Meeting").objects.filter(source__endswith=NOON_SHOWN):
        day = meeting.starts_at.astimezone(ZoneInfo(meeting.zone)).date()
        meeting.starts_at = datetime.combine(day, time(12), UTC)
        meeting.ends_at = meeting.starts_at + timedelta(hours=1)
        meeting.has_time = False
        meeting.source = meeting.source.removesuffix(NOON_SHOWN)
        meeting.sequence += 1
        meeting.save(update_fields=["starts_at", "ends_at", "has_time", "source", "sequence", "changed_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0011_meeting_has_time'),
    ]

    operations = [migrations.RunPython(keep_only_the_day, migrations.RunPython.noop)]
