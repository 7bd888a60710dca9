from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The newest documents of the Collaborative are found without reading everybody's."""

    atomic = False

    dependencies = [("documents", "0040_layers_on_the_map")]

    operations = [
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(
                "shared_at",
                "key",
                condition=models.Q(("sharing", "workforce"), ("status", "published")),
                name="document_of_workforce",
            ),
        ),
    ]
