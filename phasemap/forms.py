"""What the map's address says: scheme, year and layer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from clearinghouse.lib.zones import portal_today
from phasemap.models import PhaseScheme
from phasemap.models.scheme import FIRST_YEAR, LAST_YEAR

_ASK_FOR_YEAR = f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}."


class MapForm(forms.Form):
    """Bound to the address; what cannot be read is told, and the map shows what it shows at first."""

    scheme = forms.CharField(required=False, max_length=50)
    year = forms.IntegerField(
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _ASK_FOR_YEAR),
    )
    layer = forms.CharField(required=False, max_length=50)

    def __init__(self, data: Any, schemes: Sequence[PhaseScheme]) -> None:
        super().__init__(data)
        self._schemes = {scheme.slug: scheme for scheme in schemes}

    def clean_scheme(self) -> str:
        """One that there is."""
        slug: str = self.cleaned_data["scheme"]
        if slug and slug not in self._schemes:
            raise forms.ValidationError("There is no set of phases of this name.")
        return slug

    @property
    def chosen_scheme(self) -> PhaseScheme | None:
        """The one asked for, else the first; None before any is entered."""
        first = next(iter(self._schemes.values()), None)
        return self._schemes.get(self.cleaned_data.get("scheme") or "", first)

    @property
    def chosen_year(self) -> int:
        """The one asked for, else this year."""
        this_year = min(max(portal_today().year, FIRST_YEAR), LAST_YEAR)
        return self.cleaned_data.get("year") or this_year

    @property
    def chosen_layer(self) -> str:
        """The key of the document whose layer lies over the map."""
        return self.cleaned_data.get("layer") or ""

    @property
    def problems(self) -> list[str]:
        """Sentences about what could not be read."""
        return [str(sentence) for sentences in self.errors.values() for sentence in sentences]
