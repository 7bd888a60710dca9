from django.conf import settings
from django.db import models


class ApprovalEmails(models.TextChoices):
    """When an administrator is told of what waits for approval."""

    NOW = "now", "Right away"
    DAILY = "daily", "Once a day, in the morning"
    OFF = "off", "Never"


class Preferences(models.Model):
    """What a person wants to be told, and what of them the directory shows. Without a row, the defaults hold."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="preferences"
    )
    wants_invitations = models.BooleanField("Invitations to my groups’ meetings", default=True)
    wants_reminders = models.BooleanField(
        "Reminders of meetings, action items, and training providers to confirm", default=True
    )
    wants_summaries = models.BooleanField("New summaries and slides from my groups", default=True)
    approval_emails = models.CharField(
        "Requests to approve",
        max_length=5,
        choices=ApprovalEmails,
        default=ApprovalEmails.NOW,
        db_default=ApprovalEmails.NOW,
        help_text="For administrators: requests to join, and changed email addresses.",
    )
    wants_requests = models.BooleanField("Requests to join a group I lead", default=True)
    wants_colleagues = models.BooleanField(
        "Colleagues who ask to join for an agency where I’m the EV lead", default=True, db_default=True
    )
    wants_shared = models.BooleanField(
        "Documents that a colleague shares with me or my groups", default=True, db_default=True
    )
    wants_digests = models.BooleanField(
        "What’s new in what I follow, and for my saved searches", default=True, db_default=True
    )
    wants_announcements = models.BooleanField("Announcements from NASEO", default=True, db_default=True)
    wants_reuse = models.BooleanField("Documents of mine that a state reuses", default=True, db_default=True)
    is_listed = models.BooleanField("List me in the member directory", default=True)
    shows_email = models.BooleanField("Show my email address to members", default=False)
    phone = models.CharField(max_length=40, blank=True)
    shows_phone = models.BooleanField("Show my phone number to members", default=False)

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"preferences of {self.user}"
