import clearinghouse.lib.keys
import datetime
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

# Beside the row, where a search reads them four times as fast: see 0004.
INLINE = "ALTER TABLE documents_page ALTER COLUMN vector SET STORAGE MAIN"


class Migration(migrations.Migration):
    """A new database's way to the tables of documents: those of the migrations it replaces, in one step."""

    replaces = [('documents', '0001_initial'), ('documents', '0002_readers_function'), ('documents', '0003_reader_facets'), ('documents', '0004_page_vector_inline'), ('documents', '0005_groups_or_events'), ('documents', '0006_version_status'), ('documents', '0007_documents_stamp'), ('documents', '0008_reader_key'), ('documents', '0009_document_unfinished'), ('documents', '0010_uploads_outside_the_quota'), ('documents', '0011_words'), ('documents', '0012_agency_of_documents'), ('documents', '0013_owner_follows_membership'), ('documents', '0014_agency_of_uploads')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_words'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentsStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counter', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'db_table': 'documents_shelfstamp',
            },
        ),
        migrations.CreateModel(
            name='Era',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('starts_on', models.DateField(unique=True)),
                ('summary', models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Family',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'families',
            },
        ),
        migrations.CreateModel(
            name='SynonymSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Kind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('description', models.CharField(blank=True, max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kinds', to='documents.family')),
            ],
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('filename', models.CharField(help_text='The uploader’s name for the file, cleaned; shown, never used as a path.', max_length=150)),
                ('file_type', models.CharField(max_length=10)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('storage_name', models.CharField(help_text='Random; says nothing about the file.', max_length=100, unique=True)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['sha256'], name='documents_d_sha256_9d17ab_idx')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('title', models.CharField(max_length=250)),
                ('abstract', models.TextField(blank=True, max_length=5000)),
                ('dated_on', models.DateField(blank=True, null=True)),
                ('label', models.CharField(choices=[('public', 'Already public'), ('deliberative', 'Internal draft, deliberative'), ('confidential', 'Contains vendor-confidential material')], default='deliberative', max_length=20)),
                ('sharing', models.CharField(choices=[('me', 'Only me'), ('agency', 'My agency'), ('state', 'My state'), ('region', 'Our region'), ('groups', 'These groups or events'), ('all_members', 'All member states'), ('workforce', 'The workforce space: states and cities'), ('public', 'Everyone, public')], default='me', max_length=20)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('confirmed', 'Waiting for file checks'), ('published', 'Shared'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that no one overwrites another person’s changes.')),
                ('file_type', models.CharField(blank=True, help_text='Of the current version; empty for a record.', max_length=10)),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveBigIntegerField(blank=True, help_text='Bytes of the current version.', null=True)),
                ('source_url', models.URLField(blank=True, help_text='Web address of the publication.', max_length=500)),
                ('study', models.CharField(blank=True, help_text='The study that this is an edition of.', max_length=160)),
                ('is_sample', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('shared_at', models.DateTimeField(blank=True, help_text='When others could first see it.', null=True)),
                ('reader_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, help_text="Derived by triggers from status, grants and the owner's membership; empty means no one.", size=None)),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.agency')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to=settings.AUTH_USER_MODEL)),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.state')),
                ('current_version', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='current_for', to='documents.documentversion')),
                ('era', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='documents.era')),
                ('kind', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='documents.kind')),
                ('topics', models.ManyToManyField(blank=True, related_name='documents', to='documents.topic')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['reader_keys'], name='document_readers'), models.Index(models.F('shared_at'), models.F('key'), condition=models.Q(('status', 'published')), name='document_newest'), models.Index(models.F('kind'), models.F('shared_at'), models.F('key'), condition=models.Q(('status', 'published')), name='document_by_kind'), models.Index(models.F('state'), models.F('shared_at'), models.F('key'), condition=models.Q(('status', 'published')), name='document_by_state'), models.Index(models.F('agency'), models.F('shared_at'), models.F('key'), condition=models.Q(('status', 'published')), name='document_by_agency'), models.Index(models.F('era'), models.F('shared_at'), models.F('key'), condition=models.Q(('status', 'published')), name='document_by_era'), models.Index(django.db.models.functions.comparison.Coalesce('dated_on', models.Value(datetime.date(1, 1, 1)), output_field=models.DateField()), models.F('key'), condition=models.Q(('status', 'published')), name='document_by_date'), models.Index(models.F('owner'), models.F('created_at'), name='document_by_owner'), models.Index(condition=models.Q(('status__in', ['draft', 'confirmed'])), fields=['owner'], name='document_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('shared_at__isnull', False), _connector='OR'), name='published_has_a_date'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('kind__isnull', False), _connector='OR'), name='published_has_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='VersionStatus',
            fields=[
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='status', serialize=False, to='documents.documentversion')),
                ('stage', models.CharField(choices=[('received', 'Received'), ('scanned', 'Scanned'), ('checked', 'Checked'), ('ready', 'Ready'), ('refused', 'Refused'), ('quarantined', 'Quarantined')], default='received', max_length=12)),
                ('scan', models.CharField(choices=[('waiting', 'Waiting for the virus scanner'), ('clean', 'No virus found'), ('infected', 'A virus was found'), ('not_configured', 'No virus scanner is set up')], default='waiting', max_length=20)),
                ('problem', models.CharField(blank=True, help_text='A message for the uploader.', max_length=500)),
                ('text_note', models.CharField(blank=True, help_text='Why text is missing or incomplete.', max_length=500)),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('proposal', models.JSONField(blank=True, default=dict, help_text='Title, state, kind and date read from the file.')),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('frozen_reader_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, help_text='Set once superseded: who could read it while it was current.', null=True, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='DocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12)),
                ('title', models.CharField(max_length=250)),
                ('abstract', models.TextField(blank=True, max_length=5000)),
                ('dated_on', models.DateField(blank=True, null=True)),
                ('label', models.CharField(choices=[('public', 'Already public'), ('deliberative', 'Internal draft, deliberative'), ('confidential', 'Contains vendor-confidential material')], default='deliberative', max_length=20)),
                ('sharing', models.CharField(choices=[('me', 'Only me'), ('agency', 'My agency'), ('state', 'My state'), ('region', 'Our region'), ('groups', 'These groups or events'), ('all_members', 'All member states'), ('workforce', 'The workforce space: states and cities'), ('public', 'Everyone, public')], default='me', max_length=20)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('confirmed', 'Waiting for file checks'), ('published', 'Shared'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('revision', models.PositiveIntegerField(default=1, help_text='Counts edits, so that no one overwrites another person’s changes.')),
                ('file_type', models.CharField(blank=True, help_text='Of the current version; empty for a record.', max_length=10)),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveBigIntegerField(blank=True, help_text='Bytes of the current version.', null=True)),
                ('source_url', models.URLField(blank=True, help_text='Web address of the publication.', max_length=500)),
                ('study', models.CharField(blank=True, help_text='The study that this is an edition of.', max_length=160)),
                ('is_sample', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('shared_at', models.DateTimeField(blank=True, help_text='When others could first see it.', null=True)),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.agency')),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='documents.document')),
                ('state', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.state')),
                ('current_version', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.documentversion')),
                ('era', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.era')),
                ('kind', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='documents.kind')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('heading', models.CharField(blank=True, max_length=250)),
                ('text', models.TextField(blank=True)),
                ('is_current', models.BooleanField(default=False, help_text="Searched: the current version's pages and the card.")),
                ('vector', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='documents.document')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='documents.documentversion')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(condition=models.Q(('is_current', True)), fields=['vector'], name='page_words')],
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='page_once_per_version'), models.UniqueConstraint(condition=models.Q(('version__isnull', True)), fields=('document',), name='one_record_card_per_document'), models.CheckConstraint(condition=models.Q(models.Q(('number', 0), ('version__isnull', True)), models.Q(('number__gte', 1), ('version__isnull', False)), _connector='OR'), name='page_zero_is_the_card')],
            },
        ),
        migrations.CreateModel(
            name='Reader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reader_key', models.BigIntegerField(db_column='key')),
                ('shared_at', models.DateTimeField()),
                ('document_key', models.CharField(help_text='Breaks ties of the sort key.', max_length=12)),
                ('kind_id', models.BigIntegerField(null=True)),
                ('state_id', models.CharField(max_length=2, null=True)),
                ('era_id', models.BigIntegerField(null=True)),
                ('year', models.SmallIntegerField(null=True)),
                ('file_type', models.CharField(default='', max_length=10)),
                ('document', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='documents.document')),
            ],
            options={
                'indexes': [models.Index(fields=['reader_key', 'shared_at', 'document_key'], include=('document',), name='reader_newest'), models.Index(fields=['reader_key', 'kind_id', 'shared_at', 'document_key'], include=('document',), name='reader_by_kind'), models.Index(fields=['reader_key', 'state_id', 'shared_at', 'document_key'], include=('document',), name='reader_by_state'), models.Index(fields=['reader_key', 'era_id', 'shared_at', 'document_key'], include=('document',), name='reader_by_era'), models.Index(fields=['reader_key', 'year', 'shared_at', 'document_key'], include=('document',), name='reader_by_year'), models.Index(fields=['reader_key', 'file_type', 'shared_at', 'document_key'], include=('document',), name='reader_by_type')],
                'constraints': [models.UniqueConstraint(fields=('document', 'reader_key'), name='reader_once_per_document')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('filename', models.CharField(max_length=150)),
                ('length', models.PositiveBigIntegerField(help_text='Expected size in bytes.')),
                ('offset', models.PositiveBigIntegerField(default=0, help_text='Bytes received so far.')),
                ('is_imported', models.BooleanField(db_default=False, default=False, help_text='Imported from a manifest; doesn’t count toward the owner’s daily limit.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agency', models.ForeignKey(blank=True, help_text="The owner's when it began: whose file it is, wherever they work when it has arrived.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('document', models.ForeignKey(blank=True, help_text='Set when the upload is a new version of this document.', null=True, on_delete=django.db.models.deletion.CASCADE, to='documents.document')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to=settings.AUTH_USER_MODEL)),
                ('version', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='documents.documentversion')),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'created_at'], name='documents_u_owner_i_da3396_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('offset__lte', models.F('length'))), name='offset_within_length')],
            },
        ),
        migrations.CreateModel(
            name='DocumentGroupPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='documents.document')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'abstract': False,
                'unique_together': {('group', 'permission', 'content_object')},
            },
        ),
        migrations.CreateModel(
            name='DocumentUserPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='documents.document')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'unique_together': {('user', 'permission', 'content_object')},
            },
        ),
        migrations.AddField(
            model_name='documentversion',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='documents.document'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentgrouppermission',
            trigger=pgtrigger.compiler.Trigger(name='granted', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(NEW.content_object_id); RETURN NULL;', hash='4d8264c002715715dc34291c91a3567fae4cf1d8', operation='INSERT', pgid='pgtrigger_granted_91268', table='documents_documentgrouppermission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentgrouppermission',
            trigger=pgtrigger.compiler.Trigger(name='revoked', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(OLD.content_object_id); RETURN NULL;', hash='c3120718d7c53585d63f2d93fe937799b0aeabb2', operation='DELETE', pgid='pgtrigger_revoked_0b827', table='documents_documentgrouppermission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentgrouppermission',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='63b55de16dc1af2af2c60e5028f42ac39efcb878', operation='UPDATE', pgid='pgtrigger_immutable_66db7', table='documents_documentgrouppermission', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentuserpermission',
            trigger=pgtrigger.compiler.Trigger(name='granted', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(NEW.content_object_id); RETURN NULL;', hash='37f8e3137ee6a49874d25c3f5b2fd56e9696a0b5', operation='INSERT', pgid='pgtrigger_granted_a334d', table='documents_documentuserpermission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentuserpermission',
            trigger=pgtrigger.compiler.Trigger(name='revoked', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(OLD.content_object_id); RETURN NULL;', hash='4710c194f582fbfc33305b92827c45b65dfc15f1', operation='DELETE', pgid='pgtrigger_revoked_6ebcc', table='documents_documentuserpermission', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentuserpermission',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a41a8f5ff3e4ec0b4e2d889958f39b813786a4d8', operation='UPDATE', pgid='pgtrigger_immutable_53dcc', table='documents_documentuserpermission', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d5e39d6294c94ee3a3cf33ca55dd1cc93af4c7a6', operation='UPDATE', pgid='pgtrigger_immutable_d3616', table='documents_documentversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='readers_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    PERFORM documents_refresh_readers(d.id) FROM documents_document d\n        WHERE d.id = NEW.document_id AND d.owner_id <> NEW.uploaded_by_id;\n    RETURN NULL;\n', hash='a51dac68787f6b77f3478dea7f656117be84920e', operation='INSERT', pgid='pgtrigger_readers_changed_0c10f', table='documents_documentversion', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='words', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                NEW.vector := setweight(to_tsvector('english', NEW.heading), 'B')\n                    || setweight(to_tsvector('english', left(NEW.text, 250000)), 'D');\n                RETURN NEW;\n                ", hash='cf8df13ec8b2c51f8418c22a82514db0e825e605', operation='INSERT OR UPDATE OF "heading", "text"', pgid='pgtrigger_words_fa0ab', table='documents_page', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='readers_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(NEW.id); RETURN NULL;', hash='78d9b9f16ab3cedeeef3e77e3c1ce7a4640372b0', operation='INSERT', pgid='pgtrigger_readers_added_f5dff', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='readers_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_refresh_readers(NEW.id); RETURN NULL;', hash='dfe00f663c35824f83fcbeeba1c4824aa684a73f', operation='UPDATE OF "status", "owner_id", "shared_at", "kind_id", "state_id", "era_id", "dated_on", "file_type", "agency_id", "sharing"', pgid='pgtrigger_readers_changed_1fd6a', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='counts_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."status" = \'published\')', func='PERFORM documents_stamp_shelf(); RETURN NULL;', hash='ca1b65bc6eae7c1f04a5548147e3c49191dfb700', operation='UPDATE OF "revision", "kind_id", "state_id", "agency_id", "era_id", "dated_on", "file_type"', pgid='pgtrigger_counts_changed_3e3a2', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='readers_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func='DELETE FROM documents_reader WHERE document_id = OLD.id; RETURN OLD;', hash='eab30a49e7bd4bbfb241b4118105960d0597440f', operation='DELETE', pgid='pgtrigger_readers_removed_0c48b', table='documents_document', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "documents_documentevent" ("abstract", "agency_id", "created_at", "current_version_id", "dated_on", "era_id", "file_size", "file_type", "id", "is_sample", "key", "kind_id", "label", "owner_id", "page_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "shared_at", "sharing", "source_url", "state_id", "status", "study", "title") VALUES (NEW."abstract", NEW."agency_id", NEW."created_at", NEW."current_version_id", NEW."dated_on", NEW."era_id", NEW."file_size", NEW."file_type", NEW."id", NEW."is_sample", NEW."key", NEW."kind_id", NEW."label", NEW."owner_id", NEW."page_count", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revision", NEW."shared_at", NEW."sharing", NEW."source_url", NEW."state_id", NEW."status", NEW."study", NEW."title"); RETURN NULL;', hash='ea02beee082cf3b4a90f01d441b16073831ee0bd', operation='INSERT', pgid='pgtrigger_insert_insert_be524', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."abstract" IS DISTINCT FROM (NEW."abstract") OR OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."current_version_id" IS DISTINCT FROM (NEW."current_version_id") OR OLD."dated_on" IS DISTINCT FROM (NEW."dated_on") OR OLD."era_id" IS DISTINCT FROM (NEW."era_id") OR OLD."file_size" IS DISTINCT FROM (NEW."file_size") OR OLD."file_type" IS DISTINCT FROM (NEW."file_type") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."label" IS DISTINCT FROM (NEW."label") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."page_count" IS DISTINCT FROM (NEW."page_count") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."shared_at" IS DISTINCT FROM (NEW."shared_at") OR OLD."sharing" IS DISTINCT FROM (NEW."sharing") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."state_id" IS DISTINCT FROM (NEW."state_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."study" IS DISTINCT FROM (NEW."study") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='INSERT INTO "documents_documentevent" ("abstract", "agency_id", "created_at", "current_version_id", "dated_on", "era_id", "file_size", "file_type", "id", "is_sample", "key", "kind_id", "label", "owner_id", "page_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revision", "shared_at", "sharing", "source_url", "state_id", "status", "study", "title") VALUES (NEW."abstract", NEW."agency_id", NEW."created_at", NEW."current_version_id", NEW."dated_on", NEW."era_id", NEW."file_size", NEW."file_type", NEW."id", NEW."is_sample", NEW."key", NEW."kind_id", NEW."label", NEW."owner_id", NEW."page_count", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revision", NEW."shared_at", NEW."sharing", NEW."source_url", NEW."state_id", NEW."status", NEW."study", NEW."title"); RETURN NULL;', hash='8c310bb13a7bef521516d6016f950ea4b4c6a9ae', operation='UPDATE', pgid='pgtrigger_update_update_a3ed6', table='documents_document', when='AFTER')),
        ),
        migrations.RunSQL(read_sql(__file__, "readers.sql")),
        migrations.RunSQL(read_sql(__file__, "owners.sql")),
        migrations.RunSQL(INLINE),
    ]
