from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

# The trigger notes it from now on; here stand those who were guests before, by the same rule.
NOTE_ALL = """
UPDATE accounts_user AS account SET is_guest = TRUE WHERE (
    SELECT tier = 'guest' FROM accounts_membership WHERE user_id = account.id
    ORDER BY (ended_at IS NULL) DESC, (ended_at IS NULL AND tier = 'member') DESC, started_at DESC, id DESC LIMIT 1
);
"""


class Migration(migrations.Migration):
    """An account says whether its person is a guest."""

    dependencies = [("accounts", "0031_hand_overs")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_guest",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Noted by the database: a guest of the Collaborative or of events, and no member.",
            ),
        ),
        migrations.RunSQL(
            read_sql(__file__, "guests.sql"),
            "DROP TRIGGER guest_noted ON accounts_membership; DROP FUNCTION accounts_note_guest();",
        ),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
    ]
