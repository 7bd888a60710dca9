"""How accessible a file is: what a program found in it."""

from typing import Self

from django.db import models

from accounts.models import Membership
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from documents.models.document import may_edit
from documents.models.version import DocumentVersion


def is_theirs_to_mend(user: Viewer, document: str = "") -> models.Q:
    """Of documents the person may see: their own, their agency's; all for administrators.

    `document` is the path to it, as in "document__".
    """
    standing = standing_of(user)
    if standing.is_administrator:
        return models.Q(pk__isnull=False)
    colleague = Membership.objects.current().filter(
        user_id=standing.user_id, agency=models.OuterRef(f"{document}agency")
    )
    return may_edit(standing, document) | models.Q(models.Exists(colleague))


class AccessibilityReportQuerySet(models.QuerySet["AccessibilityReport"]):
    """Reports."""

    def visible_to(self, user: Viewer) -> Self:
        """Those of documents the person may open, while they are theirs to mend; of the files that these have now."""
        document = "version__document__"
        reports = self.filter(version__current_for__isnull=False)
        seen = reports.filter(**{f"{document}reader_keys__overlap": reader_keys_of(user)})
        return seen.filter(is_theirs_to_mend(user, document))


class AccessibilityReport(models.Model):
    """What each rule found in one version; see clearinghouse.lib.files.accessibility."""

    version = models.OneToOneField(
        DocumentVersion, on_delete=models.CASCADE, primary_key=True, related_name="accessibility"
    )
    checks = models.JSONField(default=list, help_text="Rule, outcome, faults, total and places of each check.")
    passed = models.PositiveSmallIntegerField(default=0)
    judged = models.PositiveSmallIntegerField(default=0, help_text="Checks that passed or failed.")
    checked_at = models.DateTimeField(auto_now=True)

    objects = AccessibilityReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(passed__lte=models.F("judged")), name="passed_of_judged")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.passed} of {self.judged}"
