"""The forms of the report: of which period, and which year is published."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import State
from clearinghouse.lib.zones import portal_today
from reuse.report.periods import FIRST_YEAR, LONGEST, Period, label_of, of_year, years

DATES = "dates"


class PeriodForm(forms.Form):
    """A year, or two days; bound to the address."""

    year = forms.ChoiceField(label="Period", required=False)
    first = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    state = forms.ModelChoiceField(
        State.objects.order_by("name"), label="State or territory", required=False, empty_label="All"
    )

    def __init__(self, data: QueryDict, *, is_administrator: bool = False) -> None:
        chosen = data.copy()
        chosen.setdefault("year", str(portal_today().year))
        super().__init__(chosen)
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        year.choices = [*((slug, label_of(slug)) for slug in years()), (DATES, "From one day to another")]
        if not is_administrator:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        """Two days in their order, not too far apart."""
        data = super().clean() or {}
        if data.get("year") != DATES or self.errors:
            return data
        first, last = data.get("first"), data.get("last")
        if not first or not last:
            self.add_error("first" if not first else "last", "Enter the first and the last day.")
        elif last < first:
            self.add_error("last", "Enter a last day that isn’t before the first.")
        elif last - first > LONGEST or first.year < FIRST_YEAR - 9:
            self.add_error("first", "Choose a period of up to 10 years.")
        return data

    def period(self) -> Period:
        """What was chosen; this year where nothing was, or where it can't be read."""
        data = self.cleaned_data if self.is_valid() else {}
        if data.get("year") == DATES:
            return Period(data["first"], data["last"])
        slug = data.get("year") or str(portal_today().year)
        found = of_year(slug)
        assert found is not None
        return found

    @property
    def state_chosen(self) -> str:
        """The code of one state; empty for all."""
        chosen = self.cleaned_data.get("state") if self.is_valid() else None
        return chosen.pk if chosen else ""
