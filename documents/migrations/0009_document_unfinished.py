from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What somebody has not finished is asked on every home page; by this index it costs the same with any number."""

    dependencies = [
        ('accounts', '0005_wants_requests'),
        ('documents', '0008_reader_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('status__in', ['draft', 'confirmed'])), fields=['owner'], name='document_unfinished'),
        ),
    ]
