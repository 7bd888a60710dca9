import accounts.models.user
import clearinghouse.lib.keys
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new database's way to the tables of accounts: those of the migrations it replaces, in one step."""

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_asked_tier_and_state_of_notes'), ('accounts', '0003_mail_checks_and_preferences'), ('accounts', '0004_time_zone_and_key'), ('accounts', '0005_wants_requests'), ('accounts', '0006_words')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False, verbose_name='can edit reference data')),
                ('time_zone', models.CharField(blank=True, help_text='Empty means the portal’s time zone.', max_length=40)),
                ('is_sample', models.BooleanField(default=False)),
                ('sample_note', models.CharField(blank=True, max_length=200)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='email_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='email_lower_case'), models.CheckConstraint(condition=models.Q(('time_zone__in', ['', 'America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Anchorage', 'Pacific/Honolulu', 'America/Puerto_Rico', 'Pacific/Guam', 'Pacific/Pago_Pago'])), name='time_zone_is_known')],
            },
            managers=[
                ('objects', accounts.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='RegionScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='RegistryDomain',
            fields=[
                ('domain', models.CharField(max_length=253, primary_key=True, serialize=False)),
                ('registry_type', models.CharField(max_length=60)),
                ('organization', models.CharField(max_length=200)),
                ('suborganization', models.CharField(blank=True, max_length=200)),
                ('city', models.CharField(blank=True, max_length=80)),
                ('state_code', models.CharField(blank=True, max_length=2)),
            ],
        ),
        migrations.CreateModel(
            name='State',
            fields=[
                ('code', models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name='postal code')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('state', 'State'), ('district', 'District'), ('territory', 'Territory')], max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('DOT', 'Department of Transportation'), ('SEO', 'State Energy Office'), ('PUC', 'Public utility commission'), ('ENV', 'Environmental agency'), ('QUASI', 'Quasi-public state body'), ('OTHER', 'Other state agency'), ('CITY', 'City or local government'), ('NATIONAL', 'National association')], max_length=10)),
                ('name', models.CharField(max_length=160)),
                ('abbreviation', models.CharField(blank=True, max_length=20)),
                ('is_sample', models.BooleanField(default=False)),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='accounts.state')),
            ],
            options={
                'verbose_name_plural': 'agencies',
                'constraints': [models.UniqueConstraint(fields=('state', 'name'), name='agency_name_once_per_state')],
            },
        ),
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='preferences', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('wants_invitations', models.BooleanField(default=True, verbose_name='Invitations to my groups’ calls and meetings')),
                ('wants_reminders', models.BooleanField(default=True, verbose_name='A reminder the day before')),
                ('wants_summaries', models.BooleanField(default=True, verbose_name='New summaries and slides from my groups')),
                ('wants_requests', models.BooleanField(default=True, verbose_name='Requests to join a group I lead')),
                ('is_listed', models.BooleanField(default=True, verbose_name='List me in the directory of members')),
                ('shows_email', models.BooleanField(default=False, verbose_name='Show my email address to members')),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('shows_phone', models.BooleanField(default=False, verbose_name='Show my phone number to members')),
            ],
            options={
                'verbose_name_plural': 'preferences',
            },
        ),
        migrations.CreateModel(
            name='AgencyDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253)),
                ('is_primary', models.BooleanField(default=False)),
                ('check_mark', models.CharField(choices=[('V', 'Read in a source'), ('S', 'Seen second-hand'), ('K', 'From memory, to be confirmed')], default='K', max_length=1)),
                ('check_note', models.CharField(blank=True, max_length=300)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='accounts.agency')),
            ],
            options={
                'indexes': [models.Index(fields=['domain'], name='accounts_ag_domain_2d209f_idx')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'domain'), name='domain_once_per_agency'), models.CheckConstraint(condition=models.Q(('domain', django.db.models.functions.text.Lower('domain'))), name='domain_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('action', models.CharField(max_length=60)),
                ('actor_id', models.BigIntegerField(blank=True, null=True)),
                ('actor_label', models.CharField(blank=True, max_length=260)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=60)),
                ('object_label', models.CharField(blank=True, max_length=260)),
                ('sentence', models.CharField(max_length=1000)),
                ('detail', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['object_type', 'object_id', 'id'], name='accounts_au_object__42d62c_idx')],
            },
        ),
        migrations.CreateModel(
            name='MembershipRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(help_text='The verified address the request was made with.', max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('tier', models.CharField(choices=[('member', 'State member'), ('guest', 'Guest of the workforce space')], default='member', help_text='What the person asks for.', max_length=10)),
                ('new_agency_name', models.CharField(blank=True, max_length=160)),
                ('role_title', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=1000)),
                ('status', models.CharField(choices=[('waiting', 'Waiting for a decision'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=1000)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.agency')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='membership_decisions', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='membership_requests', to=settings.AUTH_USER_MODEL)),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.state')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'requested_at'], name='accounts_me_status_2af2a1_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'waiting')), fields=('user',), name='one_open_request_per_person'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('status__in', ['approved', 'declined'])), models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('status__in', ['waiting', 'withdrawn'])), _connector='OR'), name='request_decision_is_whole'), models.CheckConstraint(condition=models.Q(('agency__isnull', False), models.Q(('new_agency_name', ''), _negated=True), _connector='OR'), name='request_names_an_agency'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('user')), _negated=True), name='nobody_decides_their_own_request')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(choices=[('member', 'State member'), ('guest', 'Guest of the workforce space')], default='member', max_length=10)),
                ('role', models.CharField(choices=[('reader', 'Reads and shares own documents'), ('editor', 'EV lead: edits all documents of the agency')], default='reader', max_length=10)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.agency')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='membership', to='accounts.membershiprequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='one_current_membership_per_person')],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('tier', models.CharField(choices=[('member', 'State member'), ('guest', 'Guest of the workforce space')], default='member', max_length=10)),
                ('role', models.CharField(choices=[('reader', 'Reads and shares own documents'), ('editor', 'EV lead: edits all documents of the agency')], default='reader', max_length=10)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.agency')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.membership')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.membershiprequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=250)),
                ('body', models.TextField()),
                ('check_name', models.CharField(blank=True, help_text='Asked again when it is sent; see may_send().', max_length=60)),
                ('check_key', models.CharField(blank=True, max_length=120)),
                ('attachment_name', models.CharField(blank=True, max_length=80)),
                ('attachment_type', models.CharField(blank=True, max_length=120)),
                ('attachment', models.TextField(blank=True)),
                ('dedupe_key', models.CharField(blank=True, max_length=120, null=True, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('abandoned_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('abandoned_at__isnull', True), ('sent_at__isnull', True)), fields=['next_try_at'], name='outbox_waiting')],
            },
        ),
        migrations.CreateModel(
            name='MembershipRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('email', models.EmailField(help_text='The verified address the request was made with.', max_length=254)),
                ('name', models.CharField(max_length=120)),
                ('tier', models.CharField(choices=[('member', 'State member'), ('guest', 'Guest of the workforce space')], default='member', help_text='What the person asks for.', max_length=10)),
                ('new_agency_name', models.CharField(blank=True, max_length=160)),
                ('role_title', models.CharField(max_length=120)),
                ('reason', models.CharField(max_length=1000)),
                ('status', models.CharField(choices=[('waiting', 'Waiting for a decision'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_reason', models.CharField(blank=True, max_length=1000)),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.agency')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.membershiprequest')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.state')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DomainNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('match', models.CharField(choices=[('suffix', 'This domain and all its subdomains'), ('regex', 'Domains that match this pattern, or addresses if it ends in @'), ('address', 'This one address')], max_length=10)),
                ('pattern', models.CharField(max_length=253)),
                ('weight', models.CharField(choices=[('evidence_against', 'Evidence against approval'), ('state_only', 'Shows the state, not the agency'), ('evidence_for', 'Evidence for approval')], max_length=20)),
                ('category', models.SlugField(help_text='federal, contractor, shared_mailbox, ...')),
                ('sentence', models.CharField(max_length=400)),
                ('check_mark', models.CharField(choices=[('V', 'Read in a source'), ('S', 'Seen second-hand'), ('K', 'From memory, to be confirmed')], default='K', max_length=1)),
                ('state', models.ForeignKey(blank=True, help_text='Whose domain it is.', null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.state')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('match', 'pattern'), name='domain_note_once_per_pattern')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regions', to='accounts.regionscheme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scheme', 'name'), name='region_name_once_per_scheme')],
            },
        ),
        migrations.CreateModel(
            name='RegionState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_mark', models.CharField(choices=[('V', 'Read in a source'), ('S', 'Seen second-hand'), ('K', 'From memory, to be confirmed')], default='K', max_length=1)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.region')),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.state')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('region', 'state'), name='state_once_per_region')],
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='audience', serialize=False, to='auth.group')),
                ('kind', models.CharField(choices=[('public', 'Everyone, public'), ('all_members', 'All member states'), ('state', 'A state'), ('agency', 'An agency'), ('region', 'A region'), ('working_group', 'A working group'), ('event', 'The participants of an event'), ('workforce', 'The workforce space'), ('administrators', 'Administrators')], max_length=20)),
                ('label', models.CharField(max_length=160)),
                ('agency', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audience', to='accounts.agency')),
                ('region', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audience', to='accounts.region')),
                ('state', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audience', to='accounts.state')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ('public', 'all_members', 'workforce', 'administrators'))), fields=('kind',), name='one_audience_of_each_single_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'state'), ('state__isnull', False)), models.Q(models.Q(('kind', 'state'), _negated=True), ('state__isnull', True)), _connector='OR'), name='audience_state_matches_kind'), models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('kind', 'agency')), models.Q(models.Q(('kind', 'agency'), _negated=True), ('agency__isnull', True)), _connector='OR'), name='audience_agency_matches_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'region'), ('region__isnull', False)), models.Q(models.Q(('kind', 'region'), _negated=True), ('region__isnull', True)), _connector='OR'), name='audience_region_matches_kind')],
            },
        ),
        migrations.AddField(
            model_name='region',
            name='states',
            field=models.ManyToManyField(related_name='regions', through='accounts.RegionState', to='accounts.state'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7b732c5f4d9c0b519ac859053fcea89f0fcc34eb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a0b21', table='accounts_auditevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershipevent" ("agency_id", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "role", "started_at", "tier", "title", "user_id") VALUES (NEW."agency_id", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."request_id", NEW."role", NEW."started_at", NEW."tier", NEW."title", NEW."user_id"); RETURN NULL;', hash='858aebd493fe89af842c7788032c3b2ea4cff240', operation='INSERT', pgid='pgtrigger_insert_insert_fc05a', table='accounts_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershipevent" ("agency_id", "ended_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_id", "role", "started_at", "tier", "title", "user_id") VALUES (NEW."agency_id", NEW."ended_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."request_id", NEW."role", NEW."started_at", NEW."tier", NEW."title", NEW."user_id"); RETURN NULL;', hash='c383983d59d121d68e24ebad5ef854cecdea8f71', operation='UPDATE', pgid='pgtrigger_update_update_20ab5', table='accounts_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershiprequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_membershiprequestevent" ("agency_id", "decided_at", "decided_by_id", "decision_reason", "email", "id", "name", "new_agency_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "role_title", "state_id", "status", "tier", "user_id") VALUES (NEW."agency_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."email", NEW."id", NEW."name", NEW."new_agency_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."requested_at", NEW."role_title", NEW."state_id", NEW."status", NEW."tier", NEW."user_id"); RETURN NULL;', hash='98cf3d66676a610dfc35832ff48baaca46e50e26', operation='INSERT', pgid='pgtrigger_insert_insert_9ef7d', table='accounts_membershiprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershiprequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_membershiprequestevent" ("agency_id", "decided_at", "decided_by_id", "decision_reason", "email", "id", "name", "new_agency_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requested_at", "role_title", "state_id", "status", "tier", "user_id") VALUES (NEW."agency_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."email", NEW."id", NEW."name", NEW."new_agency_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."requested_at", NEW."role_title", NEW."state_id", NEW."status", NEW."tier", NEW."user_id"); RETURN NULL;', hash='b5af39896218b643834621e26e9223b570991aa6', operation='UPDATE', pgid='pgtrigger_update_update_1984e', table='accounts_membershiprequest', when='AFTER')),
        ),
    ]
