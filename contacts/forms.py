"""Forms of asking, answering and publishing. They validate; actions act."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Max, Q, QuerySet
from django.utils.crypto import get_random_string
from django.utils.text import capfirst

from accounts.models import Audience, State, User
from accounts.standing import Viewer
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from clearinghouse.lib.wording import long_date
from clearinghouse.lib.zones import portal_today
from contacts.actions import EntryDetails, Receiver
from contacts.actions.threads import Written
from contacts.models import Entry, Mailbox, Message, Question, Route
from contacts.permissions import audiences_for
from contacts.responders import administrators
from contacts.routing import people_still_there
from contacts.sharers import people_for
from documents.models import Topic
from workinggroups.models import GroupMembership


class OneLine(forms.CharField):
    """One clean line: nothing typed here can add a header or hide a letter."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "", 1000)


class CleanText(forms.CharField):
    """Clean text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "", 100_000)


def form_token_field() -> forms.CharField:
    """What makes two submits of one form the same; drawn anew with every form."""
    return forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput, initial=lambda: get_random_string(24)
    )


def topics() -> "QuerySet[Topic]":
    """In NASEO's order."""
    return Topic.objects.order_by("position", "pk")


def states() -> "QuerySet[State]":
    """By name."""
    return State.objects.order_by("name")


class AskForm(forms.Form):
    """A question. Strangers give their name and address, too."""

    topic = forms.ModelChoiceField(
        topics(), label="Topic", required=False, to_field_name="slug", empty_label="No single topic"
    )
    state = forms.ModelChoiceField(states(), label="State or territory", required=False, empty_label="No single state")
    name = OneLine(label="Your name", max_length=120)
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="We’ll email you a link. To send your question, open the link and confirm.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = OneLine(
        label="Your question in one line",
        max_length=160,
        error_messages={"required": "Enter what it’s about in one line."},
    )
    text = CleanText(
        label="Your question",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter your question."},
    )
    agrees_to_name = forms.BooleanField(
        label="You can name me if you publish the answer for others",
        required=False,
        help_text="Otherwise, we publish it without your name.",
    )
    once = form_token_field()

    def __init__(self, *args: Any, is_stranger: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_stranger:
            del self.fields["name"], self.fields["email"]

    def clean_email(self) -> str:
        """Exactly one address, in lower case, as accounts have it."""
        return str(self.cleaned_data["email"]).strip().lower()


class WriteForm(forms.Form):
    """A message in a thread."""

    text = CleanText(
        label="Your message",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter a message."},
    )
    seen = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    once = form_token_field()

    def written(self) -> Written:
        """For answer() and follow_up()."""
        data = self.cleaned_data
        return Written(data["text"], data["once"], data["seen"])


class PassOnForm(forms.Form):
    """To whom a question goes: people and mailboxes that may answer, never an address that somebody types."""

    to = forms.ChoiceField(label="Who should answer it?")
    note = CleanText(
        label="Note to that person (optional)",
        max_length=1000,
        required=False,
        help_text="They get it by email and see it here. The person who asked doesn’t see it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receivers = receivers_for(question)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        away = days_away([to.person for to in self.receivers.values() if to.person])
        field.choices = [("", "Choose one"), *((key, _label(to, away)) for key, to in self.receivers.items())]

    def receiver(self) -> Receiver:
        """For pass_on()."""
        return self.receivers[self.cleaned_data["to"]]


def _label(to: Receiver, away: dict[int, date]) -> str:
    until = away.get(to.person.pk) if to.person else None
    return f"{to} (out of office through {long_date(until)})" if until else capfirst(str(to))


def days_away(people: list[User]) -> dict[int, date]:
    """The last day out of office of those who are away today, by their ids; one query."""
    routes = Route.objects.filter(person__in=people, person_left=False, away_until__gte=portal_today())
    return dict(routes.values("person").annotate(last=Max("away_until")).values_list("person", "last"))


def receivers_for(question: Question) -> dict[str, Receiver]:
    """Administrators, leads of its group, those of its document's agency, people and mailboxes of routes, the queue."""
    leads = (
        GroupMembership.objects.current().filter(group=question.group_id, role=GroupMembership.Role.LEAD).values("user")
    )
    routed = Q(routes__isnull=False) | Q(backed_up_routes__isnull=False)
    there = Q(people_still_there("pk"))
    people = User.objects.filter(there).filter(Q(pk__in=leads) | routed).distinct().order_by("name", "pk")
    everybody = {person.pk: person for person in [*administrators(), *people, *people_for(question.document)]}
    if question.asker_id:
        everybody.pop(question.asker_id, None)
    found = {f"person-{pk}": Receiver(person=person) for pk, person in everybody.items()}
    boxes = Mailbox.objects.filter(Q(routes__isnull=False) | Q(backed_up_routes__isnull=False)).exclude(email="")
    found |= {f"mailbox-{box.key}": Receiver(mailbox=box) for box in boxes.distinct().order_by("name", "pk")}
    found["queue"] = Receiver()
    now = Receiver(question.person, question.mailbox)
    return {key: to for key, to in found.items() if to != now}


class EntryForm(forms.Form):
    """A question and its answer as others will read them."""

    question = OneLine(
        label="The question",
        max_length=300,
        help_text="As others would ask it, without anything that identifies the person who asked.",
    )
    answer = MarkdownField(
        label="The answer",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=MARKDOWN_HINT,
    )
    audience = forms.ModelChoiceField(
        Audience.objects.none(), label="Who can see it?", widget=forms.RadioSelect, empty_label=None
    )
    topic = forms.ModelChoiceField(topics(), label="Topic", required=False, empty_label="No single topic")
    state = forms.ModelChoiceField(states(), label="State or territory", required=False, empty_label="No single state")
    names_asker = forms.BooleanField(label="Name the person who asked", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        user: Viewer,
        origin: Question | None,
        entry: Entry | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(origin, entry))
        choices = {audience.pk for audience in audiences_for(user, origin)}
        choices |= {entry.audience_id} if entry else set()
        audience = self.fields["audience"]
        assert isinstance(audience, forms.ModelChoiceField)
        audience.queryset = Audience.objects.filter(pk__in=choices).order_by("pk")
        if origin is None or not origin.agrees_to_name:
            del self.fields["names_asker"]

    def details(self) -> EntryDetails:
        """For publish() and change_entry()."""
        data = self.cleaned_data
        return EntryDetails(
            data["question"], data["answer"], data["audience"], data["topic"], data["state"],
            bool(data.get("names_asker")),
        )  # fmt: skip


def _initial(origin: Question | None, entry: Entry | None) -> dict[str, Any]:
    if entry is not None:
        fields = {
            name: getattr(entry, name) for name in ("question", "answer", "audience", "topic", "state", "revision")
        }
        return {**fields, "names_asker": bool(entry.asked_by)}
    if origin is None:
        return {}
    last = origin.messages.filter(kind=Message.Kind.ANSWER).order_by("-written_at", "-key").first()
    return {
        "question": origin.subject,
        "answer": last.text if last else "",
        "topic": origin.topic,
        "state": origin.state,
    }


class AnswerFilter(forms.Form):
    """What the list of published answers is narrowed to."""

    q = OneLine(label="Search words", max_length=200, required=False)
    topic = forms.ModelChoiceField(
        topics(), required=False, to_field_name="slug", empty_label="All topics", label="Topic"
    )
