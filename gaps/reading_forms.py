"""Forms of requests to read listed documents. They validate; actions act."""

from datetime import timedelta
from typing import Any

from django import forms

from clearinghouse.lib.zones import portal_today
from contacts.forms import CleanText
from gaps.actions.listing import Decision
from gaps.models import ReadRequest

Status = ReadRequest.Status
DAYS = {"30": 30, "90": 90, "365": 365}
CHOICES = (
    ("30", "Let them read it for 30 days"),
    ("90", "Let them read it for 90 days"),
    ("365", "Let them read it for a year"),
    ("always", "Let them read it for good"),
    ("shared", "I shared it with more people, and so with them"),
    ("declined", "Decline"),
)


class ReadForm(forms.Form):
    """What somebody needs a document for."""

    purpose = CleanText(
        label="What you need it for (optional)",
        max_length=500,
        required=False,
        help_text="Only the people who decide can read this. They also see your name.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewForm(forms.Form):
    """When a document should be looked at again."""

    review_on = forms.DateField(required=False)


class DecideForm(forms.Form):
    """What becomes of a request to read."""

    decision = forms.ChoiceField(
        choices=CHOICES,
        label="Your decision",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a decision."},
    )
    reason = CleanText(
        label="Note or reason",
        max_length=1000,
        required=False,
        help_text="The person who asked reads this. To decline, give a reason.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "declined" and not data.get("reason"):
            self.add_error("reason", "Say why.")
        return data

    def made(self) -> Decision:
        """For decide()."""
        chosen, reason = self.cleaned_data["decision"], self.cleaned_data["reason"]
        if chosen in ("shared", "declined"):
            return Decision(chosen, reason=reason)
        days = DAYS.get(chosen)
        return Decision(Status.GRANTED, portal_today() + timedelta(days=days) if days else None, reason)
