"""What people say about a meeting when they plan or change it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator

from accounts.models import User
from clearinghouse.lib.keys import KEY_ALPHABET, random_key
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from clearinghouse.lib.zones import ZONE_NAMES, ZONES
from meetings.actions.records import Plan
from meetings.models import Meeting, Sharing
from meetings.sharing import choices_for
from meetings.sharing_words import choices_in_words
from meetings.wall_clock import moment, wall_clock
from meetings.when import moments_of_day

KEY = re.compile(f"[{KEY_ALPHABET}]{{12}}")
FIRST_YEAR, LAST_YEAR = 2015, 2100
DAY_ONLY = "The time of this meeting is unknown. If you know it, enter both times. Otherwise, leave both blank."
SKIPPED = "This time doesn’t exist on that date because clocks move forward. Choose another time."


class PlanForm(forms.Form):
    """A meeting in wall-clock time; `meeting` says whose it is, saved or not."""

    title = forms.CharField(max_length=200, label="Title", error_messages={"required": "Enter a title."})
    day = forms.DateField(
        label="Date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter a date.", "invalid": "Enter the date as 2027-01-31."},
    )
    begins = forms.TimeField(
        label="Start time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p"],
        error_messages={"required": "Enter a start time.", "invalid": "Enter the time as 14:00 or 2:00 PM."},
    )
    ends = forms.TimeField(
        label="End time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p"],
        error_messages={"required": "Enter an end time.", "invalid": "Enter the time as 15:00 or 3:00 PM."},
    )
    last_day = forms.DateField(
        label="End date, if different",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only for meetings that last more than one day.",
        error_messages={"invalid": "Enter the date as 2027-01-31."},
    )
    zone = forms.ChoiceField(
        label="Time zone",
        choices=ZONES,
        help_text="Enter times in this time zone. Each person sees them in their own.",
    )
    place = forms.CharField(label="Location", max_length=300, required=False, help_text="Room, building, and city.")
    join_url = forms.URLField(
        label="Meeting link",
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Only group members and event participants can see it.",
        error_messages={"invalid": "Enter a web address that begins with https://."},
    )
    agenda = MarkdownField(
        label="Agenda",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"Anyone who can see the page can read it. {MARKDOWN_HINT} "
        "If you change only the agenda, we don’t email anyone.",
    )
    record_sharing = forms.ChoiceField(
        label="Who can see the meeting page?",
        choices=Sharing.choices,
        widget=forms.RadioSelect,
        help_text="The page shows the date, speakers, agenda, and names of documents.",
    )
    summary_sharing = forms.ChoiceField(
        label="Who can read the summary?",
        choices=Sharing.choices,
        widget=forms.RadioSelect,
        help_text="The discussion, decisions, action items, and recording, once the summary is published.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, meeting: Meeting, user: User, data: Mapping[str, Any] | None = None) -> None:
        self.meeting = meeting
        super().__init__(data, initial=_of_saved(meeting) if meeting.pk else _of_new(meeting, user))
        for name in ("record_sharing", "summary_sharing"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices_in_words(meeting)
        zone = self.fields["zone"]
        assert isinstance(zone, forms.ChoiceField)
        if meeting.zone not in ZONE_NAMES:
            zone.choices = [*ZONES, (meeting.zone, meeting.zone)]
        if not meeting.has_time:
            self.fields["begins"].required = self.fields["ends"].required = False
            self.fields["begins"].help_text = DAY_ONLY
        if meeting.kind == Meeting.Kind.CALL:
            del self.fields["last_day"]

    def clean(self) -> dict[str, Any]:
        """Wall-clock times become moments."""
        data = super().clean() or {}
        if not {"day", "begins", "ends", "zone"} <= data.keys():
            return data
        if not self.meeting.has_time and (data["begins"] is None or data["ends"] is None):
            return self._clean_day_only(data)
        data["starts_at"] = self._moment("begins", data["day"])
        data["ends_at"] = self._moment("ends", data.get("last_day") or data["day"])
        if data["starts_at"] and data["ends_at"] and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends", "The end time must be after the start time.")
        return data

    def _clean_day_only(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["begins"] is not None or data["ends"] is not None:
            self.add_error("begins" if data["begins"] is None else "ends", "Enter both times, or leave both blank.")
            return data
        data["starts_at"], data["ends_at"] = moments_of_day(data["day"])
        return data | {"has_time": False}

    def clean_day(self) -> date:
        """A day that calendars can count with."""
        return _near(self.cleaned_data["day"])

    def clean_last_day(self) -> date | None:
        """The same for the end."""
        last: date | None = self.cleaned_data["last_day"]
        return _near(last) if last else None

    def _moment(self, name: str, day: date) -> datetime | None:
        found = moment(day, self.cleaned_data[name], self.cleaned_data["zone"])
        if found is None:
            self.add_error(name, SKIPPED)
        return found

    def plan(self) -> Plan:
        """What the person said, for the actions."""
        data = self.cleaned_data
        names = ("title", "starts_at", "ends_at", "zone", "place", "join_url", "agenda")
        return Plan(
            **{name: data[name] for name in names},
            record_sharing=data["record_sharing"],
            summary_sharing=data["summary_sharing"],
            has_time=data.get("has_time", True),
        )

    def given_key(self) -> str:
        """The key of the form, so that sending it twice makes one meeting; empty when somebody meddled with it."""
        key: str = self.cleaned_data.get("key", "")
        return key if KEY.fullmatch(key) else ""


def _near(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(f"Choose a date between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def _of_new(meeting: Meeting, user: User) -> dict[str, Any]:
    source = meeting.parent or meeting
    own = user.time_zone if user.time_zone in ZONE_NAMES else ZONE_NAMES[0]
    return {
        "zone": meeting.parent.zone if meeting.parent else own,
        "day": wall_clock(source.starts_at, source.zone).date() if meeting.parent else None,
        "place": meeting.parent.place if meeting.parent else "",
        "record_sharing": meeting.parent.record_sharing if meeting.parent else choices_for(meeting)[0],
        "summary_sharing": meeting.parent.summary_sharing if meeting.parent else choices_for(meeting)[0],
        "key": random_key(),
    }


def _of_saved(meeting: Meeting) -> dict[str, Any]:
    starts, ends = (wall_clock(at, meeting.zone) for at in (meeting.starts_at, meeting.ends_at))
    names = ("title", "zone", "place", "join_url", "agenda", "record_sharing", "summary_sharing", "revision")
    return {name: getattr(meeting, name) for name in names} | {
        "day": starts.date(),
        "begins": starts.time() if meeting.has_time else None,
        "ends": ends.time() if meeting.has_time else None,
        "last_day": ends.date() if ends.date() != starts.date() else None,
    }


class ReasonForm(forms.Form):
    """Why a meeting is cancelled, or several of a series are."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="We’ll email the reason to everyone invited and show it on the page of each canceled meeting.",
        error_messages={"required": "Enter a reason. We’ll send it to everyone invited."},
    )
