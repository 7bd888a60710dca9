from django.db import migrations

MADE = """
CREATE TRIGGER post_noted AFTER INSERT OR UPDATE OF ended_at
    ON workforce_spaceadministrator FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION accounts_note_post('person_id');
"""


class Migration(migrations.Migration):
    """Who takes care of the space is asked for a second factor."""

    dependencies = [("workforce", "0007_clauses"), ("accounts", "0033_user_given_post_at")]

    operations = [migrations.RunSQL(MADE, "DROP TRIGGER post_noted ON workforce_spaceadministrator;")]
