from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

UNDO = """
DROP TRIGGER post_noted ON accounts_membership;
DROP TRIGGER post_noted ON accounts_user_groups;
DROP TRIGGER post_noted ON accounts_user;
DROP FUNCTION accounts_note_post();
DROP FUNCTION accounts_note_administrator();
DROP FUNCTION accounts_note_checked_address();
"""


class Migration(migrations.Migration):
    """A post given in the middle of a session is noted on the account."""

    dependencies = [("accounts", "0032_user_is_guest")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="given_post_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="Noted by the database: when the person was last given what may ask for two factors.",
                null=True,
            ),
        ),
        migrations.RunSQL(read_sql(__file__, "posts.sql"), UNDO),
    ]
