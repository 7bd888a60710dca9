import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import clearinghouse.lib.keys


class Migration(migrations.Migration):
    """Who wrote to whom through the directory."""

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="DirectMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=clearinghouse.lib.keys.random_key, editable=False, max_length=12, unique=True
                    ),
                ),
                ("subject", models.CharField(max_length=120)),
                (
                    "once",
                    models.CharField(
                        help_text="Of the form it came with: sent twice, written once.", max_length=64, unique=True
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages_sent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sender", "sent_at"], name="message_of_sender"),
                    models.Index(fields=["sent_at"], name="message_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sender", models.F("recipient")), _negated=True),
                        name="nobody_writes_to_themselves",
                    )
                ],
            },
        ),
    ]
