import clearinghouse.lib.keys
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """A new database's way to the tables of meetings: those of the migrations it replaces, in one step."""

    replaces = [('meetings', '0001_initial'), ('meetings', '0002_readers_and_words'), ('meetings', '0003_events'), ('meetings', '0004_summary_drafts'), ('meetings', '0005_series_template'), ('meetings', '0006_by_end_and_publication'), ('meetings', '0007_words')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_words'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('documents', '0001_squashed_0014_agency_of_uploads'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('workinggroups', '0001_squashed_0006_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_feed', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('frequency', models.CharField(choices=[('weekly', 'Every week or every few weeks'), ('monthly', 'Every month or every few months, on a weekday such as the third Thursday')], default='monthly', max_length=10)),
                ('interval', models.PositiveSmallIntegerField(default=1, help_text='Every how many weeks or months.')),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 is Monday.')),
                ('ordinal', models.SmallIntegerField(default=0, help_text='1 to 4, or -1 for the last; 0 when weekly.')),
                ('starts_on', models.DateField(help_text='The first call is on or after this day.')),
                ('ends_on', models.DateField(help_text='No call after this day.')),
                ('starts_at_time', models.TimeField(help_text='Wall-clock time in the zone.')),
                ('minutes', models.PositiveSmallIntegerField(default=60)),
                ('zone', models.CharField(default='America/New_York', max_length=40)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('join_url', models.URLField(blank=True, max_length=500, verbose_name='link to join')),
                ('agenda', models.TextField(blank=True, help_text='Markdown.', max_length=20000)),
                ('record_sharing', models.CharField(default='group', max_length=12)),
                ('summary_sharing', models.CharField(default='group', max_length=12)),
                ('is_sample', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series', to='workinggroups.workinggroup')),
            ],
            options={
                'verbose_name_plural': 'series',
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='series_weekday_is_one'), models.CheckConstraint(condition=models.Q(('ordinal__gte', -1), ('ordinal__lte', 4)), name='series_ordinal_is_one'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='series_ends_after_start'), models.CheckConstraint(condition=models.Q(('interval__gte', 1), ('interval__lte', 12)), name='series_interval_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('call', 'Call'), ('in_person', 'In-person meeting'), ('conference', 'Conference'), ('session', 'Conference session')], default='call', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('zone', models.CharField(default='America/New_York', max_length=40)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('join_url', models.URLField(blank=True, max_length=500, verbose_name='link to join')),
                ('agenda', models.TextField(blank=True, help_text='Markdown.', max_length=20000)),
                ('status', models.CharField(choices=[('planned', 'Scheduled'), ('held', 'Held'), ('cancelled', 'Canceled')], default='planned', max_length=10)),
                ('cancel_reason', models.CharField(blank=True, max_length=500)),
                ('record_sharing', models.CharField(choices=[('group', 'Members of the group'), ('participants', 'Participants of the event'), ('workforce', 'The workforce space: states and cities'), ('all_members', 'Members of all states'), ('public', 'Everyone, public')], default='group', max_length=12, verbose_name='who can see the meeting page')),
                ('summary_sharing', models.CharField(choices=[('group', 'Members of the group'), ('participants', 'Participants of the event'), ('workforce', 'The workforce space: states and cities'), ('all_members', 'Members of all states'), ('public', 'Everyone, public')], default='group', max_length=12, verbose_name='who can read the summary')),
                ('summary_draft', models.TextField(blank=True, help_text='Markdown, for editors only.', max_length=50000)),
                ('summary', models.TextField(blank=True, help_text='Markdown, as published.', max_length=50000)),
                ('record_draft', models.JSONField(blank=True, default=dict, help_text='Decisions and action items beside the draft, until it is published.')),
                ('summary_published_at', models.DateTimeField(blank=True, null=True)),
                ('summary_changed_at', models.DateTimeField(blank=True, help_text='When it was published again.', null=True)),
                ('summary_revision', models.PositiveIntegerField(default=1, help_text='Counts edits of the draft.')),
                ('recording_url', models.URLField(blank=True, max_length=500)),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('sequence', models.PositiveIntegerField(default=0, help_text='Of the calendar entry: what clients know is older.')),
                ('source', models.CharField(blank=True, help_text='Source of a real record.', max_length=300)),
                ('is_sample', models.BooleanField(default=False)),
                ('registration', models.CharField(choices=[('none', 'No registration'), ('open', 'Open to everyone who can see the event'), ('invitation', 'By invitation only')], default='none', max_length=10)),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, help_text='Who can register.', size=None)),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Leave blank for no limit.', null=True)),
                ('registration_closes_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('record_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, help_text='Derived by triggers from the grants; empty means no one.', size=None)),
                ('summary_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('words', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('summary_words', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('audience', models.OneToOneField(blank=True, help_text="The participants of an event; sessions use their event's.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='event', to='accounts.audience')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='workinggroups.workinggroup')),
                ('organizers', models.ManyToManyField(blank=True, related_name='organized_meetings', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='meetings.meeting')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='meetings.series')),
            ],
            options={
                'permissions': [('view_summary', 'Can read the summary')],
                'indexes': [models.Index(fields=['starts_at', 'key'], name='meeting_by_start'), models.Index(fields=['ends_at'], name='meeting_by_end'), models.Index(condition=models.Q(('summary_published_at__isnull', False)), fields=['-summary_published_at', '-key'], name='meeting_by_publication'), models.Index(fields=['group', 'starts_at', 'key'], name='meeting_by_group'), models.Index(fields=['parent', 'starts_at', 'key'], name='meeting_by_parent'), django.contrib.postgres.indexes.GinIndex(fields=['words'], name='meeting_words'), django.contrib.postgres.indexes.GinIndex(fields=['summary_words'], name='meeting_summary_words')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'session'), ('parent__isnull', False)), models.Q(models.Q(('kind', 'session'), _negated=True), ('parent__isnull', True)), _connector='OR'), name='sessions_have_an_event'), models.CheckConstraint(condition=models.Q(('summary', ''), ('summary_published_at__isnull', False), _connector='OR'), name='published_summary_has_a_date'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'call'), ('registration', 'none')), models.Q(('kind', 'call'), _negated=True), _connector='OR'), name='nobody_registers_for_a_call'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('series', 'starts_at'), name='one_meeting_of_a_series_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000)),
                ('owner_name', models.CharField(help_text='As of the meeting date, with or without an account.', max_length=160)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='action_items', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='action_items', to='meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='ActionItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('text', models.CharField(max_length=1000)),
                ('owner_name', models.CharField(help_text='As of the meeting date, with or without an account.', max_length=160)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('done_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='meetings.actionitem')),
                ('meeting', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='meetings.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('sector', models.CharField(choices=[('states', 'A state or territory'), ('cities', 'A city or other local government'), ('federal', 'A federal agency'), ('utilities', 'A utility'), ('partners', 'A private partner')], max_length=12)),
                ('organization', models.CharField(max_length=160)),
                ('needs', models.CharField(blank=True, help_text='Accessibility or diet, for organizers only.', max_length=500)),
                ('status', models.CharField(choices=[('confirmed', 'Registered'), ('waiting', 'On the waitlist'), ('cancelled', 'Canceled'), ('removed', 'Removed by the organizers')], max_length=10)),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Decides the order of the waitlist.')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='meetings.meeting')),
                ('state', models.ForeignKey(blank=True, help_text='The agency’s state on that day.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.state')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['meeting', 'status', 'registered_at'], name='meetings_re_meeting_effb1c_idx')],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='one_registration_per_person')],
            },
        ),
        migrations.CreateModel(
            name='RegistrationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12)),
                ('sector', models.CharField(choices=[('states', 'A state or territory'), ('cities', 'A city or other local government'), ('federal', 'A federal agency'), ('utilities', 'A utility'), ('partners', 'A private partner')], max_length=12)),
                ('organization', models.CharField(max_length=160)),
                ('needs', models.CharField(blank=True, help_text='Accessibility or diet, for organizers only.', max_length=500)),
                ('status', models.CharField(choices=[('confirmed', 'Registered'), ('waiting', 'On the waitlist'), ('cancelled', 'Canceled'), ('removed', 'Removed by the organizers')], max_length=10)),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Decides the order of the waitlist.')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('meeting', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='meetings.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='meetings.registration')),
                ('state', models.ForeignKey(blank=True, db_constraint=False, help_text='The agency’s state on that day.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.state')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rsvp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'Yes'), ('maybe', 'Maybe'), ('no', 'No')], max_length=5)),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rsvps', to='meetings.meeting')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rsvps', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='one_answer_per_person')],
            },
        ),
        migrations.CreateModel(
            name='MeetingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12)),
                ('kind', models.CharField(choices=[('call', 'Call'), ('in_person', 'In-person meeting'), ('conference', 'Conference'), ('session', 'Conference session')], default='call', max_length=10)),
                ('title', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('zone', models.CharField(default='America/New_York', max_length=40)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('join_url', models.URLField(blank=True, max_length=500, verbose_name='link to join')),
                ('agenda', models.TextField(blank=True, help_text='Markdown.', max_length=20000)),
                ('status', models.CharField(choices=[('planned', 'Scheduled'), ('held', 'Held'), ('cancelled', 'Canceled')], default='planned', max_length=10)),
                ('cancel_reason', models.CharField(blank=True, max_length=500)),
                ('record_sharing', models.CharField(choices=[('group', 'Members of the group'), ('participants', 'Participants of the event'), ('workforce', 'The workforce space: states and cities'), ('all_members', 'Members of all states'), ('public', 'Everyone, public')], default='group', max_length=12, verbose_name='who can see the meeting page')),
                ('summary_sharing', models.CharField(choices=[('group', 'Members of the group'), ('participants', 'Participants of the event'), ('workforce', 'The workforce space: states and cities'), ('all_members', 'Members of all states'), ('public', 'Everyone, public')], default='group', max_length=12, verbose_name='who can read the summary')),
                ('summary_draft', models.TextField(blank=True, help_text='Markdown, for editors only.', max_length=50000)),
                ('summary', models.TextField(blank=True, help_text='Markdown, as published.', max_length=50000)),
                ('record_draft', models.JSONField(blank=True, default=dict, help_text='Decisions and action items beside the draft, until it is published.')),
                ('summary_published_at', models.DateTimeField(blank=True, null=True)),
                ('summary_changed_at', models.DateTimeField(blank=True, help_text='When it was published again.', null=True)),
                ('summary_revision', models.PositiveIntegerField(default=1, help_text='Counts edits of the draft.')),
                ('recording_url', models.URLField(blank=True, max_length=500)),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('sequence', models.PositiveIntegerField(default=0, help_text='Of the calendar entry: what clients know is older.')),
                ('source', models.CharField(blank=True, help_text='Source of a real record.', max_length=300)),
                ('is_sample', models.BooleanField(default=False)),
                ('registration', models.CharField(choices=[('none', 'No registration'), ('open', 'Open to everyone who can see the event'), ('invitation', 'By invitation only')], default='none', max_length=10)),
                ('sectors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, help_text='Who can register.', size=None)),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Leave blank for no limit.', null=True)),
                ('registration_closes_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('audience', models.ForeignKey(blank=True, db_constraint=False, help_text="The participants of an event; sessions use their event's.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.audience')),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workinggroups.workinggroup')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='meetings.meeting')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='meetings.meeting')),
                ('series', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='meetings.series')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SeriesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('frequency', models.CharField(choices=[('weekly', 'Every week or every few weeks'), ('monthly', 'Every month or every few months, on a weekday such as the third Thursday')], default='monthly', max_length=10)),
                ('interval', models.PositiveSmallIntegerField(default=1, help_text='Every how many weeks or months.')),
                ('weekday', models.PositiveSmallIntegerField(help_text='0 is Monday.')),
                ('ordinal', models.SmallIntegerField(default=0, help_text='1 to 4, or -1 for the last; 0 when weekly.')),
                ('starts_on', models.DateField(help_text='The first call is on or after this day.')),
                ('ends_on', models.DateField(help_text='No call after this day.')),
                ('starts_at_time', models.TimeField(help_text='Wall-clock time in the zone.')),
                ('minutes', models.PositiveSmallIntegerField(default=60)),
                ('zone', models.CharField(default='America/New_York', max_length=40)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('join_url', models.URLField(blank=True, max_length=500, verbose_name='link to join')),
                ('agenda', models.TextField(blank=True, help_text='Markdown.', max_length=20000)),
                ('record_sharing', models.CharField(default='group', max_length=12)),
                ('summary_sharing', models.CharField(default='group', max_length=12)),
                ('is_sample', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='workinggroups.workinggroup')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='meetings.series')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('title', models.CharField(blank=True, max_length=160)),
                ('organization', models.CharField(blank=True, max_length=160)),
                ('bio', models.TextField(blank=True, max_length=3000)),
                ('notes', models.TextField(blank=True, help_text='For meeting organizers only.', max_length=3000)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speakers', to='meetings.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=160)),
                ('sector', models.CharField(choices=[('states', 'A state or territory'), ('cities', 'A city or other local government'), ('federal', 'A federal agency'), ('utilities', 'A utility'), ('partners', 'A private partner')], default='states', max_length=12)),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'email'), name='address_invited_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invited_address_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('organization', models.CharField(blank=True, max_length=160)),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.state')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='attended', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('meeting', 'user'), name='present_once_per_meeting')],
            },
        ),
        migrations.CreateModel(
            name='MeetingDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('slides', 'Slides'), ('material', 'Material'), ('mentioned', 'Mentioned')], default='material', max_length=10)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at_meetings', to='documents.document')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('meeting', 'document', 'role'), name='document_once_per_role_and_meeting')],
            },
        ),
        migrations.CreateModel(
            name='MeetingGroupPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='meetings.meeting')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'abstract': False,
                'unique_together': {('group', 'permission', 'content_object')},
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='words_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_words(NEW.meeting_id); RETURN NULL;', hash='6571a103f4a54d96b2ce2ade766ebf6cdf82a988', operation='INSERT OR UPDATE', pgid='pgtrigger_words_added_6f2ae', table='meetings_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='words_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_words(OLD.meeting_id); RETURN NULL;', hash='fb2426156113f5591ab49c724b3b93a905383e0f', operation='DELETE', pgid='pgtrigger_words_removed_b0e8b', table='meetings_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "meetings_actionitemevent" ("done_at", "done_by_id", "due_on", "id", "meeting_id", "owner_id", "owner_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text") VALUES (NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."meeting_id", NEW."owner_id", NEW."owner_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."text"); RETURN NULL;', hash='4aafaa5c616a18c9f29267077902ddf96f0efb13', operation='INSERT', pgid='pgtrigger_insert_insert_e0d21', table='meetings_actionitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "meetings_actionitemevent" ("done_at", "done_by_id", "due_on", "id", "meeting_id", "owner_id", "owner_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text") VALUES (NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."meeting_id", NEW."owner_id", NEW."owner_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."text"); RETURN NULL;', hash='03df2c7b4e09e84fcaf8b6da5b6f6497e470ad0b', operation='UPDATE', pgid='pgtrigger_update_update_bd1ee', table='meetings_actionitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinggrouppermission',
            trigger=pgtrigger.compiler.Trigger(name='granted', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_readers(NEW.content_object_id); RETURN NULL;', hash='88971fbba8e12a847307b59400509a775003071b', operation='INSERT', pgid='pgtrigger_granted_4cd6a', table='meetings_meetinggrouppermission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinggrouppermission',
            trigger=pgtrigger.compiler.Trigger(name='revoked', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_readers(OLD.content_object_id); RETURN NULL;', hash='6fd0a52a3a7d62888f0a7435ccd5dfa94980a430', operation='DELETE', pgid='pgtrigger_revoked_4e461', table='meetings_meetinggrouppermission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinggrouppermission',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='fffa66a4d9482a0f1631da499bf3f2612c9657c8', operation='UPDATE', pgid='pgtrigger_immutable_8abcf', table='meetings_meetinggrouppermission', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registration',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "meetings_registrationevent" ("decided_at", "id", "key", "meeting_id", "needs", "organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_at", "sector", "state_id", "status", "user_id") VALUES (NEW."decided_at", NEW."id", NEW."key", NEW."meeting_id", NEW."needs", NEW."organization", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registered_at", NEW."sector", NEW."state_id", NEW."status", NEW."user_id"); RETURN NULL;', hash='40488175336297fa39a272d37faa44a17ebba5be', operation='INSERT', pgid='pgtrigger_insert_insert_97216', table='meetings_registration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registration',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "meetings_registrationevent" ("decided_at", "id", "key", "meeting_id", "needs", "organization", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registered_at", "sector", "state_id", "status", "user_id") VALUES (NEW."decided_at", NEW."id", NEW."key", NEW."meeting_id", NEW."needs", NEW."organization", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registered_at", NEW."sector", NEW."state_id", NEW."status", NEW."user_id"); RETURN NULL;', hash='717bbabb6c84311457349b2f5984535ae75e442b', operation='UPDATE', pgid='pgtrigger_update_update_c0b6a', table='meetings_registration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "meetings_seriesevent" ("agenda", "created_at", "created_by_id", "ends_on", "frequency", "group_id", "id", "interval", "is_sample", "join_url", "key", "minutes", "ordinal", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record_sharing", "starts_at_time", "starts_on", "summary_sharing", "title", "weekday", "zone") VALUES (NEW."agenda", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."frequency", NEW."group_id", NEW."id", NEW."interval", NEW."is_sample", NEW."join_url", NEW."key", NEW."minutes", NEW."ordinal", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."record_sharing", NEW."starts_at_time", NEW."starts_on", NEW."summary_sharing", NEW."title", NEW."weekday", NEW."zone"); RETURN NULL;', hash='f0dca6e1db994511b5449aab17686d2c2de1741e', operation='INSERT', pgid='pgtrigger_insert_insert_b03bb', table='meetings_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "meetings_seriesevent" ("agenda", "created_at", "created_by_id", "ends_on", "frequency", "group_id", "id", "interval", "is_sample", "join_url", "key", "minutes", "ordinal", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record_sharing", "starts_at_time", "starts_on", "summary_sharing", "title", "weekday", "zone") VALUES (NEW."agenda", NEW."created_at", NEW."created_by_id", NEW."ends_on", NEW."frequency", NEW."group_id", NEW."id", NEW."interval", NEW."is_sample", NEW."join_url", NEW."key", NEW."minutes", NEW."ordinal", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."record_sharing", NEW."starts_at_time", NEW."starts_on", NEW."summary_sharing", NEW."title", NEW."weekday", NEW."zone"); RETURN NULL;', hash='e9994d0106f8d3824e77cafda70f0b5e61718ec0', operation='UPDATE', pgid='pgtrigger_update_update_353a3', table='meetings_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='words_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_words(NEW.id); RETURN NULL;', hash='ce9b14f12d8bea33c1f3df370fb040e89d814a70', operation='INSERT OR UPDATE OF "title", "agenda", "place", "summary"', pgid='pgtrigger_words_added_9f16b', table='meetings_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "meetings_meetingevent" ("agenda", "audience_id", "cancel_reason", "capacity", "changed_at", "created_at", "created_by_id", "ends_at", "group_id", "id", "is_sample", "join_url", "key", "kind", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record_draft", "record_sharing", "recording_url", "registration", "registration_closes_at", "revision", "sectors", "sequence", "series_id", "source", "starts_at", "status", "summary", "summary_changed_at", "summary_draft", "summary_published_at", "summary_revision", "summary_sharing", "title", "zone") VALUES (NEW."agenda", NEW."audience_id", NEW."cancel_reason", NEW."capacity", NEW."changed_at", NEW."created_at", NEW."created_by_id", NEW."ends_at", NEW."group_id", NEW."id", NEW."is_sample", NEW."join_url", NEW."key", NEW."kind", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."record_draft", NEW."record_sharing", NEW."recording_url", NEW."registration", NEW."registration_closes_at", NEW."revision", NEW."sectors", NEW."sequence", NEW."series_id", NEW."source", NEW."starts_at", NEW."status", NEW."summary", NEW."summary_changed_at", NEW."summary_draft", NEW."summary_published_at", NEW."summary_revision", NEW."summary_sharing", NEW."title", NEW."zone"); RETURN NULL;', hash='ce41a199812b74ca73f22b9434d82f6383c0f3f4', operation='INSERT', pgid='pgtrigger_insert_insert_61d9e', table='meetings_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agenda" IS DISTINCT FROM (NEW."agenda") OR OLD."audience_id" IS DISTINCT FROM (NEW."audience_id") OR OLD."cancel_reason" IS DISTINCT FROM (NEW."cancel_reason") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."join_url" IS DISTINCT FROM (NEW."join_url") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."record_draft" IS DISTINCT FROM (NEW."record_draft") OR OLD."record_sharing" IS DISTINCT FROM (NEW."record_sharing") OR OLD."recording_url" IS DISTINCT FROM (NEW."recording_url") OR OLD."registration" IS DISTINCT FROM (NEW."registration") OR OLD."registration_closes_at" IS DISTINCT FROM (NEW."registration_closes_at") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."sectors" IS DISTINCT FROM (NEW."sectors") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."series_id" IS DISTINCT FROM (NEW."series_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."summary_changed_at" IS DISTINCT FROM (NEW."summary_changed_at") OR OLD."summary_draft" IS DISTINCT FROM (NEW."summary_draft") OR OLD."summary_published_at" IS DISTINCT FROM (NEW."summary_published_at") OR OLD."summary_revision" IS DISTINCT FROM (NEW."summary_revision") OR OLD."summary_sharing" IS DISTINCT FROM (NEW."summary_sharing") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."zone" IS DISTINCT FROM (NEW."zone"))', func='INSERT INTO "meetings_meetingevent" ("agenda", "audience_id", "cancel_reason", "capacity", "changed_at", "created_at", "created_by_id", "ends_at", "group_id", "id", "is_sample", "join_url", "key", "kind", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "record_draft", "record_sharing", "recording_url", "registration", "registration_closes_at", "revision", "sectors", "sequence", "series_id", "source", "starts_at", "status", "summary", "summary_changed_at", "summary_draft", "summary_published_at", "summary_revision", "summary_sharing", "title", "zone") VALUES (NEW."agenda", NEW."audience_id", NEW."cancel_reason", NEW."capacity", NEW."changed_at", NEW."created_at", NEW."created_by_id", NEW."ends_at", NEW."group_id", NEW."id", NEW."is_sample", NEW."join_url", NEW."key", NEW."kind", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."record_draft", NEW."record_sharing", NEW."recording_url", NEW."registration", NEW."registration_closes_at", NEW."revision", NEW."sectors", NEW."sequence", NEW."series_id", NEW."source", NEW."starts_at", NEW."status", NEW."summary", NEW."summary_changed_at", NEW."summary_draft", NEW."summary_published_at", NEW."summary_revision", NEW."summary_sharing", NEW."title", NEW."zone"); RETURN NULL;', hash='070c146dbc3d2ff62787acfe100a4e12de2146a5', operation='UPDATE', pgid='pgtrigger_update_update_495b8', table='meetings_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='speaker',
            trigger=pgtrigger.compiler.Trigger(name='words_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_words(NEW.meeting_id); RETURN NULL;', hash='77e85cb407019666e00d45c6a8834b0b1eee1e9c', operation='INSERT OR UPDATE', pgid='pgtrigger_words_added_18ed0', table='meetings_speaker', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='speaker',
            trigger=pgtrigger.compiler.Trigger(name='words_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM meetings_refresh_words(OLD.meeting_id); RETURN NULL;', hash='1e01fc1f940f50d733c0396968c0662e532657b0', operation='DELETE', pgid='pgtrigger_words_removed_5560c', table='meetings_speaker', when='AFTER')),
        ),
        migrations.RunSQL(read_sql(__file__, "readers.sql")),
    ]
