from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

REVERSE = """
DROP TRIGGER contacts_membership_deleted ON accounts_membership;
DROP TRIGGER contacts_membership_ended ON accounts_membership;
DROP FUNCTION contacts_follow_membership();
DROP FUNCTION IF EXISTS contacts_goes_with(bigint, bigint[], text, bigint, bigint);
"""
# What somebody who is gone answered and closed; being approved elsewhere would give it back to them.
CLOSED_BY_PEOPLE_WHO_LEFT = """
UPDATE contacts_question q SET person_id = NULL WHERE status = 'closed' AND person_id IS NOT NULL
    AND EXISTS (SELECT FROM accounts_membership m
        WHERE m.user_id = q.person_id AND m.ended_at > q.asked_at);
"""


class Migration(migrations.Migration):
    """Who answered for an agency no longer does once they have left it."""

    dependencies = [("contacts", "0002_words"), ("accounts", "0005_wants_requests")]

    operations = [
        migrations.AddField(
            model_name='route',
            name='person_left',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='route',
            name='backup_left',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(read_sql(__file__, "routes.sql"), REVERSE),
        migrations.RunSQL(CLOSED_BY_PEOPLE_WHO_LEFT, migrations.RunSQL.noop),
    ]
