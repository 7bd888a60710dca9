from django.db import migrations

from clearinghouse.lib.sql import read_sql

REVERSE = """
DROP TRIGGER workinggroups_after_agency ON accounts_agency;
DROP TRIGGER workinggroups_after_invitation ON workinggroups_workinggroup_invited_agencies;
DROP TRIGGER workinggroups_after_region ON accounts_regionstate;
DROP TRIGGER workinggroups_after_deactivation ON accounts_user;
DROP TRIGGER workinggroups_after_post ON accounts_user_groups;
DROP TRIGGER workinggroups_after_membership ON accounts_membership;
DROP FUNCTION workinggroups_after_agency();
DROP FUNCTION workinggroups_after_invitation();
DROP FUNCTION workinggroups_after_region();
DROP FUNCTION workinggroups_after_deactivation();
DROP FUNCTION workinggroups_after_post();
DROP FUNCTION workinggroups_after_membership();
DROP FUNCTION workinggroups_let_go_from(bigint);
DROP FUNCTION workinggroups_let_go(bigint[]);
DROP FUNCTION workinggroups_may_belong(bigint, bigint);
DROP FUNCTION IF EXISTS workinggroups_admits(bigint, text, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("workinggroups", "0004_keys"), ("accounts", "0005_wants_requests")]

    operations = [migrations.RunSQL(read_sql(__file__, "rules.sql"), REVERSE)]
