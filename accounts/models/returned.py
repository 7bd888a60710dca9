from django.db import models
from django.utils import timezone


class ReturnKind(models.TextChoices):
    """What a report says became of a mail."""

    HARD = "hard", "Can’t be delivered to this address"
    SOFT = "soft", "Couldn’t be delivered for now"
    COMPLAINT = "complaint", "Reported as spam"


class MailReport(models.Model):
    """What a mail server or mail service told of one of our mails; each kind counts once for a mail."""

    message_key = models.UUIDField(help_text="As in the outbox.")
    kind = models.CharField(max_length=9, choices=ReturnKind)
    address = models.EmailField(max_length=254, help_text="In lower case.")
    status = models.CharField(max_length=12, blank=True, help_text="As RFC 3463 writes it: 5.1.1.")
    said = models.CharField(max_length=300, blank=True, help_text="In the words of the other mail server.")
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message_key", "kind"], name="mail_report_counts_once"),
        ]
        indexes = [models.Index(fields=["address", "kind", "reported_at"], name="mail_report_of_address")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"


class PausedAddress(models.Model):
    """An address to which nothing is sent but what its owner asks for, because mail to it came back."""

    address = models.EmailField(max_length=254, primary_key=True, help_text="In lower case.")
    kind = models.CharField(max_length=9, choices=ReturnKind)
    status = models.CharField(max_length=12, blank=True)
    said = models.CharField(max_length=300, blank=True)
    paused_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.address


class DomainPace(models.Model):
    """How many mails went to a domain in one minute, and whether its server is left alone for a while."""

    domain = models.CharField(max_length=254, primary_key=True)
    minute = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.domain
