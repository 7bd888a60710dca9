"""Which of this app's tables administrators edit under /data/."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models

from accounts.reference_admin import ReferenceAdmin
from states.models import CorridorMiles, Funding

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {}


class FactAdmin(ReferenceAdmin):
    """A number with its source."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **ReferenceAdmin.formfield_overrides,
        models.URLField: {"assume_scheme": "https"},
    }


@admin.register(Funding)
class FundingAdmin(FactAdmin):
    section = "Agencies and places"
    about = "NEVI funding by federal fiscal year, as state pages show it. Each amount has its source."
    list_display = ("state", "fiscal_year", "amount", "is_estimate", "checked_on")
    list_filter = ("fiscal_year", "state")
    list_select_related = ("state",)
    fields = ("state", "fiscal_year", "amount", "is_estimate", "source_name", "source_url", "checked_on")
    ordering = ("state", "fiscal_year")


@admin.register(CorridorMiles)
class CorridorMilesAdmin(FactAdmin):
    section = "Agencies and places"
    about = "Miles of designated corridors, ready or pending. State pages show the latest number."
    list_display = ("state", "as_of", "miles", "is_estimate", "checked_on")
    list_filter = ("state",)
    list_select_related = ("state",)
    fields = ("state", "as_of", "miles", "is_estimate", "source_name", "source_url", "checked_on")
    ordering = ("state", "-as_of")
