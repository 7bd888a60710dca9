from django.db import migrations

MADE = """
CREATE TRIGGER post_noted AFTER INSERT
    ON meetings_meeting_organizers FOR EACH ROW EXECUTE FUNCTION accounts_note_post('user_id');
"""


class Migration(migrations.Migration):
    """Who becomes an event's organizer is asked for a second factor."""

    dependencies = [("meetings", "0015_guests_of_events"), ("accounts", "0033_user_given_post_at")]

    operations = [migrations.RunSQL(MADE, "DROP TRIGGER post_noted ON meetings_meeting_organizers;")]
