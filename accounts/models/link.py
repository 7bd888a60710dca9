"""That somebody was sent a link they cannot open, and asked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.standing import Viewer, standing_of


class LinkQuestionQuerySet(models.QuerySet["LinkQuestion"]):
    """Questions about links."""

    def visible_to(self, user: Viewer) -> Self:
        """For administrators. Who asked sees nothing of it: what became of it would tell whether something is there."""
        return self if standing_of(user).is_administrator else self.none()

    def waiting(self) -> Self:
        """Those without a decision."""
        return self.filter(outcome="")


class LinkQuestion(models.Model):
    """A link that its sender meant for somebody who cannot open it, be it hidden from them or not there at all."""

    class Outcome(models.TextChoices):
        PASSED = "passed", "Passed to the owner"
        CLOSED = "closed", "Closed"

    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="link_questions")
    path = models.CharField(max_length=500)
    message = models.CharField(max_length=1000, blank=True, help_text="For administrators only.")
    agrees_to_name = models.BooleanField(default=False, help_text="Whether the owner may be told who asks.")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LinkQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asker", "path"], condition=Q(outcome=""), name="one_open_question_a_link"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="link_decision_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.path}"
