"""Entering a training provider, and narrowing the list of them."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.models import State
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from contacts.forms import OneLine
from workforce.actions.providers import ProviderDetails, details_of
from workforce.counties import counties_like, counties_of, county_named
from workforce.forms.fields import Several, StateField, WebAddress, check_source, source_fields
from workforce.forms.kept import KeptChoiceField
from workforce.forms.pathway import long_text
from workforce.models import Credential, Provider, ProviderQuerySet, Support

FIRST_YEAR, MOST_PEOPLE = 2000, 1_000_000
_TRAINED = re.compile(r"([0-9]{4})\s*[:=\t ]\s*([0-9][0-9,]{0,11})")


def county_problem(typed: str, state: State) -> str:
    """What to say of a county that the state does not have."""
    like = counties_like(typed, state.pk)
    hint = f" Did you mean {joined(like, 'or')}?" if like else ""
    return f"“{typed}” isn’t a county of {state}.{hint}"


class TrainedField(forms.CharField):
    """People trained by year, a line for each: 2025: 140."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> dict[int, int]:  # type: ignore[override]
        """By year; a line that cannot be read is named."""
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        found: dict[int, int] = {}
        for line in lines[:100]:
            match = _TRAINED.fullmatch(line)
            if not match:
                raise forms.ValidationError(f"We can’t read “{line[:40]}”. Enter the year and the number: 2025: 140")
            year, people = int(match[1]), int(match[2].replace(",", ""))
            check_trained(year, people)
            if year in found:
                raise forms.ValidationError(f"{year} is there twice.")
            found[year] = people
        return found

    def prepare_value(self, value: Any) -> Any:
        """The newest year first."""
        if isinstance(value, Mapping):
            return "\n".join(f"{year}: {people}" for year, people in sorted(value.items(), reverse=True))
        return value

    def run_validators(self, value: Any) -> None:
        """Nothing more: the numbers were checked as they were read."""


def check_trained(year: int, people: int) -> None:
    """Raise ValidationError for a year that has not been, or more people than there can be."""
    this_year = timezone.localdate().year
    if not FIRST_YEAR <= year <= this_year:
        raise forms.ValidationError(f"Enter years from {FIRST_YEAR} to {this_year}. You entered {year}.")
    if people > MOST_PEOPLE:
        raise forms.ValidationError(f"Enter {MOST_PEOPLE:,} people or fewer for {year}.")


class ProviderForm(forms.Form):
    """All that is said of a provider."""

    name = OneLine(label="Name", max_length=160, error_messages={"required": "Enter the provider’s name."})
    kind = forms.ChoiceField(label="Type of provider", choices=[("", "Choose one"), *Provider.Kind.choices])
    state = StateField(empty_label="Choose a state")
    county = OneLine(
        label="County", max_length=80, required=False,
        help_text="Or parish, borough, or independent city. Leave it empty if the provider serves the whole state.",
    )  # fmt: skip
    programs = long_text("Programs", 3000, help_text="What it teaches, for whom, and how long each program takes.")
    credentials = Several(Credential, label="Credentials people can earn")
    supports = Several(Support, label="Supports it offers")
    capacity = forms.IntegerField(
        label="People it can train in a year", required=False, min_value=0, max_value=MOST_PEOPLE
    )
    trained = TrainedField(
        label="People trained by year", required=False, max_length=2000,
        help_text="One line for each year: the year, a colon, and the number. For example, 2025: 140",
    )  # fmt: skip
    website = WebAddress(label="Website")
    contact_name = OneLine(label="Contact", max_length=120, required=False)
    contact_email = forms.EmailField(label="Contact’s email address", max_length=254, required=False)
    contact_phone = OneLine(label="Contact’s phone number", max_length=40, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= source_fields()

    def clean(self) -> dict[str, Any]:
        """A county of the state, by its full name; a whole source."""
        data = super().clean() or {}
        state, county = data.get("state"), data.get("county")
        if state and county:
            named = county_named(county, state.pk)
            if named is None:
                self.add_error("county", county_problem(county, state))
            else:
                data["county"] = named
        check_source(self)
        return data

    def details(self) -> ProviderDetails:
        """For the actions."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        parts = {"credentials": tuple(data["credentials"]), "supports": tuple(data["supports"])}
        return ProviderDetails(**{**data, **parts})


def provider_form(provider: Provider | None = None, data: Mapping[str, Any] | None = None) -> ProviderForm:
    """Empty, filled with what is said of the provider, or with what somebody typed."""
    initial = {**vars(details_of(provider)), "revision": provider.revision} if provider and data is None else {}
    return ProviderForm(data, initial=initial)


@dataclass(frozen=True)
class Wanted:
    """What the list of providers is narrowed to; empty means all."""

    words: str = ""
    state: str = ""
    county: str = ""
    kind: str = ""
    credential: Credential | None = None
    support: Support | None = None
    confirmed: str = ""

    def apply(self, providers: ProviderQuerySet) -> ProviderQuerySet:
        """Those that fit."""
        plain: dict[str, Any] = {
            "name__icontains": self.words,
            "state": self.state,
            "county": self.county,
            "kind": self.kind,
        }
        plain |= {"credentials": self.credential, "supports": self.support}
        found = providers.filter(**{name: value for name, value in plain.items() if value})
        return found.due() if self.confirmed == "due" else found


class ProviderFilter(forms.Form):
    """State, county, credential, support, type, words of the name."""

    problem_heading = "We couldn’t use every filter. Check the fields below."
    q = OneLine(label="Name", max_length=120, required=False)
    state = StateField(required=False, empty_label="All")
    county = OneLine(label="County", max_length=80, required=False, help_text="Choose a state too.")
    kind = forms.ChoiceField(label="Type of provider", choices=[("", "All"), *Provider.Kind.choices], required=False)
    credential = KeptChoiceField(
        Credential.objects.order_by("position", "pk"), label="Credential", to_field_name="slug", required=False,
        empty_label="All",
    )  # fmt: skip
    support = KeptChoiceField(
        Support.objects.order_by("position", "pk"), label="Support", to_field_name="slug", required=False,
        empty_label="All",
    )  # fmt: skip
    confirmed = forms.ChoiceField(
        label="Last confirmed", choices=[("", "Any time"), ("due", "More than a year ago")], required=False
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        if counties_of(data.get("state", "")):
            self.fields["county"].widget.attrs["list"] = "counties"  # the page offers those of the state

    def clean(self) -> dict[str, Any]:
        """A county of the chosen state."""
        data = super().clean() or {}
        county, state = data.get("county"), data.get("state")
        if not county or "state" in self.errors:
            return data
        if state is None:
            self.add_error("state", "Choose the state of this county.")
            return data
        named = county_named(county, state.pk)
        if named is None:
            self.add_error("county", county_problem(county, state))
        else:
            data["county"] = named
        return data

    def wanted(self) -> Wanted:
        """What was chosen."""
        data = self.cleaned_data
        return Wanted(
            words=data["q"],
            state=data["state"].pk if data["state"] else "",
            county=data["county"],
            kind=data["kind"],
            credential=data["credential"],
            support=data["support"],
            confirmed=data["confirmed"],
        )
