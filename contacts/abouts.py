"""What a question is about: read from an address, where something the person may not see is as nonexistent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import Region, State
from accounts.standing import Viewer
from contacts.models import Question
from contacts.routing import Answering, Subject, answering
from documents.models import Document, Topic
from meetings.models import Meeting
from workinggroups.models import WorkingGroup

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class About:
    """At most one document, meeting or group, with a state or region and a topic."""

    document: Document | None = None
    meeting: Meeting | None = None
    group: WorkingGroup | None = None
    state: State | None = None
    region: Region | None = None
    topic: Topic | None = None

    @property
    def thing(self) -> Document | Meeting | WorkingGroup | None:
        """The page that raised the question."""
        return self.document or self.meeting or self.group

    @property
    def thing_url(self) -> str:
        """Where it is."""
        return self.thing.get_absolute_url() if self.thing else ""

    @property
    def words(self) -> str:
        """In words, for "a question about …"; empty for a question in general."""
        region = f"the {self.region} region" if self.region else ""
        named = [f"“{self.thing}”" if self.thing else "", region, str(self.topic or ""), str(self.state or "")]
        return ", ".join(part for part in named if part)

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        keys = {
            "document": self.document and self.document.key,
            "meeting": self.meeting and self.meeting.key,
            "group": self.group and self.group.slug,
            "state": self.state and self.state.pk,
            "region": self.region and self.region.slug,
            "topic": self.topic and self.topic.slug,
        }
        return {name: key for name, key in keys.items() if key}

    def ask_url(self) -> str:
        """The form, about this."""
        query = urlencode(self.parameters())
        return reverse("contacts:ask") + (f"?{query}" if query else "")

    def asked_group(self) -> WorkingGroup | None:
        """The group whose leads may read the question: its own, or the meeting's."""
        return self.group or (self.meeting.group if self.meeting else None)

    def subject(self) -> Subject:
        """For the routes; at most two queries. A chosen topic or state counts before the document's own."""
        group = self.asked_group()
        state_id = self.state.pk if self.state else self.document.state_id if self.document else None
        regions = [self.region.pk] if self.region else []
        regions += [group.region_id] if group and group.region_id else []
        if state_id:
            of_state = Region.objects.filter(states=state_id).order_by("scheme_id", "pk")
            regions += of_state.values_list("pk", flat=True)
        return Subject(self._topics(group), regions, state_id, group.pk if group else None)

    def _topics(self, group: WorkingGroup | None) -> list[int]:
        if self.topic:
            return [self.topic.pk]
        holder = self.document or group
        return list(holder.topics.order_by("position", "pk").values_list("pk", flat=True)) if holder else []

    def answering(self) -> Answering:
        """Who answers it today."""
        return answering(self.subject(), self.asked_group())


def read_about(values: Mapping[str, str], user: Viewer) -> About:
    """From an address or a form. 404 for a key that names nothing this person may see."""
    document = _one(Document.objects.visible_to(user).select_related("state"), "key", values.get("document"))
    meetings = Meeting.objects.visible_to(user).select_related("group__region")
    meeting = None if document else _one(meetings, "key", values.get("meeting"))
    groups = WorkingGroup.objects.select_related("region")
    return About(
        document,
        meeting,
        None if document or meeting else _one(groups, "slug", values.get("group")),
        _one(State.objects.all(), "pk", values.get("state")),
        _one(Region.objects.all(), "slug", values.get("region")),
        _one(Topic.objects.all(), "slug", values.get("topic")),
    )


def _one(rows: QuerySet[M], field: str, key: str | None) -> M | None:
    if not key:
        return None
    row = None if "\x00" in key else rows.filter(**{field: key}).first()
    if row is None:
        raise Http404("There is nothing under this address.")
    return row


def about_of(question: Question, user: Viewer) -> About:
    """What a question is about, as far as this person may see it."""
    document = meeting = None
    if question.document_id:
        document = Document.objects.visible_to(user).filter(pk=question.document_id).first()
    if question.meeting_id:
        meeting = Meeting.objects.visible_to(user).filter(pk=question.meeting_id).first()
    group = question.group if question.meeting_id is None else None
    return About(document, meeting, group, question.state, question.region, question.topic)


def hides_something(question: Question, about: About) -> bool:
    """Whether it is about something that this person may not see."""
    return bool(question.document_id and not about.document) or bool(question.meeting_id and not about.meeting)
