from django.db import migrations

from clearinghouse.lib.sql import read_sql

NOTE_ALL = """
UPDATE accounts_user SET is_guest = TRUE
WHERE EXISTS (SELECT FROM meetings_registration WHERE user_id = accounts_user.id)
    AND NOT EXISTS (SELECT FROM accounts_membership WHERE user_id = accounts_user.id)
    AND NOT EXISTS (
        SELECT FROM accounts_user_groups place JOIN accounts_audience audience ON audience.group_id = place.group_id
        WHERE place.user_id = accounts_user.id AND audience.kind = 'administrators'
    );
"""


class Migration(migrations.Migration):
    """Who comes to an event without a membership is a guest."""

    dependencies = [("meetings", "0014_speakers_by_organization"), ("accounts", "0032_user_is_guest")]

    operations = [
        migrations.RunSQL(
            read_sql(__file__, "guests.sql"),
            "DROP TRIGGER guest_noted ON meetings_registration; DROP FUNCTION meetings_note_guest();",
        ),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
