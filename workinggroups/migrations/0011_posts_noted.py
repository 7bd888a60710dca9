from django.db import migrations

MADE = """
CREATE TRIGGER post_noted AFTER INSERT OR UPDATE OF role
    ON workinggroups_groupmembership FOR EACH ROW WHEN (NEW.role = 'lead') EXECUTE FUNCTION accounts_note_post('user_id');
"""


class Migration(migrations.Migration):
    """Who becomes a group's lead is asked for a second factor."""

    dependencies = [("workinggroups", "0010_words_of_types"), ("accounts", "0033_user_given_post_at")]

    operations = [migrations.RunSQL(MADE, "DROP TRIGGER post_noted ON workinggroups_groupmembership;")]
