"""The form in which people say what they are told by mail and what of them the directory shows."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.http import QueryDict

from accounts.actions.preferences import Chosen, chosen_by
from accounts.deciding import decides_on_guests
from accounts.models import Preferences, User
from accounts.models.preferences import ApprovalEmails
from clearinghouse.lib.zones import ZONES, zone_label

NOTIFICATIONS = (
    *("wants_invitations", "wants_reminders", "wants_summaries", "wants_requests", "wants_shared"),
    "wants_announcements",
    "wants_digests",
    "wants_reuse",
    "wants_colleagues",
)
SHOWN = ("is_listed", "shows_email", "shows_phone")
PHONE = r"^[0-9+(][0-9 ().+/-]{5,24}( ?(x|ext\.?) ?[0-9]{1,6})?$"


def _labelled(names: tuple[str, ...]) -> list[tuple[str, str]]:
    fields = [Preferences._meta.get_field(name) for name in names]
    return [(field.name, str(field.verbose_name)) for field in fields if isinstance(field, models.BooleanField)]


class PreferencesForm(forms.Form):
    """Time zone, mail, directory."""

    time_zone = forms.ChoiceField(
        label="Time zone", required=False, choices=ZONES, help_text="All pages show times in this time zone."
    )
    notifications = forms.MultipleChoiceField(
        label="Email me about",
        choices=_labelled(NOTIFICATIONS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="We always email you answers to your own requests and questions.",
    )
    approval_emails = forms.ChoiceField(
        label="Email me about requests to approve",
        choices=ApprovalEmails.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Requests to join, members’ new email addresses, and resources that are suggested for the EV "
        "Workforce Collaborative.",
    )
    shown = forms.MultipleChoiceField(
        label="Member directory",
        choices=_labelled(SHOWN),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Your listing shows your name, position, agency, and state. The public can’t see the directory.",
    )
    phone = forms.CharField(
        label="Phone number",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        validators=[RegexValidator(PHONE, "Enter a phone number like 802-555-0100 or 802-555-0100 x12.")],
    )

    def __init__(self, person: User, data: QueryDict | None = None) -> None:
        chosen = asdict(chosen_by(person))
        initial = {
            "time_zone": chosen["time_zone"],
            "approval_emails": chosen["approval_emails"],
            "notifications": [name for name in NOTIFICATIONS if chosen[name]],
            "shown": [name for name in SHOWN if chosen[name]],
            "phone": chosen["phone"],
        }
        super().__init__(data, initial=initial)
        if not decides_on_guests(person):
            del self.fields["approval_emails"]
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = [("", f"Portal default: {zone_label(settings.TIME_ZONE)}"), *ZONES]

    def clean(self) -> dict[str, Any]:
        """A number that is shown must be there."""
        data = super().clean() or {}
        if "shows_phone" in data.get("shown", []) and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", "Enter the number to show, or choose not to show it.")
        return data

    def chosen(self) -> Chosen:
        """What the person chose, for save_preferences()."""
        data = self.cleaned_data
        flags = {name: name in data["notifications"] or name in data["shown"] for name in (*NOTIFICATIONS, *SHOWN)}
        approval_emails = data.get("approval_emails") or self.initial["approval_emails"]
        return Chosen(time_zone=data["time_zone"], phone=data["phone"], approval_emails=approval_emails, **flags)
