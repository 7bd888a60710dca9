import clearinghouse.lib.keys
import django.contrib.postgres.functions
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """A new database's way to the tables of workinggroups: those of the migrations it replaces, in one step."""

    replaces = [('workinggroups', '0001_initial'), ('workinggroups', '0002_roster'), ('workinggroups', '0003_roster_follows_audience'), ('workinggroups', '0004_keys'), ('workinggroups', '0005_rules_in_the_database'), ('workinggroups', '0006_words')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_words'),
        ('documents', '0001_squashed_0014_agency_of_uploads'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(choices=[('regional', 'Regional'), ('topical', 'Topical'), ('collaborative', 'Collaborative')], max_length=15)),
                ('description', models.TextField(help_text='Public.', max_length=3000)),
                ('who_may_join', models.CharField(help_text='Public.', max_length=300)),
                ('charter', models.TextField(blank=True, help_text="Markdown, for the group's members.", max_length=20000)),
                ('joining', models.CharField(choices=[('request', 'By request: a lead or an administrator decides'), ('open', 'Open: anyone who can join becomes a member right away'), ('invitation', 'By invitation: a lead or an administrator adds people')], default='request', max_length=10)),
                ('roster_for', models.CharField(choices=[('group', 'Members of the group'), ('all_members', 'Members of all states'), ('leads', 'Leads and administrators only')], default='group', max_length=12, verbose_name='who can see the roster')),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('check_mark', models.CharField(choices=[('V', 'Read in a source'), ('S', 'Seen second-hand'), ('K', 'From memory, to be confirmed')], default='K', max_length=1)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('audience', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='working_group', to='accounts.audience')),
                ('invited_agencies', models.ManyToManyField(blank=True, help_text='Organizations whose staff can join a collaborative.', related_name='invited_to', to='accounts.agency')),
                ('region', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.region')),
                ('topics', models.ManyToManyField(blank=True, related_name='working_groups', to='documents.topic')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'regional'), ('region__isnull', False)), models.Q(models.Q(('kind', 'regional'), _negated=True), ('region__isnull', True)), _connector='OR'), name='regional_groups_have_a_region')],
            },
        ),
        migrations.CreateModel(
            name='GroupMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, help_text='Made by the database.', unique=True)),
                ('role', models.CharField(choices=[('member', 'Member'), ('lead', 'Lead')], default='member', max_length=10)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_memberships', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='workinggroups.workinggroup')),
            ],
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('status', models.CharField(choices=[('waiting', 'Waiting for approval'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=1000)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='join_decisions', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to='workinggroups.workinggroup')),
            ],
            options={
                'indexes': [models.Index(fields=['group', 'status', 'requested_at'], name='workinggrou_group_i_df46d4_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('group', 'user'), name='one_open_request_per_group'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['approved', 'declined'])), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('status__in', ['waiting', 'withdrawn'])), _connector='OR'), name='join_decision_is_whole'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('user')), _negated=True), name='nobody_decides_their_own_joining')],
            },
        ),
        migrations.CreateModel(
            name='JoinRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('status', models.CharField(choices=[('waiting', 'Waiting for approval'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=1000)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workinggroups.joinrequest')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workinggroups.workinggroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GroupMembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, help_text='Made by the database.')),
                ('role', models.CharField(choices=[('member', 'Member'), ('lead', 'Lead')], default='member', max_length=10)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workinggroups.groupmembership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workinggroups.workinggroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WorkingGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('regional', 'Regional'), ('topical', 'Topical'), ('collaborative', 'Collaborative')], max_length=15)),
                ('description', models.TextField(help_text='Public.', max_length=3000)),
                ('who_may_join', models.CharField(help_text='Public.', max_length=300)),
                ('charter', models.TextField(blank=True, help_text="Markdown, for the group's members.", max_length=20000)),
                ('joining', models.CharField(choices=[('request', 'By request: a lead or an administrator decides'), ('open', 'Open: anyone who can join becomes a member right away'), ('invitation', 'By invitation: a lead or an administrator adds people')], default='request', max_length=10)),
                ('roster_for', models.CharField(choices=[('group', 'Members of the group'), ('all_members', 'Members of all states'), ('leads', 'Leads and administrators only')], default='group', max_length=12, verbose_name='who can see the roster')),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('check_mark', models.CharField(choices=[('V', 'Read in a source'), ('S', 'Seen second-hand'), ('K', 'From memory, to be confirmed')], default='K', max_length=1)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('audience', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.audience')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='workinggroups.workinggroup')),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.region')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='groupmembership',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('group', 'user'), name='one_current_place_in_a_group'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workinggroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workinggroups_workinggroupevent" ("audience_id", "charter", "check_mark", "contact_email", "contact_name", "description", "id", "joining", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "region_id", "revision", "roster_for", "slug", "who_may_join") VALUES (NEW."audience_id", NEW."charter", NEW."check_mark", NEW."contact_email", NEW."contact_name", NEW."description", NEW."id", NEW."joining", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."region_id", NEW."revision", NEW."roster_for", NEW."slug", NEW."who_may_join"); RETURN NULL;', hash='bd0eb5eb448eb3f8ec8a12fd97cabbae1790f4f2', operation='INSERT', pgid='pgtrigger_insert_insert_fac48', table='workinggroups_workinggroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workinggroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workinggroups_workinggroupevent" ("audience_id", "charter", "check_mark", "contact_email", "contact_name", "description", "id", "joining", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "region_id", "revision", "roster_for", "slug", "who_may_join") VALUES (NEW."audience_id", NEW."charter", NEW."check_mark", NEW."contact_email", NEW."contact_name", NEW."description", NEW."id", NEW."joining", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."region_id", NEW."revision", NEW."roster_for", NEW."slug", NEW."who_may_join"); RETURN NULL;', hash='a9bd9e01ac84e996cee136ad1d01498f55917f1e', operation='UPDATE', pgid='pgtrigger_update_update_d28a3', table='workinggroups_workinggroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workinggroups_joinrequestevent" ("decided_at", "decided_by_id", "decision_reason", "group_id", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "status", "user_id") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."group_id", NEW."id", NEW."key", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."requested_at", NEW."status", NEW."user_id"); RETURN NULL;', hash='631b8c6e095c6a1f26b29e8bf1058c658bb1f1af', operation='INSERT', pgid='pgtrigger_insert_insert_194b8', table='workinggroups_joinrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workinggroups_joinrequestevent" ("decided_at", "decided_by_id", "decision_reason", "group_id", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "status", "user_id") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."group_id", NEW."id", NEW."key", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."requested_at", NEW."status", NEW."user_id"); RETURN NULL;', hash='e50336182f7af9377d1b97486fd4b13c033b5b47', operation='UPDATE', pgid='pgtrigger_update_update_ccae6', table='workinggroups_joinrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='groupmembership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "workinggroups_groupmembershipevent" ("ended_at", "group_id", "id", "joined_at", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."ended_at", NEW."group_id", NEW."id", NEW."joined_at", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='40a57d9b26563328277a6935e3c4bcb54c233626', operation='INSERT', pgid='pgtrigger_insert_insert_04544', table='workinggroups_groupmembership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='groupmembership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "workinggroups_groupmembershipevent" ("ended_at", "group_id", "id", "joined_at", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."ended_at", NEW."group_id", NEW."id", NEW."joined_at", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;', hash='486d0a5aa18fc1a9be5dd00896ae10a731bb7921', operation='UPDATE', pgid='pgtrigger_update_update_50092', table='workinggroups_groupmembership', when='AFTER')),
        ),
        migrations.RunSQL(read_sql(__file__, "roster.sql")),
        migrations.RunSQL(read_sql(__file__, "rules.sql")),
    ]
