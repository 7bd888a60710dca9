"""What people say about a series of calls: which days, when, and what each call starts with."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.core.validators import URLValidator

from accounts.models import User
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.markdown_field import MARKDOWN_HINT, MarkdownField
from clearinghouse.lib.zones import ZONE_NAMES, ZONES
from meetings.actions.series import Clock, Following, SeriesPlan, clock_of
from meetings.forms.plan import FIRST_YEAR, KEY, LAST_YEAR, ReasonForm
from meetings.models import Meeting, Series, Sharing
from meetings.recurrence import MOST, ORDINALS, WEEKDAYS, days
from meetings.sharing_words import choices_in_words
from meetings.wall_clock import wall_clock
from workinggroups.models import WorkingGroup

RHYTHMS = [
    ("monthly-1", "Every month"),
    ("monthly-2", "Every other month"),
    ("monthly-3", "Every 3 months"),
    ("monthly-6", "Twice a year"),
    ("weekly-1", "Every week"),
    ("weekly-2", "Every other week"),
    ("weekly-3", "Every 3 weeks"),
    ("weekly-4", "Every 4 weeks"),
]


class CallForm(forms.Form):
    """What every call of a series says: time and length on the wall clock of a zone, place, link and agenda."""

    title = forms.CharField(max_length=200, label="Title", error_messages={"required": "Enter a title."})
    begins = forms.TimeField(
        label="Start time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p"],
        error_messages={"required": "Enter a start time.", "invalid": "Enter the time as 14:00 or 2:00 PM."},
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        min_value=5,
        max_value=720,
        error_messages={
            "required": "Enter the length.",
            "min_value": "Enter at least 5 minutes.",
            "max_value": "Enter no more than 720 minutes.",
        },
    )
    zone = forms.ChoiceField(
        label="Time zone",
        choices=ZONES,
        help_text=(
            "The start time stays the same here when the clocks change. Each person sees it in their own time zone."
        ),
    )
    place = forms.CharField(label="Location", max_length=300, required=False)
    join_url = forms.URLField(
        label="Meeting link",
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Only members of the group can see it.",
        error_messages={"invalid": "Enter a web address that begins with https://."},
    )
    agenda = MarkdownField(
        label="Agenda",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Each call starts with this agenda. {MARKDOWN_HINT}",
    )

    def keep_zone(self, zone: str) -> None:
        """Offer a zone that is not among ours where the calls already use it."""
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        if zone not in ZONE_NAMES:
            field.choices = [*ZONES, (zone, zone)]


class SeriesForm(CallForm):
    """A new series of a group."""

    rhythm = forms.ChoiceField(label="How often", choices=RHYTHMS)
    ordinal = forms.TypedChoiceField(
        label="Which week of the month",
        choices=[(number, word.capitalize()) for number, word in ORDINALS.items()],
        coerce=int,
        initial=3,
        help_text="For calls every month or less often.",
    )
    weekday = forms.TypedChoiceField(label="Day of the week", choices=list(enumerate(WEEKDAYS)), coerce=int, initial=3)
    starts_on = forms.DateField(
        label="First call on or after",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter a date.", "invalid": "Enter the date as 2027-01-31."},
    )
    ends_on = forms.DateField(
        label="Last call on or before",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"You can schedule up to {MOST} calls at a time, and add more later.",
        error_messages={"required": "Enter a date.", "invalid": "Enter the date as 2027-12-31."},
    )
    record_sharing = forms.ChoiceField(
        label="Who can see the meeting pages?", choices=Sharing.choices, widget=forms.RadioSelect
    )
    summary_sharing = forms.ChoiceField(
        label="Who can read the summaries?", choices=Sharing.choices, widget=forms.RadioSelect
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = (
        "title", "rhythm", "ordinal", "weekday", "starts_on", "ends_on", "begins", "minutes", "zone", "place",
        "join_url", "agenda", "record_sharing", "summary_sharing",
    )  # fmt: skip

    def __init__(self, group: WorkingGroup, user: User, data: Mapping[str, Any] | None = None) -> None:
        zone = user.time_zone if user.time_zone in ZONE_NAMES else ZONE_NAMES[0]
        initial = {"zone": zone, "begins": time(14), "minutes": 60, "key": random_key(),
                   "record_sharing": "group", "summary_sharing": "group"}  # fmt: skip
        super().__init__(data, initial=initial)
        for name in ("record_sharing", "summary_sharing"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices_in_words(Meeting(kind=Meeting.Kind.CALL, group=group))

    def clean_starts_on(self) -> date:
        """A day that calendars can count with."""
        return _near(self.cleaned_data["starts_on"])

    def clean_ends_on(self) -> date:
        """The same for the last one."""
        return _near(self.cleaned_data["ends_on"])

    def clean(self) -> dict[str, Any]:
        """The days must be some, and not too many."""
        data = super().clean() or {}
        if self.errors:
            return data
        if data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "This date is before the first call.")
            return data
        found = len(days(self.plan()))
        if not found:
            self.add_error("ends_on", "No dates match between these two dates.")
        if found > MOST:
            self.add_error("ends_on", f"That’s more than {MOST} calls. Choose an earlier date.")
        return data

    def plan(self) -> SeriesPlan:
        """What the person said, for the actions."""
        data = self.cleaned_data
        frequency, _, interval = data["rhythm"].partition("-")
        same = ("title", "weekday", "starts_on", "ends_on", "minutes", "zone", "place", "join_url", "agenda",
                "record_sharing", "summary_sharing")  # fmt: skip
        return SeriesPlan(
            **{name: data[name] for name in same},
            frequency=frequency,
            interval=int(interval),
            ordinal=data["ordinal"] if frequency == Series.Frequency.MONTHLY else 0,
            starts_at_time=data["begins"],
        )

    def given_key(self) -> str:
        """The key of the form, so that sending it twice makes one series."""
        key: str = self.cleaned_data.get("key", "")
        return key if KEY.fullmatch(key) else ""


class FollowingForm(CallForm):
    """What one call and all that follow shall say."""

    weekday = forms.TypedChoiceField(
        label="Day of the week",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        empty_value=None,
        help_text="A new day moves each call within its week, or to that day in the same week of its month.",
    )

    field_order = ("title", "weekday", "begins", "minutes", "zone", "place", "join_url", "agenda")

    def __init__(self, meeting: Meeting, data: Mapping[str, Any] | None = None) -> None:
        clock = clock_of(meeting)
        initial = {name: getattr(meeting, name) for name in ("title", "place", "join_url", "agenda")}
        initial |= {"begins": clock.begins, "minutes": clock.minutes, "zone": clock.zone}
        initial["weekday"] = wall_clock(meeting.starts_at, meeting.zone).weekday()
        super().__init__(data, initial=initial)
        self.keep_zone(meeting.zone)

    def wanted(self) -> Following:
        """What the person said, for the actions."""
        data = self.cleaned_data
        clock = Clock(data["begins"], data["minutes"], data["zone"])
        return Following(data["title"], clock, data["place"], data["join_url"], data["agenda"], data["weekday"])


class SkipForm(ReasonForm):
    """Which of the calls to come do not take place, and why."""

    field_order = ("calls", "reason")
    calls = forms.MultipleChoiceField(
        label="Calls to cancel",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one call."},
    )

    def __init__(self, choices: list[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        calls = self.fields["calls"]
        assert isinstance(calls, forms.MultipleChoiceField)
        calls.choices = choices


class ExtendForm(forms.Form):
    """Until when the series goes on."""

    ends_on = forms.DateField(
        label="Last call on or before",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter a date.", "invalid": "Enter the date as 2027-12-31."},
    )

    def clean_ends_on(self) -> date:
        """A day that calendars can count with."""
        return _near(self.cleaned_data["ends_on"])


class EndForm(ExtendForm, ReasonForm):
    """After which day no call takes place, and why."""

    field_order = ("ends_on", "reason")


def _near(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(f"Choose a date between {FIRST_YEAR} and {LAST_YEAR}.")
    return day
