from django.db import migrations

# Memberships that were there before anybody was asked to confirm: from two months on, spread over the rest of a year.
# See docs/decisions/0057-staying-moving-leaving.md.
SPREAD = """
UPDATE accounts_membership SET confirm_by = current_date + 60 + ((id * 37) % 305)::integer WHERE ended_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0029_suspended_memberships")]

    operations = [migrations.RunSQL(SPREAD, migrations.RunSQL.noop)]
