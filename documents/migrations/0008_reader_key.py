from django.db import migrations, models


class Migration(migrations.Migration):
    """Reader.key is called reader_key in Python. The column, its indexes and all SQL stay: nothing runs here."""

    dependencies = [
        ('documents', '0007_documents_stamp'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.RemoveConstraint(model_name='reader', name='reader_once_per_document'),
            migrations.RemoveIndex(model_name='reader', name='reader_newest'),
            migrations.RemoveIndex(model_name='reader', name='reader_by_kind'),
            migrations.RemoveIndex(model_name='reader', name='reader_by_state'),
            migrations.RemoveIndex(model_name='reader', name='reader_by_era'),
            migrations.RemoveIndex(model_name='reader', name='reader_by_year'),
            migrations.RemoveIndex(model_name='reader', name='reader_by_type'),
            migrations.RenameField(model_name='reader', old_name='key', new_name='reader_key'),
            migrations.AlterField(
                model_name='reader',
                name='reader_key',
                field=models.BigIntegerField(db_column='key'),
            ),
            migrations.AddIndex(
                model_name='reader',
                index=models.Index(fields=['reader_key', 'shared_at', 'document_key'], include=['document'], name='reader_newest'),
            ),
            migrations.AddIndex(
                model_name='reader',
                index=models.Index(fields=['reader_key', 'kind_id', 'shared_at', 'document_key'], include=['document'], name='reader_by_kind'),
            ),
            migrations.AddIndex(
                model_name='reader',
                index=models.Index(fields=['reader_key', 'state_id', 'shared_at', 'document_key'], include=['document'], name='reader_by_state'),
            ),
            migrations.AddIndex(
                model_name='reader',
                index=models.Index(fields=['reader_key', 'era_id', 'shared_at', 'document_key'], include=['document'], name='reader_by_era'),
            ),
            migrations.AddIndex(
                model_name='reader',
                index=models.Index(fields=['reader_key', 'year', 'shared_at', 'document_key'], include=['document'], name='reader_by_year'),
            ),
            migrations.AddIndex(
                model_name='reader',
                index=models.Index(fields=['reader_key', 'file_type', 'shared_at', 'document_key'], include=['document'], name='reader_by_type'),
            ),
            migrations.AddConstraint(
                model_name='reader',
                constraint=models.UniqueConstraint(fields=['document', 'reader_key'], name='reader_once_per_document'),
            ),
        ]),
    ]
