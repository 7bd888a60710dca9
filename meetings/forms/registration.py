"""Forms of registration, invitations and an event's settings. They validate; actions act."""

from datetime import datetime, tzinfo
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.models import State, User
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.zones import zone_label
from meetings.actions.events import Settings
from meetings.actions.invitations import Guest
from meetings.actions.registrations import Answers
from meetings.models import Meeting, Registration, RegistrationMode, Sector
from meetings.registering import RegistrationAccess

MOST_LINES = 100
NO_SUCH_TIME = "This time doesn’t exist in the event’s time zone. Enter another time."


class WallClockField(forms.DateTimeField):
    """A moment as the clock shows it in `zone`, whatever zone the reader lives in."""

    def __init__(self, **options: Any) -> None:
        self.zone: tzinfo = ZoneInfo("UTC")
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> datetime | None:
        """An aware moment."""
        try:
            with timezone.override(self.zone):
                return super().to_python(value)
        except OverflowError:
            raise ValidationError(NO_SUCH_TIME) from None

    def prepare_value(self, value: Any) -> Any:
        """The clock of the zone."""
        with timezone.override(self.zone):
            return super().prepare_value(value)


class RegistrationForm(forms.Form):
    """Coming to an event: for whom, and what the organizers should know."""

    sector = forms.ChoiceField(
        label="You’re attending on behalf of",
        choices=Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the options."},
    )
    organization = forms.CharField(
        label="Organization", max_length=160, error_messages={"required": "Enter your organization."}
    )
    needs = forms.CharField(
        label="What should the organizers know?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example, accessibility or dietary needs, or an interpreter. Only the organizers can read this.",
    )

    def __init__(self, own_access: RegistrationAccess, data: Any = None) -> None:
        home = own_access.membership.agency.name if own_access.membership else ""
        invited = own_access.invitation.sector if own_access.invitation else ""
        initial = {"organization": home, "sector": invited if invited in own_access.sectors else own_access.sectors[0]}
        super().__init__(data, initial=initial)
        choices = self.fields["sector"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(sector.value, sector.label) for sector in own_access.sectors]

    def answers(self) -> Answers:
        """For actions.registrations.register."""
        return Answers(**self.cleaned_data)


class SettingsForm(forms.Form):
    """How people register for an event."""

    registration = forms.ChoiceField(
        label="How people register", choices=RegistrationMode.choices, widget=forms.RadioSelect
    )
    sectors = forms.MultipleChoiceField(
        label="Who can register without an invitation when registration is open",
        choices=Sector.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="People you invite can always register. “A state or territory” is for members from state agencies.",
    )
    capacity = forms.IntegerField(
        label="Number of spots",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Leave blank for no limit. When it’s full, people join the waitlist and move up automatically.",
    )
    registration_closes_at = WallClockField(label="Registration closes", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        names = ("registration", "sectors", "capacity", "registration_closes_at", "revision")
        super().__init__(data, initial={name: getattr(meeting, name) for name in names})
        closes = self.fields["registration_closes_at"]
        assert isinstance(closes, WallClockField)
        closes.zone = ZoneInfo(meeting.zone)
        zone = zone_label(meeting.zone)
        closes.help_text = f"In the event’s time zone: {zone}. If blank, registration closes when the event ends."

    def settings(self) -> Settings:
        """For actions.events.change_settings."""
        given = self.cleaned_data
        return Settings(
            given["registration"], tuple(given["sectors"]), given["capacity"], given["registration_closes_at"]
        )


class OrganizersForm(forms.Form):
    """Who takes care of an event, by address."""

    addresses = forms.CharField(
        label="Organizers’ email addresses",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Enter one per line. Organizers must be members or administrators of the Clearinghouse.",
    )

    def clean_addresses(self) -> list[User]:
        """The people; an address that belongs to nobody here is named."""
        lines = _lines(self.cleaned_data["addresses"])
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Enter up to {MOST_LINES} organizers.")
        people = {user.email: user for user in User.objects.filter(email__in=map(str.lower, lines), is_active=True)}
        strangers = [line for line in lines if line.lower() not in people]
        if strangers:
            raise ValidationError([f"We can’t find an account for “{one_line(line, 80)}”." for line in strangers])
        return list(people.values())


class InvitationForm(forms.Form):
    """Addresses to invite, one on each line. Bad lines are named and kept; the good ones are `guests`."""

    problem_heading = ""  # where some lines were used and others not

    addresses = forms.CharField(
        label="Email addresses to invite",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Enter one per line. For example: kim.lee@agency.example or Kim Lee &lt;kim.lee@agency.example&gt;.",
        error_messages={"required": "Enter at least one email address."},
    )
    sector = forms.ChoiceField(label="Attending on behalf of", choices=Sector.choices)

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.guests: list[Guest] = []
        self.bad_lines: list[tuple[str, str]] = []

    def clean_addresses(self) -> str:
        """Sorts lines into guests and bad lines, each guest once."""
        lines = _lines(self.cleaned_data["addresses"])
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Invite up to {MOST_LINES} people at a time.")
        for line in lines:
            guest = _guest(line)
            if guest is None:
                self.bad_lines.append((line, f"“{one_line(line, 80)}” doesn’t have a valid email address."))
            elif all(guest.email != other.email for other in self.guests):
                self.guests.append(guest)
        return "\n".join(lines)


class RemovalForm(forms.Form):
    """Why somebody is taken off the list."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        help_text="We’ll send it to the person.",
        error_messages={"required": "Enter a reason. We’ll send it to the person."},
    )


class RegistrantFilter(forms.Form):
    """Which registrants to list."""

    status = forms.ChoiceField(choices=[("", "All"), *Registration.Status.choices], required=False)
    sector = forms.ChoiceField(choices=[("", "All"), *Sector.choices], required=False, label="Attending on behalf of")
    state = forms.ModelChoiceField(State.objects.order_by("name"), required=False, empty_label="All states")


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip().rstrip(",;").strip() for line in text.splitlines() if line.strip(" ,;\t")))


def _guest(line: str) -> Guest | None:
    name, address = parseaddr(line)
    address = address.strip().lower()
    # parseaddr() takes what it understands out of a line; an address it had to search for is none.
    if not address or address not in line.lower() or len(_addresses(line)) != 1:
        return None
    try:
        validate_email(address)
    except ValidationError:
        return None
    return Guest(address, one_line(name, 160)) if len(address) <= 254 else None


def _addresses(line: str) -> list[str]:
    return [word for word in line.replace(",", " ").replace(";", " ").split() if "@" in word]
