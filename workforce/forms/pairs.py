"""Forms of a state with its cities."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from accounts.models import Agency, Membership, State, User
from accounts.standing import Viewer
from contacts.forms import OneLine
from directory.entries import directory_for
from documents.models import Document
from meetings.models import Meeting
from workforce.actions.pairs import PairDetails, YearNumbers
from workforce.forms.fields import page_here
from workforce.models import Pair
from workforce.permissions import takes_care

LOCAL_KINDS = (Agency.Kind.CITY, Agency.Kind.COUNTY)
YEARS_OFFERED = 8


class CityField(forms.ModelMultipleChoiceField):
    """Cities and counties, each with its state."""

    def label_from_instance(self, agency: Agency) -> str:
        """VT: City of Burlington."""
        return f"{agency.state_id}: {agency.name}"


class PairForm(forms.Form):
    """What a pair is, and who sees its goals."""

    name = OneLine(label="Name", max_length=160, help_text="For example: Vermont and Burlington.")
    state = forms.ModelChoiceField(State.objects.order_by("name"), label="State or territory", empty_label="Choose one")
    cities = CityField(
        Agency.objects.none(),
        label="Cities and counties",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one city or county."},
    )
    summary = forms.CharField(
        label="What they do together", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    goals_sharing = forms.ChoiceField(
        label="Who can see goals, milestones, and people trained",
        choices=Pair.GoalsSharing.choices,
        widget=forms.RadioSelect,
        initial=Pair.GoalsSharing.PARTNERS,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, pair: Pair | None = None) -> None:
        super().__init__(data, initial=_initial(pair) if pair else None)
        cities = self.fields["cities"]
        assert isinstance(cities, CityField)
        local = Agency.objects.filter(kind__in=LOCAL_KINDS, state__isnull=False)
        cities.queryset = local.order_by("state", "name", "pk")

    def clean(self) -> dict[str, Any]:
        """Cities are of the state."""
        data = super().clean() or {}
        state = data.get("state")
        if state and any(city.state_id != state.pk for city in data.get("cities") or ()):
            self.add_error("cities", f"Choose cities and counties in {state}.")
        return data

    def details(self) -> PairDetails:
        """For make_pair() and change_pair()."""
        data = self.cleaned_data
        return PairDetails(data["name"], data["state"], list(data["cities"]), data["summary"], data["goals_sharing"])


def _initial(pair: Pair) -> dict[str, Any]:
    names = ("name", "state", "summary", "goals_sharing", "revision")
    return {**{name: getattr(pair, name) for name in names}, "cities": pair.cities.all()}


class PartnerForm(forms.Form):
    """Somebody the editor may find, by name or by the address they sign in with."""

    who = forms.CharField(
        label="Name or email address",
        max_length=254,
        help_text="Of a member or guest whom you can find in the directory.",
    )
    role = forms.CharField(
        label="Role in the pair", max_length=120, required=False, help_text="For example: State lead."
    )

    def __init__(self, data: Any = None, *, user: Viewer) -> None:
        super().__init__(data)
        self.user = user
        self.person: User | None = None

    def clean_who(self) -> str:
        """SECURITY: only of whom the person may find, so that nobody learns here who has an account."""
        words = " ".join(self.cleaned_data["who"].split())
        people = _findable(self.user)
        found = list(people.filter(name__iexact=words).order_by("pk")[:2])
        if not found and "@" in words:
            found = list(people.filter(email__iexact=words, emailaddress__verified=True).distinct()[:2])
        if not found:
            raise ValidationError("We can’t find this person in your directory.")
        if len(found) > 1:
            raise ValidationError("More than one person has this name. Enter the email address.")
        self.person = found[0]
        return words


def _findable(user: Viewer) -> QuerySet[User]:
    """Who may be added: whom the directory shows, and for who takes care of the space everybody in it."""
    if takes_care(user):
        return User.objects.filter(pk__in=Membership.objects.current().values("user"), is_active=True)
    return User.objects.filter(pk__in=directory_for(user).values("pk"))


class ThingForm(forms.Form):
    """A document or a meeting by the address of its page."""

    address = forms.CharField(
        label="Address of a document’s or meeting’s page here",
        max_length=600,
        help_text="Each person sees it only if it’s shared with them.",
    )

    def __init__(self, data: Any = None, *, user: Viewer) -> None:
        super().__init__(data)
        self.user = user
        self.thing: Document | Meeting | None = None

    def clean_address(self) -> str:
        """Something that the person may see."""
        address = self.cleaned_data["address"].strip()
        self.thing = thing_at(self.user, address)
        if self.thing is None:
            raise ValidationError("We can’t find a document or meeting at this address.")
        return str(address)


def thing_at(user: Viewer, address: str) -> Document | Meeting | None:
    """What has its page at this address, if the person may see it."""
    app, key = page_here(address)
    if app == "documents":
        return Document.objects.visible_to(user).filter(key=key).first()
    return Meeting.objects.visible_to(user).filter(key=key).first() if app == "meetings" else None


class YearForm(forms.Form):
    """People trained in one year."""

    year = forms.IntegerField(
        label="Year", required=False, min_value=2015, max_value=2060, widget=forms.NumberInput(attrs={"class": "year"})
    )
    goal = forms.IntegerField(
        label="Goal", required=False, validators=[MinValueValidator(0), MaxValueValidator(1_000_000)]
    )
    trained = forms.IntegerField(
        label="Trained", required=False, validators=[MinValueValidator(0), MaxValueValidator(1_000_000)]
    )

    def clean(self) -> dict[str, Any]:
        """A number has a year."""
        data = super().clean() or {}
        has_number = data.get("goal") is not None or data.get("trained") is not None
        if has_number and not data.get("year") and "year" not in self.errors:
            self.add_error("year", "Enter the year.")
        return data


_SEEN = re.compile(r"([0-9]{4}):([0-9]{0,7}):([0-9]{0,7})")


def _written(numbers: Sequence[YearNumbers]) -> str:
    """For a hidden field: 2026:40:30;2027:60:"""
    return ";".join(
        ":".join("" if part is None else str(part) for part in (row.year, row.goal, row.trained)) for row in numbers
    )


class YearsForm:
    """The years of a pair, and empty lines for more."""

    def __init__(self, stand: Sequence[YearNumbers], data: Any = None) -> None:
        initial = [{"year": row.year, "goal": row.goal, "trained": row.trained} for row in stand]
        count = len(initial) + 3 if data is None else YEARS_OFFERED + 16
        self.forms = [
            YearForm(data, prefix=f"row{place}", initial=initial[place] if place < len(initial) else None)
            for place in range(count)
            if data is None or f"row{place}-year" in data
        ]
        self.seen = _written(stand) if data is None else str(data.get("seen", ""))
        self.problem = ""

    def is_valid(self) -> bool:
        """Each line, and no year twice."""
        right = [form for form in self.forms if form.is_valid()]
        named = [form.cleaned_data["year"] for form in right if form.cleaned_data.get("year")]
        if len(named) != len(set(named)):
            self.problem = "Enter each year once."
        return len(right) == len(self.forms) and not self.problem

    def start_from(self, stand: Sequence[YearNumbers]) -> None:
        """What was typed is saved over these numbers, which the person sees now."""
        self.seen = _written(stand)

    def started_from(self) -> list[YearNumbers]:
        """The numbers that the person saw; none where the page's own note of them cannot be read."""
        rows = [_SEEN.fullmatch(part) for part in self.seen.split(";")]
        return [YearNumbers(*(int(part) if part else None for part in row.groups())) for row in rows if row]  # type: ignore[arg-type]

    def numbers(self) -> list[YearNumbers]:
        """For save_years()."""
        rows = [form.cleaned_data for form in self.forms]
        return [YearNumbers(row["year"], row["goal"], row["trained"]) for row in rows if row.get("year")]
