"""Entering a career pathway: what is said of it, its steps, and what the work pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from clearinghouse.lib.files.text import clean_text
from contacts.forms import CleanText, OneLine
from workforce.actions.pathways import PathwayDetails, Step, Wage, details_of
from workforce.forms.fields import Several, StateField, WebAddress, check_source, source_fields
from workforce.models import Credential, Pathway, PathwayStep, PathwayWage, Support
from workforce.models.pathway import SOC_CODE

MOST_STEPS, MOST_WAGES = 12, 6
FIRST_YEAR = 2000


def long_text(label: str, most: int, rows: int = 3, help_text: str = "") -> CleanText:
    """Several lines that can stay empty."""
    widget = forms.Textarea(attrs={"rows": rows})
    return CleanText(label=label, max_length=most, required=False, help_text=help_text, widget=widget)


class PathwayForm(forms.Form):
    """What is said of a pathway as a whole."""

    occupation = OneLine(
        label="Occupation", max_length=120, error_messages={"required": "Enter the occupation, such as Electrician."}
    )
    soc_code = OneLine(
        label="SOC code (optional)", max_length=7, required=False, validators=[SOC_CODE],
        help_text="The federal code of the occupation, for example 47-2111.",
    )  # fmt: skip
    state = StateField(required=False, empty_label="Nationwide")
    summary = CleanText(
        label="Summary", max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence or two where this pathway leads."},
    )  # fmt: skip
    who_it_serves = long_text("Who it serves", 2000)
    entry_requirements = long_text("Entry requirements", 3000)
    length = OneLine(
        label="Typical length", max_length=160, required=False, help_text="For example: 4 to 5 years, paid"
    )
    credentials = Several(Credential, label="Credentials earned")
    supports = Several(Support, label="Supports for barriers other than skills")
    demand = long_text("Employer demand", 3000, help_text="Who hires, how many, and how you know.")
    notes = long_text("Notes for people of the Collaborative", 3000)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= source_fields()

    def clean(self) -> dict[str, Any]:
        """A source is whole."""
        data = super().clean() or {}
        check_source(self)
        return data


class StepForm(forms.Form):
    """One step; clear its title to take it away."""

    title = OneLine(label="Step", max_length=160, required=False)
    kind = forms.ChoiceField(label="Type of step", choices=PathwayStep.Kind, required=False)
    length = OneLine(label="How long it takes", max_length=80, required=False)
    credential = forms.ModelChoiceField(
        Credential.objects.order_by("position", "pk"),
        label="Credential earned",
        required=False,
        empty_label="None",
    )
    description = OneLine(label="What happens", max_length=600, required=False)

    def clean(self) -> dict[str, Any]:
        """What is said of a step needs its title."""
        data = super().clean() or {}
        if not data.get("title") and (data.get("description") or data.get("length")) and self.empty_permitted:
            self.add_error("title", "Name this step.")
        return data

    def step(self) -> Step | None:
        """For the action; None for a row without a title."""
        data = self.cleaned_data
        if not data or not data["title"]:
            return None
        return Step(data["kind"], data["title"], data["length"], data["credential"], data["description"])


class WageForm(forms.Form):
    """What the work pays, with its source; clear the amount to take it away."""

    lowest = forms.DecimalField(label="From, in dollars", max_digits=9, decimal_places=2, min_value=0, required=False)
    highest = forms.DecimalField(label="To, in dollars", max_digits=9, decimal_places=2, min_value=0, required=False)
    unit = forms.ChoiceField(label="Unit", choices=PathwayWage.Unit, required=False)
    place = OneLine(label="Where", max_length=120, required=False, help_text="A state, a region, or United States")
    year = forms.IntegerField(label="Year of the figures", required=False, min_value=FIRST_YEAR)
    about = OneLine(
        label="What the figures are", max_length=160, required=False, help_text="For example: 10th to 90th percentile"
    )
    source_name = OneLine(label="Source", max_length=160, required=False)
    source_url = WebAddress(label="Web address of the source")

    def clean(self) -> dict[str, Any]:
        """An amount needs its place, its year and its source."""
        data = super().clean() or {}
        if data.get("lowest") is None:
            says_something = any(data.get(name) for name in ("highest", "source_name", "source_url"))
            if says_something and self.empty_permitted and "lowest" not in self.errors:
                self.add_error("lowest", "Enter the amount.")
            return data
        self._require(data)
        if data.get("highest") is not None and data["highest"] < data["lowest"]:
            self.add_error("highest", "Enter an amount that isn’t lower than the first one.")
        if (data.get("year") or 0) > timezone.localdate().year:
            self.add_error("year", "Enter a year that isn’t in the future.")
        return data

    def _require(self, data: Mapping[str, Any]) -> None:
        needed = {
            "place": "Enter where this is paid.",
            "year": "Enter the year of the figures.",
            "source_name": "Enter who published these figures.",
            "source_url": "Enter the web address of the source. No wage is shown without one.",
        }
        for name, sentence in needed.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    def wage(self) -> Wage | None:
        """For the action; None for a row without an amount."""
        data = self.cleaned_data
        if not data or data["lowest"] is None:
            return None
        highest = data["lowest"] if data["highest"] is None else data["highest"]
        return Wage(**{**data, "highest": highest, "unit": data["unit"] or PathwayWage.Unit.HOUR})


StepFormSet = forms.formset_factory(StepForm, extra=2, max_num=MOST_STEPS, absolute_max=20, validate_max=True)
WageFormSet = forms.formset_factory(WageForm, extra=1, max_num=MOST_WAGES, absolute_max=12, validate_max=True)


@dataclass
class PathwayForms:
    """The form and its rows, bound or not."""

    main: PathwayForm
    steps: Any
    wages: Any

    def are_valid(self) -> bool:
        """All of them, each asked so that each says what is wrong."""
        return all([self.main.is_valid(), self.steps.is_valid(), self.wages.is_valid()])

    def details(self) -> PathwayDetails:
        """For the actions."""
        data = {name: value for name, value in self.main.cleaned_data.items() if name != "revision"}
        data["summary"] = clean_text(data["summary"], 600)
        return PathwayDetails(
            **{**data, "credentials": tuple(data["credentials"]), "supports": tuple(data["supports"])},
            steps=tuple(step for form in self.steps if (step := form.step())),
            wages=tuple(wage for form in self.wages if (wage := form.wage())),
        )


def pathway_forms(pathway: Pathway | None = None, data: Mapping[str, Any] | None = None) -> PathwayForms:
    """Empty, filled with what is said of the pathway, or with what somebody typed."""
    initial: dict[str, Any] = {}
    if pathway is not None and data is None:
        initial = {**vars(details_of(pathway)), "revision": pathway.revision}
    # What was typed stands for itself: a row that equals one that stands would count as untouched and be dropped.
    rows = {name: [vars(row) for row in initial.pop(name, ())] or None for name in ("steps", "wages")}
    return PathwayForms(
        PathwayForm(data, initial=initial),
        StepFormSet(data, initial=rows["steps"], prefix="steps"),
        WageFormSet(data, initial=rows["wages"], prefix="wages"),
    )
