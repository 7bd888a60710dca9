import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql

REVERSE = """
DROP TRIGGER documents_search_follows_topics ON documents_document_topics;
DROP FUNCTION documents_search_follows_topics();
DROP FUNCTION documents_search_changed(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0033_synonym_trials'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_id', models.BigIntegerField()),
                ('transaction', models.BigIntegerField(help_text="PostgreSQL's 64-bit number of the transaction.")),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SearchFollower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(help_text='The index’s folder, a random name.', max_length=20, unique=True)),
                ('host', models.CharField(max_length=253)),
                ('passed', models.BigIntegerField(help_text='All changes of transactions below this number are in the index.')),
                ('pages', models.PositiveIntegerField(default=0)),
                ('is_building', models.BooleanField(default=False, help_text='The index is being made anew and answers no one yet.')),
                ('problem', models.CharField(blank=True, default='', help_text='Why it stands still.', max_length=300)),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='searchchange',
            constraint=models.UniqueConstraint(fields=('transaction', 'document_id'), name='one_search_change_a_transaction'),
        ),
        migrations.RunSQL(read_sql(__file__, "search_changes.sql"), REVERSE),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='search_changed', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."dated_on" IS DISTINCT FROM (NEW."dated_on") OR OLD."era_id" IS DISTINCT FROM (NEW."era_id") OR OLD."file_type" IS DISTINCT FROM (NEW."file_type") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."reader_keys" IS DISTINCT FROM (NEW."reader_keys") OR OLD."shared_at" IS DISTINCT FROM (NEW."shared_at") OR OLD."state_id" IS DISTINCT FROM (NEW."state_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='PERFORM documents_search_changed(NEW.id); RETURN NULL;', hash='619a56b2da1108d2c9928247a9c2bdf73197ce1b', operation='UPDATE', pgid='pgtrigger_search_changed_1d810', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='search_added', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_search_changed(p.document_id) FROM (SELECT DISTINCT document_id FROM inserted WHERE is_current) AS p; RETURN NULL;', hash='c5fc52db91e593b1297315182d01c9f1a1a91d5b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_search_added_78bf9', referencing='REFERENCING NEW TABLE AS inserted ', table='documents_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='search_changed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_search_changed(p.document_id) FROM (\n    SELECT DISTINCT n.document_id FROM replaced o JOIN replacing n ON n.id = o.id\n    WHERE (o.is_current OR n.is_current)\n      AND (o.is_current, o.heading, o.text, o.number) IS DISTINCT FROM (n.is_current, n.heading, n.text, n.number)\n) AS p; RETURN NULL;', hash='ac8cabb6934dbccf69df433e052571bd08dfd00f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_search_changed_a8efa', referencing='REFERENCING OLD TABLE AS replaced  NEW TABLE AS replacing ', table='documents_page', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='page',
            trigger=pgtrigger.compiler.Trigger(name='search_removed', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM documents_search_changed(p.document_id) FROM (SELECT DISTINCT document_id FROM deleted WHERE is_current) AS p; RETURN NULL;', hash='5873c3842ce16113c7bfdc98a46f998eca8e216a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_search_removed_fad7d', referencing='REFERENCING OLD TABLE AS deleted ', table='documents_page', when='AFTER')),
        ),
    ]
