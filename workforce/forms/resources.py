"""Suggesting and editing a resource, and what the hub is narrowed to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.zones import portal_today
from contacts.forms import CleanText, OneLine
from documents.finding.filters import BY_NAME
from documents.models import Document
from workforce.actions.resources import ResourceDetails
from workforce.forms.fields import page_here
from workforce.forms.kept import KeptChoiceField
from workforce.models import Challenge, Resource

BAD_ADDRESS = "Enter a web address that starts with https://, or the address of a document here."


class ResourceForm(forms.Form):
    """A document here, or a link, and what it is good for."""

    title = OneLine(label="Title", max_length=200)
    address = forms.CharField(
        label="Web address",
        max_length=600,
        help_text="Of the website or file, or of a document’s page here. A document must be shared with the "
        "EV Workforce Collaborative or the public.",
    )
    summary = CleanText(
        label="What it helps with",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Two or three sentences in your own words.",
    )
    form = forms.ChoiceField(label="Type of resource", choices=[("", "Choose one"), *Resource.Form.choices])
    challenges = forms.ModelMultipleChoiceField(
        Challenge.objects.order_by("position", "pk"),
        label="Challenges",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one challenge."},
    )
    audiences = forms.MultipleChoiceField(
        label="Who it’s for",
        choices=Resource.For.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    state = forms.ModelChoiceField(
        State.objects.order_by("name"), label="State or territory", required=False, empty_label="Nationwide"
    )
    county = forms.CharField(label="County, if it’s for one county only", max_length=80, required=False)
    source_name = forms.CharField(label="Published by", max_length=160, required=False)
    is_checked = forms.BooleanField(
        label="I opened it today and it’s what the title says", required=False, help_text="We show the date."
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, user: Viewer, resource: Resource | None = None) -> None:
        super().__init__(data, initial=_initial(resource) if resource else None)
        self.user, self.resource = user, resource
        self.document: Document | None = None

    def clean_address(self) -> str:
        """A document that the person may read, or a link to another website."""
        address = self.cleaned_data["address"].strip()
        key = document_key(address)
        if key:
            self.document = Document.objects.visible_to(self.user).filter(key=key).first()
            if self.document is None:
                raise ValidationError("We can’t find this document.")
            return ""
        try:
            URLValidator(["http", "https"])(address)
        except ValidationError:
            raise ValidationError(BAD_ADDRESS) from None
        return str(address)

    def clean(self) -> dict[str, Any]:
        """A county is in a state."""
        data = super().clean() or {}
        if data.get("county") and not data.get("state") and "state" not in self.errors:
            self.add_error("state", "Choose the county’s state.")
        return data

    def details(self) -> ResourceDetails:
        """For suggest_resource() and change_resource()."""
        data = self.cleaned_data
        earlier = self.resource.checked_on if self.resource else None
        return ResourceDetails(
            title=data["title"],
            summary=data["summary"],
            form=data["form"],
            document=self.document,
            url=data["address"],
            source_name=data["source_name"],
            audiences=data["audiences"],
            challenges=list(data["challenges"]),
            state=data["state"],
            county=data["county"],
            checked_on=portal_today() if data["is_checked"] else earlier,
        )


def document_key(address: str) -> str:
    """The key of a document, of its page's address here, whole or only its path; empty for any other address."""
    app, key = page_here(address)
    return key if app == "documents" else ""


def _initial(resource: Resource) -> dict[str, Any]:
    address = resource.document.get_absolute_url() if resource.document else resource.url
    names = ("title", "summary", "form", "audiences", "state", "county", "source_name", "revision")
    fields = {name: getattr(resource, name) for name in names}
    return {**fields, "address": address, "challenges": resource.challenges.all()}


class DeclineResourceForm(forms.Form):
    """Why a suggestion is not for the hub."""

    reason = OneLine(
        label="Reason", max_length=500, help_text="The person who suggested it sees this on the resource’s page."
    )


class ResourceFilter(forms.Form):
    """What the hub is narrowed to."""

    problem_heading = "We couldn’t use every filter. Check the fields below."
    q = forms.CharField(label="Words", max_length=200, required=False)
    challenge = KeptChoiceField(
        Challenge.objects.order_by("position", "pk"),
        label="Challenge",
        to_field_name="slug",
        required=False,
        empty_label="All challenges",
    )
    audience = forms.ChoiceField(
        label="Who it’s for", choices=[("", "Everyone"), *Resource.For.choices], required=False
    )
    form = forms.ChoiceField(label="Type", choices=[("", "All types"), *Resource.Form.choices], required=False)
    place = forms.ChoiceField(label="Place", required=False)

    NATIONWIDE = "US"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        states = [(choice.value, choice.label) for choice in BY_NAME["state"].choices()]
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [("", "All places"), (self.NATIONWIDE, "Nationwide"), *states]
