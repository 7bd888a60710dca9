"""What a form says when an answer cannot be taken: our words in place of Django's, in every form of the portal.

Fields read these when they are made, so clearinghouse.apps sets them before any form is imported.
"""

from typing import Any

from django import forms
from django.core import validators
from django.db import models
from django.forms.formsets import BaseFormSet

DATE, TIME = "Enter the date as 2027-01-31.", "Enter the time as 14:00 or 2:00 PM."
MOMENT = "Enter the date and time as 2027-01-31 14:00."
NOT_OFFERED = "Choose one of the options offered. The one that was sent isn’t one of them."

OF_FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fill in this field."},
    forms.IntegerField: {"required": "Enter a number.", "invalid": "Enter a whole number, in digits."},
    forms.FloatField: {"required": "Enter a number.", "invalid": "Enter a number, in digits."},
    forms.DecimalField: {"required": "Enter a number.", "invalid": "Enter a number, in digits."},
    forms.DateField: {"required": "Enter a date.", "invalid": DATE},
    forms.TimeField: {"required": "Enter a time.", "invalid": TIME},
    forms.DateTimeField: {"required": "Enter a date and time.", "invalid": MOMENT},
    forms.SplitDateTimeField: {"invalid_date": DATE, "invalid_time": TIME},
    forms.DurationField: {"invalid": "Enter a length of time as 1:30:00."},
    forms.EmailField: {"required": "Enter an email address."},
    forms.URLField: {"required": "Enter a web address.", "invalid": "Enter a web address that begins with https://."},
    forms.UUIDField: {"invalid": "This code isn’t complete. Copy it again."},
    forms.JSONField: {"invalid": "This isn’t written as JSON."},
    forms.BooleanField: {"required": "Select this box to continue."},
    forms.ChoiceField: {"required": "Choose one.", "invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {
        "required": "Choose at least one.", "invalid_choice": NOT_OFFERED, "invalid_list": NOT_OFFERED,
    },
    forms.ModelChoiceField: {"required": "Choose one.", "invalid_choice": NOT_OFFERED},
    forms.ModelMultipleChoiceField: {
        "required": "Choose at least one.", "invalid_choice": NOT_OFFERED, "invalid_list": NOT_OFFERED,
        "invalid_pk_value": NOT_OFFERED,
    },
    forms.models.InlineForeignKeyField: {"invalid_choice": "This row belongs to another page. Reload and try again."},
    forms.FileField: {
        "required": "Choose a file.",
        "invalid": "No file arrived. Choose it again.",
        "missing": "No file arrived. Choose it again.",
        "empty": "This file is empty. Choose another file.",
        "max_length": "The file’s name is too long. Use %(max)d characters or fewer.",
        "contradiction": "Choose a file or select the box to remove it, not both.",
    },
    forms.ImageField: {"invalid_image": "This isn’t a picture we can read. Choose another file."},
    forms.MultiValueField: {"invalid": "Fill in each part.", "incomplete": "Fill in each part."},
}  # fmt: skip
OF_ROWS = {
    "missing_management_form": "Part of the form didn’t arrive. Go back, reload the page, and send it again.",
    "too_many_forms": "There are too many rows: use %(num)d or fewer.",
    "too_few_forms": "There are too few rows: use %(num)d or more.",
}
OF_COLUMNS = {
    "blank": "This is blank.",
    "null": "This is blank.",
    "invalid_choice": NOT_OFFERED,
    "unique": "There is already an entry with this %(field_label)s.",
    "unique_for_date": "There is already an entry with this %(field_label)s for that date.",
}
OF_VALIDATORS: dict[type, str] = {
    validators.RegexValidator: "Check this: it isn’t in the form we expect.",
    validators.URLValidator: "Enter a web address that begins with https://.",
    validators.EmailValidator: "Enter an email address like name@agency.gov.",
    validators.MaxLengthValidator: "Use %(limit_value)d characters or fewer. This has %(show_value)d.",
    validators.MinLengthValidator: "Use %(limit_value)d characters or more. This has %(show_value)d.",
    validators.MaxValueValidator: "Enter %(limit_value)s or less.",
    validators.MinValueValidator: "Enter %(limit_value)s or more.",
    validators.ProhibitNullCharactersValidator: "Remove the characters that can’t be shown.",
}


def use_our_words() -> None:
    """Put them in place of Django's."""
    for field, messages in OF_FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **messages}
    BaseFormSet.default_error_messages = {**BaseFormSet.default_error_messages, **OF_ROWS}
    models.Field.default_error_messages = {**models.Field.default_error_messages, **OF_COLUMNS}
    for validator, message in OF_VALIDATORS.items():
        validator.message = message  # type: ignore[attr-defined]
    for slug in (validators.validate_slug, validators.validate_unicode_slug):
        slug.message = "Use letters, digits, hyphens, and underscores only."
    whole: Any = validators.validate_integer  # one validator, whose type says function
    whole.message = "Enter a whole number, in digits."
