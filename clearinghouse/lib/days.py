"""Days on which somebody looked at something: they have passed."""

from datetime import date

from django.core.exceptions import ValidationError

from clearinghouse.lib.zones import portal_today

IN_FUTURE = "This day is in the future. Enter the day on which it was read."


def has_come(day: date) -> None:
    """A validator: today or before, in the portal's zone. Raises ValidationError."""
    if day > portal_today():
        raise ValidationError(IN_FUTURE, code="in_future")
