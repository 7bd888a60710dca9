import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The log is found by person, time, and name; made while others write to it."""

    atomic = False
    dependencies = [("accounts", "0025_access_events")]

    operations = [
        migrations.RunSQL("SET statement_timeout = 0", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(fields=['actor_id', 'id'], name='audit_by_person'),
        ),
        AddIndexConcurrently(
            model_name='auditevent',
            index=models.Index(fields=['happened_at', 'id'], name='audit_by_time'),
        ),
        AddIndexConcurrently(
            model_name='auditevent',
            index=django.contrib.postgres.indexes.GinIndex(models.Func(models.F('object_label'), output_field=django.contrib.postgres.search.SearchVectorField(), template="to_tsvector('simple', regexp_replace(lower(%(expressions)s), '[^[:alnum:]]+', ' ', 'g'))"), name='audit_object_words'),
        ),
        migrations.RunSQL("RESET statement_timeout", migrations.RunSQL.noop),
    ]
