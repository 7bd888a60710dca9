from django.db import migrations


class Migration(migrations.Migration):
    """ShelfStamp is called DocumentsStamp. Its table keeps the name that triggers, and the running release, write to."""

    dependencies = [
        ('documents', '0006_version_status'),
    ]

    operations = [
        migrations.AlterModelTable(
            name='shelfstamp',
            table='documents_shelfstamp',
        ),
        migrations.RenameModel(
            old_name='ShelfStamp',
            new_name='DocumentsStamp',
        ),
    ]
