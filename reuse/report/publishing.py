"""Publishing a year of the report: its numbers as they are now, for every member and for ever."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.audit import write_event
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.locking import locked
from reuse.models import ReportYear
from reuse.report.building import as_json, report_of
from reuse.report.periods import label_of, of_year, years


class NotYet(Exception):
    """The year can't be published; carries a sentence for the person."""


def publishable() -> list[str]:
    """Years that are over and not published yet, the latest first."""
    there = set(ReportYear.objects.values_list("slug", flat=True))
    return [slug for slug in years() if slug not in there and (period := of_year(slug)) and period.is_over]


@transaction.atomic
def publish(*, slug: str, by: User) -> ReportYear:
    """Keep the year's numbers; a second time returns what is there."""
    locked(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can publish a report.")
    there = ReportYear.objects.filter(slug=slug).first()
    if there is not None:
        return there
    period = of_year(slug)
    if period is None or slug not in publishable():
        raise NotYet("Choose a year that is over.")
    made, is_new = ReportYear.objects.get_or_create(
        slug=slug, defaults={"numbers": as_json(report_of(period)), "published_by": by}
    )
    if is_new:
        sentence = f"{by} published the report on sharing: {label_of(slug)}."
        write_event("report.published", by=by, about=made, sentence=sentence)
    return made
