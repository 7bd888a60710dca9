import clearinghouse.lib.keys
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """A new database's way to the tables of contacts: those of the migrations it replaces, in one step."""

    replaces = [('contacts', '0001_initial'), ('contacts', '0002_words'), ('contacts', '0003_routes_follow_membership')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_words'),
        ('documents', '0001_squashed_0014_agency_of_uploads'),
        ('meetings', '0001_squashed_0007_words'),
        ('workinggroups', '0001_squashed_0006_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('organization', models.CharField(blank=True, max_length=120)),
                ('email', models.EmailField(blank=True, help_text='Empty where none is known.', max_length=254, verbose_name='public address')),
                ('answers', models.CharField(blank=True, help_text='What it answers, in a sentence. Public.', max_length=300)),
                ('check_mark', models.CharField(choices=[('V', 'Read in a source'), ('S', 'Seen second-hand'), ('K', 'From memory, to be confirmed')], default='K', max_length=1)),
                ('is_sample', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name_plural': 'mailboxes',
                'constraints': [models.UniqueConstraint(fields=('name', 'email'), name='mailbox_once')],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('person_left', models.BooleanField(db_default=False, default=False, editable=False)),
                ('backup_left', models.BooleanField(db_default=False, default=False, editable=False)),
                ('away_until', models.DateField(blank=True, help_text='The last day out of office. Until then, the backup answers.', null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('backup_mailbox', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='backed_up_routes', to='contacts.mailbox')),
                ('backup_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='backed_up_routes', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='workinggroups.workinggroup')),
                ('mailbox', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='contacts.mailbox')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='accounts.region')),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='accounts.state')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='documents.topic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('topic', 'region', 'state', 'group'), name='one_route_of_a_cell', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('mailbox__isnull', True), ('person__isnull', False)), models.Q(('mailbox__isnull', False), ('person__isnull', True)), _connector='OR'), name='route_leads_to_one_contact'), models.CheckConstraint(condition=models.Q(('backup_person__isnull', True), ('backup_mailbox__isnull', True), _connector='OR'), name='route_has_one_backup'), models.CheckConstraint(condition=models.Q(models.Q(('backup_person__isnull', True), ('person__isnull', True), models.Q(('backup_person', models.F('person')), _negated=True), _connector='OR'), models.Q(('backup_mailbox__isnull', True), ('mailbox__isnull', True), models.Q(('backup_mailbox', models.F('mailbox')), _negated=True), _connector='OR')), name='nobody_is_their_own_backup')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('subject', models.CharField(max_length=160)),
                ('status', models.CharField(choices=[('unconfirmed', 'Email address not confirmed yet'), ('waiting', 'Waiting for an answer'), ('answered', 'Answered'), ('closed', 'Closed')], default='waiting', max_length=11)),
                ('asker_name', models.CharField(max_length=120)),
                ('asker_email', models.EmailField(blank=True, help_text='Of someone without an account. Confirmed by an emailed link.', max_length=254)),
                ('agrees_to_name', models.BooleanField(default=False, verbose_name='can be named when the answer is published')),
                ('once', models.CharField(help_text='Of the form it came with: sent twice, asked once.', max_length=64, unique=True)),
                ('origin', models.CharField(blank=True, help_text='A keyed hash of the network address, for a day.', max_length=64)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('waiting_since', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('asker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='documents.document')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='workinggroups.workinggroup')),
                ('mailbox', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='contacts.mailbox')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='meetings.meeting')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='responsible_for', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='accounts.region')),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='accounts.state')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='documents.topic')),
                ('route', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='contacts.route')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['waiting_since', 'key'], name='question_queue'), models.Index(fields=['asker', '-asked_at', 'key'], name='question_of_asker'), models.Index(condition=models.Q(('status', 'waiting')), fields=['group', 'waiting_since'], name='question_of_group'), models.Index(condition=models.Q(('asker_email', ''), _negated=True), fields=['asker_email', 'asked_at'], name='question_by_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asker__isnull', False), ('asker_email', '')), models.Q(('asker__isnull', True), models.Q(('asker_email', ''), _negated=True)), _connector='OR'), name='question_has_an_asker'), models.CheckConstraint(condition=models.Q(('person__isnull', True), ('mailbox__isnull', True), _connector='OR'), name='question_has_one_responsible'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='closed_question_has_a_date'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'unconfirmed'), _negated=True), ('asker__isnull', True), _connector='OR'), name='only_strangers_confirm')],
            },
        ),
        migrations.CreateModel(
            name='AskerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='contacts.question')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('asked', 'From the asker'), ('answer', 'Answer'), ('note', 'What happened')], max_length=6)),
                ('on_behalf_of', models.CharField(blank=True, help_text='The mailbox it was written for.', max_length=120)),
                ('text', models.TextField(max_length=10000)),
                ('once', models.CharField(max_length=64, unique=True)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='contacts.question')),
            ],
            options={
                'indexes': [models.Index(fields=['question', 'written_at', 'key'], name='message_of_question')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('question', models.CharField(max_length=300)),
                ('answer', models.TextField(help_text='Markdown.', max_length=20000)),
                ('asked_by', models.CharField(blank=True, help_text='Only with consent of the person who asked.', max_length=260)),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that two editors notice each other.')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('is_sample', models.BooleanField(default=False)),
                ('words', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('question', config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector('answer', config='english', weight='D'), django.contrib.postgres.search.SearchConfig('english')), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='accounts.audience')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='accounts.state')),
                ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='documents.topic')),
                ('origin', models.OneToOneField(blank=True, help_text='The conversation it was made from.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entry', to='contacts.question')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='entry_words'), models.Index(condition=models.Q(('withdrawn_at', None)), fields=['audience', '-published_at', '-key'], name='entry_by_audience')],
            },
        ),
        migrations.RunSQL(read_sql(__file__, "routes.sql")),
    ]
