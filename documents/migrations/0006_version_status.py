import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A version's way back to its VersionStatus is called status. The name only: no column changes."""

    dependencies = [
        ('documents', '0005_groups_or_events'),
    ]

    operations = [
        migrations.AlterField(
            model_name='versionstatus',
            name='version',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='status', serialize=False, to='documents.documentversion'),
        ),
    ]
