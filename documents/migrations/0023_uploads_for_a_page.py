from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0022_openings")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="brought_for",
            field=models.CharField(
                blank=True, db_default="", default="", help_text="The key of the page that asked for it.", max_length=32
            ),
        ),
    ]
