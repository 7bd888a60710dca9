"""The form of an announcement, and the filter of their list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.models import Audience
from announcements.actions import AnnouncementDetails
from announcements.models import Announcement
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from contacts.forms import OneLine

MEMBERS, COLLABORATIVE, SOME = "members", "collaborative", "some"
SINGLE = {MEMBERS: Audience.Kind.ALL_MEMBERS, COLLABORATIVE: Audience.Kind.WORKFORCE}
PARTS = {"regions": Audience.Kind.REGION, "groups": Audience.Kind.WORKING_GROUP, "states": Audience.Kind.STATE}


class AudienceChoice(forms.ModelMultipleChoiceField):
    """Audiences of one kind, as boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, kind: str, label: str) -> None:
        super().__init__(Audience.objects.filter(kind=kind).order_by("label"), label=label, required=False)


class AnnouncementForm(forms.Form):
    """What is said, and to whom."""

    title = OneLine(
        label="Title", max_length=160, help_text="Also the subject of the email.",
        error_messages={"required": "Say in one line what this is about."},
    )  # fmt: skip
    text = MarkdownField(
        label="What you announce", max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=f"Begin with what people need to know or do. {MARKDOWN_HINT}",
        error_messages={"required": "Write what you announce."},
    )  # fmt: skip
    to = forms.ChoiceField(
        label="Who gets it", widget=forms.RadioSelect,
        choices=[
            (MEMBERS, "All members: state agencies"),
            (COLLABORATIVE, "EV Workforce Collaborative: all members, and guests such as cities"),
            (SOME, "Regions, working groups, or states that I choose"),
        ],
    )  # fmt: skip
    regions = AudienceChoice(PARTS["regions"], "Regions")
    groups = AudienceChoice(PARTS["groups"], "Working groups")
    states = AudienceChoice(PARTS["states"], "States and territories")
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, announcement: Announcement | None = None) -> None:
        initial: dict[str, Any] = {"to": MEMBERS}
        if announcement is not None:
            initial = {
                "title": announcement.title,
                "text": announcement.text,
                "revision": announcement.revision,
                **_chosen(list(announcement.audiences.all())),
            }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen."""
        data = super().clean() or {}
        if data.get("to") == SOME and not any(data.get(name) for name in PARTS) and not self.errors:
            raise ValidationError("Choose at least one region, working group, or state.")
        return data

    def details(self) -> AnnouncementDetails:
        """For the actions; what was chosen before the other answer counts for nothing."""
        data = self.cleaned_data
        audiences: list[Audience]
        if data["to"] == SOME:
            audiences = [audience for name in PARTS for audience in data[name]]
        else:
            audiences = list(Audience.objects.filter(kind=SINGLE[data["to"]]))
        return AnnouncementDetails(data["title"], data["text"], audiences)


def _chosen(audiences: list[Audience]) -> dict[str, Any]:
    for value, kind in SINGLE.items():
        if any(audience.kind == kind for audience in audiences):
            return {"to": value}
    by_part: dict[str, QuerySet[Audience] | list[Audience]] = {
        name: [audience for audience in audiences if audience.kind == kind] for name, kind in PARTS.items()
    }
    return {"to": SOME, **by_part}


class ListFilter(forms.Form):
    """Words, and the year."""

    q = OneLine(label="Words", max_length=200, required=False)
    year = forms.IntegerField(label="Year", min_value=2000, max_value=2100, required=False)
