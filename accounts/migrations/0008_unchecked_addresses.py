from django.db import migrations, models

# Members whose address had changed before: nobody has looked at the new one either.
FLAG = """
UPDATE accounts_user SET approved_email = lower(r.email), email_changed_at = now()
FROM accounts_membership m JOIN accounts_membershiprequest r ON r.id = m.request_id
WHERE m.user_id = accounts_user.id AND m.ended_at IS NULL AND lower(r.email) <> accounts_user.email
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_questions_to_applicants")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="approved_email",
            field=models.EmailField(
                blank=True,
                db_default="",
                default="",
                help_text=(
                    "The address that was approved, while an administrator has yet to look at the one that replaced it."
                ),
                max_length=254,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="email_changed_at",
            field=models.DateTimeField(blank=True, help_text="Since when the new address waits.", null=True),
        ),
        migrations.RunSQL(FLAG, migrations.RunSQL.noop),
    ]
