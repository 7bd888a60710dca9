"""No form of the portal speaks Django's words when an answer cannot be taken."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.db import models
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet, ManagementForm
from django.urls import get_resolver

from accounts.unsent_words import _all_forms
from clearinghouse.lib.form_words import NOT_OFFERED, OF_ROWS

OF_DJANGO = re.compile(
    r"This field|Select a valid|Ensure this|Enter a valid|was submitted|submitted file|is not a valid value|cannot be"
    r"|ManagementForm|Enter a complete|Enter a list|Upload a valid|already exists|is not one of"
)


def messages(field: forms.Field) -> Iterator[str]:
    yield from map(str, field.error_messages.values())
    yield from (str(validator.message) for validator in field.validators if hasattr(validator, "message"))


def test_every_field_of_every_form_has_words_of_ours() -> None:
    get_resolver().url_patterns  # noqa: B018  (imports every form)
    said = {
        f"{form.__qualname__}.{name}: {message}"
        for form in set(_all_forms(BaseForm)) - {ManagementForm}  # its fields are hidden, and OF_ROWS speaks for them
        for name, field in form.base_fields.items()
        for message in messages(field)
    }

    assert len(said) > 300
    assert sorted(words for words in said if OF_DJANGO.search(words)) == []


def test_every_kind_of_field_has_words_of_ours() -> None:
    kinds = [kind for kind in vars(forms).values() if isinstance(kind, type) and issubclass(kind, forms.Field)]
    own = {f"{kind.__name__}: {words}" for kind in kinds for words in _own(kind) if OF_DJANGO.search(words)}

    assert own == {"GenericIPAddressField: Enter a valid IPv4 or IPv6 address."} & own
    assert not [words for words in map(str, BaseFormSet.default_error_messages.values()) if OF_DJANGO.search(words)]
    assert BaseFormSet.default_error_messages == OF_ROWS
    assert models.Field.default_error_messages["blank"] == "This is blank."


def _own(kind: type[forms.Field]) -> list[str]:
    return [str(words) for words in getattr(kind, "default_error_messages", {}).values()]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (forms.CharField(), "", "Fill in this field."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Choose one."),
        (forms.ChoiceField(choices=[("a", "A")]), "zz", NOT_OFFERED),
        (forms.MultipleChoiceField(choices=[("a", "A")]), [], "Choose at least one."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["zz"], NOT_OFFERED),
        (forms.BooleanField(), "", "Select this box to continue."),
        (forms.DateField(), "soon", "Enter the date as 2027-01-31."),
        (forms.IntegerField(), "four", "Enter a whole number, in digits."),
        (forms.IntegerField(min_value=3), "2", "Enter 3 or more."),
        (forms.EmailField(), "kim", "Enter an email address like name@agency.gov."),
        (forms.URLField(assume_scheme="https"), "x y", "Enter a web address that begins with https://."),
        (forms.CharField(max_length=3), "abcd", "Use 3 characters or fewer. This has 4."),
        (forms.FileField(), None, "Choose a file."),
    ],
)
def test_field_says_what_to_do(field: forms.Field, value: object, sentence: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)

    assert refused.value.messages == [sentence]
