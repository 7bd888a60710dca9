"""Speakers as of the day."""

from collections.abc import Mapping
from typing import Any

from django import forms

from meetings.actions.materials import Talk
from meetings.models import Meeting

MOST = 30


class SpeakerForm(forms.Form):
    """One speaker; clear the name to take them off."""

    name = forms.CharField(label="Name", max_length=120, required=False)
    title = forms.CharField(label="Title on the meeting date", max_length=160, required=False)
    organization = forms.CharField(label="Organization on the meeting date", max_length=160, required=False)
    bio = forms.CharField(
        label="About the speaker", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    notes = forms.CharField(
        label="Notes for meeting organizers",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A phone number, requests, or questions. Only people who manage the meeting can see them.",
    )

    def clean(self) -> dict[str, Any]:
        """What is said about a speaker needs a name."""
        data = super().clean() or {}
        says_something = any(data.get(name) for name in ("title", "organization"))
        if says_something and not data.get("name", "").strip() and self.empty_permitted:
            self.add_error("name", "Enter the speaker’s name.")
        return data

    def talk(self) -> Talk:
        """For the action."""
        return Talk(**self.cleaned_data) if self.cleaned_data else Talk(name="")


SpeakerFormSet = forms.formset_factory(SpeakerForm, extra=1, max_num=MOST, absolute_max=MOST + 10, validate_max=True)


def speaker_forms(meeting: Meeting, data: Mapping[str, Any] | None = None) -> Any:
    """A row for each speaker, and one more."""
    stands = meeting.speakers.order_by("position", "pk").values("name", "title", "organization", "bio", "notes")
    # What was typed stands for itself: a row that equals one that stands would count as untouched and be dropped.
    return SpeakerFormSet(data, initial=None if data else list(stands), prefix="speakers")


class RevisionForm(forms.Form):
    """What the person started from."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
