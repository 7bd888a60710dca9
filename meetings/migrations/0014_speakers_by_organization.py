from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """A state's page looks for those who spoke for its agencies, among everybody who ever spoke."""

    atomic = False

    dependencies = [("meetings", "0013_words_of_meetings")]

    operations = [
        AddIndexConcurrently(
            model_name="speaker",
            index=models.Index(Lower("organization"), name="speaker_by_organization"),
        ),
    ]
