import clearinghouse.lib.keys
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

REVERSE = """
DROP TRIGGER documents_note_circles ON accounts_user_groups;
DROP FUNCTION documents_note_circles();
DROP FUNCTION documents_note_gained(bigint, bigint[], boolean);
DROP FUNCTION documents_has_alerts();
"""


class Migration(migrations.Migration):
    """Searches that people saved: see docs/decisions/0047-saved-searches.md."""

    dependencies = [
        ("documents", "0030_question_sets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GainedReaders',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys_before', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('only_recognized', models.BooleanField(db_default=False, default=False, help_text='What is new is the text of its scanned pages.')),
                ('transaction', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('filters', models.JSONField(blank=True, default=dict, help_text='The values chosen, by the name of the filter.')),
                ('alert', models.CharField(choices=[('none', 'No alert'), ('now', 'Right away'), ('daily', 'Once a day, in the morning'), ('weekly', 'Once a week, on Monday morning')], default='none', max_length=6)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='SearchNews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('digest', models.CharField(blank=True, help_text='What tells it; empty while it waits.', max_length=12)),
            ],
        ),
        migrations.AddField(
            model_name='gainedreaders',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='gainedreaders',
            name='person',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='searchnews',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='searchnews',
            name='search',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='news', to='documents.savedsearch'),
        ),
        migrations.AddField(
            model_name='searchnews',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='documents.documentversion'),
        ),
        migrations.AddConstraint(
            model_name='gainedreaders',
            constraint=models.UniqueConstraint(fields=('document', 'person', 'only_recognized', 'transaction'), name='gained_once_a_transaction', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='gainedreaders',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('person__isnull', False)), models.Q(('document__isnull', False), ('person__isnull', True)), _connector='OR'), name='a_document_or_a_person_gained'),
        ),
        migrations.AddIndex(
            model_name='savedsearch',
            index=models.Index(condition=models.Q(('alert', 'none'), _negated=True), fields=['owner'], name='saved_search_alerts'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='saved_search_name_once'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.CheckConstraint(condition=models.Q(('filters', {}), ('words', ''), _negated=True), name='saved_search_asks_something'),
        ),
        migrations.AddIndex(
            model_name='searchnews',
            index=models.Index(condition=models.Q(('digest', '')), fields=['search'], name='news_waiting'),
        ),
        migrations.AddIndex(
            model_name='searchnews',
            index=models.Index(condition=models.Q(('digest', ''), _negated=True), fields=['digest'], name='news_of_digest'),
        ),
        migrations.AddConstraint(
            model_name='searchnews',
            constraint=models.UniqueConstraint(fields=('search', 'document', 'version'), name='news_once_of_each_version', nulls_distinct=False),
        ),
        migrations.RunSQL(read_sql(__file__, "gained_readers.sql"), REVERSE),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='gained_readers', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.status = 'published' AND ((OLD.status <> 'published' OR OLD.current_version_id IS DISTINCT FROM NEW.current_version_id) OR OLD.reader_keys IS DISTINCT FROM NEW.reader_keys))", func="PERFORM documents_note_gained(NEW.id, OLD.reader_keys, (OLD.status <> 'published' OR OLD.current_version_id IS DISTINCT FROM NEW.current_version_id)); RETURN NULL;", hash='1f0beedc64e6463d74e77faebae00f6d10fa9fa5', operation='UPDATE OF "status", "current_version_id", "reader_keys"', pgid='pgtrigger_gained_readers_31f7d', table='documents_document', when='AFTER')),
        ),
    ]
