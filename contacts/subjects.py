"""What a question is about: read from an address, where something the person may not see is as nonexistent."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from accounts.models import Region, State
from accounts.standing import Viewer
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked, Statement, together
from clearinghouse.lib.zones import portal_today
from contacts.models import Question, Route
from contacts.routing import Answering, RoutingKey, answering_on, with_contacts
from contacts.sharers import Sharers, sharers_of
from documents.models import Document, Topic
from meetings.models import Meeting
from workinggroups.models import WorkingGroup

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class QuestionSubject:
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
        return address_of("contacts:ask") + (f"?{query}" if query else "")

    def asked_group(self) -> WorkingGroup | None:
        """The group whose leads may read the question: its own, or the meeting's."""
        return self.group or (self.meeting.group if self.meeting else None)

    def asked(self) -> tuple[Asked[Any], ...]:
        """What answered() needs to know, for pages that ask it together with more."""
        group = self.asked_group()
        topics = {
            "topic": self.topic.pk if self.topic else None,
            "document": self.document.pk if self.document and not self.topic else None,
            "group": group.pk if group and not self.document and not self.topic else None,
        }
        return (
            _topics.asked(**topics),
            _regions.asked(state=self._state_id()),
            _routes.asked(
                state=self._state_id(),
                region=self.region.pk if self.region else None,
                group_region=group.region_id if group else None,
                asked_group=group.pk if group else None,
                **topics,
            ),
            sharers_of.asked(document=self.document.pk if self.document else None),
        )

    def answered(self, rows: Sequence[list[Any]], without: Collection[int | None] = ()) -> Answering:
        """Who answers it today, from the rows of asked(). `without`: who asks does not answer for their document."""
        topics, regions, routes, sharers = rows
        group = self.asked_group()
        nearest = [self.region.pk if self.region else None, group.region_id if group else None]
        key = RoutingKey(topics, [*filter(None, nearest), *regions], self._state_id(), group.pk if group else None)
        return Sharers(sharers, portal_today()).instead_of(answering_on(routes, key, group), without)

    def answering(self, without: Collection[int | None] = ()) -> Answering:
        """Who answers it today; one round trip."""
        return self.answered(together(*self.asked()), without)

    def _state_id(self) -> str | None:
        """A chosen state counts before the document's own."""
        return self.state.pk if self.state else self.document.state_id if self.document else None


def _topics_of(topic: int | None, document: int | None, group: int | None) -> QuerySet[Topic]:
    """A chosen topic counts before those of the document or group."""
    if topic or document or group:
        chosen = {"pk": topic, "documents": document, "working_groups": group}
        return Topic.objects.filter(**{path: pk for path, pk in chosen.items() if pk})
    return Topic.objects.none()


@Statement
def _topics(topic: int | None, document: int | None, group: int | None) -> QuerySet[Topic, int]:
    return _topics_of(topic, document, group).order_by("position", "pk").values_list("pk", flat=True)


@Statement
def _regions(state: str | None) -> QuerySet[Region, int]:
    regions = Region.objects.filter(states=state) if state else Region.objects.none()
    return regions.order_by("scheme_id", "pk").values_list("pk", flat=True)


@Statement
def _routes(
    state: str | None,
    region: int | None,
    group_region: int | None,
    asked_group: int | None,
    **topics: int | None,
) -> QuerySet[Route]:
    regions = Q(region=None) | Q(region=region) | Q(region=group_region)
    if state:
        regions |= Q(region__in=Region.objects.filter(states=state))
    fits = regions & (Q(group=None) | Q(group=asked_group)) & (Q(state=None) | Q(state=state))
    fits &= Q(topic=None) | Q(topic__in=_topics_of(**topics))
    return with_contacts(Route.objects.filter(fits)).order_by("pk")


def read_subject(values: Mapping[str, str], user: Viewer) -> QuestionSubject:
    """From an address or a form. 404 for a key that names nothing this person may see."""
    document = _one(Document.objects.visible_to(user).select_related("state"), "key", values.get("document"))
    meetings = Meeting.objects.visible_to(user).select_related("group__region")
    meeting = None if document else _one(meetings, "key", values.get("meeting"))
    groups = WorkingGroup.objects.select_related("region")
    return QuestionSubject(
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
        raise Http404("There is nothing at this address.")
    return row


def subject_of(question: Question, user: Viewer) -> QuestionSubject:
    """What a question is about, as far as this person may see it."""
    document = meeting = None
    if question.document_id:
        document = Document.objects.visible_to(user).filter(pk=question.document_id).first()
    if question.meeting_id:
        meeting = Meeting.objects.visible_to(user).filter(pk=question.meeting_id).first()
    group = question.group if question.meeting_id is None else None
    return QuestionSubject(document, meeting, group, question.state, question.region, question.topic)


def hides_something(question: Question, about: QuestionSubject) -> bool:
    """Whether it is about something that this person may not see."""
    return bool(question.document_id and not about.document) or bool(question.meeting_id and not about.meeting)
