"""Fields that several forms of the space have."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.db.models import Model, QuerySet
from django.urls import Resolver404, resolve

from accounts.models import State
from clearinghouse.lib.days import has_come
from workforce.forms.kept import KeptChoiceField


class WebAddress(forms.URLField):
    """An address that a browser opens: nothing else becomes a link."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        validators = [URLValidator(schemes=["https", "http"])]
        super().__init__(required=kwargs.pop("required", False), assume_scheme="https", validators=validators, **kwargs)


class StateField(KeptChoiceField):
    """The 56 states and territories, by name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "State or territory")
        super().__init__(State.objects.order_by("name"), **kwargs)


class Several(forms.ModelMultipleChoiceField):
    """Boxes for rows of a list that administrators keep, in its order."""

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        rows: QuerySet[Any] = model._default_manager.order_by("position", "pk")
        super().__init__(rows, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


def day_field(label: str, help_text: str = "", *, has_passed: bool = False) -> forms.DateField:
    """A day that somebody picks; today or before where it `has_passed`."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    validators = [has_come] if has_passed else []
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget, validators=validators)


def source_fields() -> dict[str, forms.Field]:
    """Where facts come from."""
    return {
        "source_name": forms.CharField(label="Source of these facts", max_length=160, required=False),
        "source_url": WebAddress(label="Web address of the source"),
        "checked_on": day_field("Date you read the source", has_passed=True),
    }


def check_source(form: forms.Form) -> None:
    """A source has both a name and an address, or neither."""
    name, url = form.cleaned_data.get("source_name"), form.cleaned_data.get("source_url")
    if bool(name) != bool(url) and not form.errors.keys() & {"source_name", "source_url"}:
        missing, words = ("source_url", "web address") if name else ("source_name", "name")
        form.add_error(missing, f"Enter the {words} of the source too.")


def page_here(address: str) -> tuple[str, str]:
    """The app and the key of a page here, by its whole address or its path; empty for any other address."""
    try:
        parts = urlsplit(address)  # ValueError: “http://[” begins an address of IPv6 and never ends it
        is_here = parts.netloc in ("", urlsplit(settings.BASE_URL).netloc)
        found = resolve(parts.path) if is_here else None
    except (ValueError, Resolver404):
        return "", ""
    return (found.namespace, str(found.kwargs.get("key", ""))) if found else ("", "")
