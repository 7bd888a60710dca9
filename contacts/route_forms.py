"""Forms about routes, mailboxes and being away."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import Region, State, User
from contacts.actions import RouteDetails
from contacts.forms import OneLine, states, topics
from contacts.models import Mailbox, Route
from contacts.routing import people_still_there
from documents.models import Topic
from workinggroups.models import WorkingGroup

FIELDS = ("topic", "region", "state", "group", "person", "mailbox", "backup_person", "backup_mailbox", "away_until")
DATE = {"type": "date"}


def people() -> "QuerySet[User]":
    """Who may be led to: open accounts that a membership or a post opens the portal to."""
    return User.objects.filter(people_still_there("pk")).order_by("name", "pk")


class RegionField(forms.ModelChoiceField):
    """Regions of several schemes have like names, so each carries its scheme."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name) if obj.scheme.slug == "custom" else f"{obj.name} ({obj.scheme.name})"


class RouteForm(forms.Form):
    """Which questions, whom they lead to, and who stands in."""

    topic = forms.ModelChoiceField(topics(), required=False, empty_label="Any topic", label="Topic")
    region = RegionField(
        Region.objects.select_related("scheme").order_by("scheme_id", "name", "pk"),
        required=False,
        empty_label="Any region",
        label="Region",
    )
    state = forms.ModelChoiceField(states(), required=False, empty_label="Any state", label="State or territory")
    group = forms.ModelChoiceField(
        WorkingGroup.objects.order_by("position", "pk"), required=False, empty_label="Any group", label="Working group"
    )
    person = forms.ModelChoiceField(
        people(), required=False, empty_label="No person", label="Assigned to a person",
        help_text="Someone with an account. Their address is never shown.",
    )  # fmt: skip
    mailbox = forms.ModelChoiceField(
        Mailbox.objects.order_by("name", "pk"), required=False, empty_label="No contact",
        label="Or to a contact",
        help_text="A named contact or shared address. It is public, and administrators answer on its behalf.",
    )  # fmt: skip
    backup_person = forms.ModelChoiceField(people(), required=False, empty_label="No person", label="Backup person")
    backup_mailbox = forms.ModelChoiceField(
        Mailbox.objects.order_by("name", "pk"),
        required=False,
        empty_label="No contact",
        label="Or a backup contact",
    )
    away_until = forms.DateField(
        required=False,
        label="Out of office through",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text="The last day out of office. Until then, the backup answers.",
    )

    def __init__(self, *args: Any, route: Route | None = None, **kwargs: Any) -> None:
        if route is not None:
            kwargs["initial"] = {name: getattr(route, name) for name in FIELDS}
        super().__init__(*args, **kwargs)

    def details(self) -> RouteDetails:
        """For save_route()."""
        return RouteDetails(**{name: self.cleaned_data[name] for name in FIELDS})


class StartForm(forms.Form):
    """The cell that a click on the board names."""

    topic = forms.ModelChoiceField(Topic.objects.all(), required=False)
    region = forms.ModelChoiceField(Region.objects.all(), required=False)
    state = forms.ModelChoiceField(State.objects.all(), required=False)
    group = forms.ModelChoiceField(WorkingGroup.objects.all(), required=False)


class MailboxForm(forms.ModelForm):
    """A named contact or shared address."""

    name = OneLine(label="Name", max_length=120, help_text="The name of a person or an office.")
    organization = OneLine(label="Organization", max_length=120, required=False)
    answers = OneLine(label="What this contact answers", max_length=300, required=False, help_text="One sentence.")

    class Meta:
        model = Mailbox
        fields = ("name", "organization", "email", "answers")
        labels = {"email": "Email address"}
        help_texts = {"email": "Leave blank if there isn’t one."}

    def clean_email(self) -> str:
        """In lower case."""
        return str(self.cleaned_data.get("email") or "").lower()

    def validate_unique(self) -> None:
        """The action answers to that with a sentence."""


class AwayForm(forms.Form):
    """Until when somebody is away."""

    until = forms.DateField(
        label="Out of office through",
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text="Your last day out of office. Leave it blank when you’re back.",
    )
