import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.utils.timezone
from django.db import migrations, models

from clearinghouse.lib.sql import read_sql


class Migration(migrations.Migration):
    """Sign-ins, refusals, and downloads get a log of their own, and both logs can only grow."""

    dependencies = [
        ('accounts', '0024_guests_of_more_kinds'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('action', models.CharField(max_length=60)),
                ('actor_id', models.BigIntegerField(blank=True, null=True)),
                ('actor_label', models.CharField(blank=True, max_length=260, verbose_name='who')),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=60)),
                ('object_label', models.CharField(blank=True, max_length=260)),
                ('sentence', models.CharField(max_length=1000, verbose_name='what happened')),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('request_id', models.CharField(blank=True, db_default='', default='', max_length=12)),
                ('network', models.CharField(blank=True, db_default='', default='', help_text='Without the part that tells one machine.', max_length=43)),
                ('viewing', models.CharField(blank=True, db_default='', default='', help_text='As whom, where someone viewed as others.', max_length=200)),
                ('result', models.CharField(choices=[('done', 'Done'), ('refused', 'Refused')], default='done', max_length=10)),
            ],
            options={
                'verbose_name': 'sign-in or download',
                'verbose_name_plural': 'sign-ins and downloads',
            },
        ),
        migrations.AddField(
            model_name='auditevent',
            name='network',
            field=models.CharField(blank=True, db_default='', default='', help_text='Without the part that tells one machine.', max_length=43),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='request_id',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='viewing',
            field=models.CharField(blank=True, db_default='', default='', help_text='As whom, where someone viewed as others.', max_length=200),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['object_type', 'object_id', 'id'], name='access_by_object'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['actor_id', 'id'], name='access_by_person'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['happened_at', 'id'], name='access_by_time'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('object_label'), output_field=django.contrib.postgres.search.SearchVectorField(), template="to_tsvector('simple', regexp_replace(lower(%(expressions)s), '[^[:alnum:]]+', ' ', 'g'))"), name='access_object_words'),
        ),
        migrations.RunSQL(read_sql(__file__, "audit.sql"), migrations.RunSQL.noop),
    ]
