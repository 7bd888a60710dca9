"""Which meetings, summaries and what hangs on them a person may see. Lists, feeds, search and mails start here."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.among import Among
from documents.models import Document
from workinggroups.models import WorkingGroup

if TYPE_CHECKING:
    from meetings.models import ActionItem, Meeting, MeetingDocument, Series  # noqa: F401

# What a row of a list or calendar shows, see meetings.rows.
ROW_COLUMNS = (
    "key", "kind", "title", "starts_at", "ends_at", "place", "status", "is_sample", "group__name", "group__slug",
    "summary_published_at", "recording_url",
)  # fmt: skip


class SeriesQuerySet(models.QuerySet["Series"]):
    """Rows of calls."""

    def editable_by(self, user: Viewer) -> Self:
        """Leads their group's, administrators all."""
        if standing_of(user).is_administrator:
            return self
        return self.filter(group__in=WorkingGroup.objects.led_by(user))

    def visible_to(self, user: Viewer) -> Self:
        """Those of which the person may see a meeting, and those they take care of."""
        from meetings.models import Meeting, Series

        seen = Meeting.objects.visible_to(user).filter(series=OuterRef("pk"))
        return self.filter(Exists(seen) | Q(pk__in=Series.objects.editable_by(user).values("pk")))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def visible_to(self, user: Viewer) -> Self:
        """Whose record the person may open: `record_keys` holds exactly who may; empty means nobody."""
        return self.filter(record_keys__overlap=reader_keys_of(user))

    def summary_visible_to(self, user: Viewer) -> Self:
        """Whose summary, decisions, action items and recording the person may read, once they are there."""
        return self.filter(summary_keys__overlap=reader_keys_of(user))

    def editable_by(self, user: Viewer) -> Self:
        """Leads their group's, organizers their events and these events' sessions, administrators all."""
        from meetings.models import Meeting

        standing = standing_of(user)
        if standing.is_administrator:
            return self
        if not standing.is_approved:
            return self.none()
        organized = Meeting.organizers.through.objects.filter(user_id=standing.user_id).values("meeting_id")
        mine = Q(group__in=WorkingGroup.objects.led_by(user)) | Q(pk__in=organized) | Q(parent__in=organized)
        return self.filter(mine)

    def in_circles_of(self, user: Viewer) -> Self:
        """Those whose group or event the person belongs to: they are invited, answer, and get the link to join."""
        keys = reader_keys_of(user)
        own = Q(Among("group__audience", keys)) | Q(Among("audience", keys))
        return self.filter(own | Q(Among("parent__audience", keys)))

    def upcoming(self) -> Self:
        """Not over, and not cancelled; the next first."""
        return self.filter(ends_at__gte=Now()).exclude(status="cancelled").order_by("starts_at", "key")

    def past(self) -> Self:
        """Over or held; the latest first."""
        return self.filter(Q(ends_at__lt=Now()) | Q(status="held")).order_by("-starts_at", "-key")

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that overlap [start, end), in order."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "key")

    def light(self, *further: str) -> "models.QuerySet[Meeting, Any]":
        """The few columns that a row of a list or calendar shows, as named tuples; and further ones."""
        return self.values_list(*ROW_COLUMNS, *further, named=True)

    def for_rows(self, user: Viewer) -> "models.QuerySet[Meeting, Any]":
        """light(), with may_read_summary and shows_slides: what this person may open of it."""
        from meetings.models import MeetingDocument

        keys = reader_keys_of(user)
        slides = MeetingDocument.objects.filter(
            meeting=OuterRef("pk"), role="slides", document__in=Document.objects.visible_to(user)
        )
        may_read = models.ExpressionWrapper(Q(summary_keys__overlap=keys), output_field=models.BooleanField())
        rows = self.annotate(may_read_summary=may_read, shows_slides=Exists(slides))
        return rows.light("may_read_summary", "shows_slides")


class MeetingDocumentQuerySet(models.QuerySet["MeetingDocument"]):
    """Documents at meetings."""

    def visible_to(self, user: Viewer) -> Self:
        """Where the person may see both the document and the part of the meeting that names it.

        Slides and materials belong to the record, what was mentioned to the summary.
        """
        from meetings.models import Meeting

        documents = Document.objects.visible_to(user).published()
        records = Meeting.objects.visible_to(user)
        summaries = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
        named = Q(role__in=("slides", "material"), meeting__in=records) | Q(role="mentioned", meeting__in=summaries)
        return self.filter(named, document__in=documents)

    def listed_for(self, user: Viewer) -> Self:
        """For those who take care of the meeting, who ask for it: every listed document the person may see."""
        return self.filter(document__in=Document.objects.visible_to(user).published())


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Action items."""

    def visible_to(self, user: Viewer) -> Self:
        """Those of published summaries the person may read, and of meetings they take care of."""
        from meetings.models import Meeting

        read = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
        return self.filter(Q(meeting__in=read) | Q(meeting__in=Meeting.objects.editable_by(user)))

    def open(self) -> Self:
        """Not done yet."""
        return self.filter(done_at=None)
