"""Which of this app's tables administrators edit under /data/."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import ManyToManyField, URLField
from django.forms import CheckboxSelectMultiple

from accounts.reference_admin import ReferenceAdmin
from phasemap.models import Phase, PhaseScheme, Place

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {}


class SourcedAdmin(ReferenceAdmin):
    """Facts with an address where they were read."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {
        **ReferenceAdmin.formfield_overrides,
        ManyToManyField: {"widget": CheckboxSelectMultiple},
        URLField: {"assume_scheme": "https"},
    }


@admin.register(PhaseScheme)
class PhaseSchemeAdmin(SourcedAdmin):
    section = "Phase map"
    about = "Plans that say when charging is built: CALSTART’s study, the federal freight strategy."
    list_display = ("name", "source_name", "check_mark", "position")
    ordering = ("position", "pk")


@admin.register(Phase)
class PhaseAdmin(SourcedAdmin):
    section = "Phase map"
    about = "What each plan does in which years, with its source. Leave years empty where the source has none."
    list_display = ("name", "scheme", "number", "from_year", "to_year", "check_mark")
    list_filter = ("scheme",)
    list_select_related = ("scheme",)
    ordering = ("scheme__position", "scheme_id", "number", "pk")


@admin.register(Place)
class PlaceAdmin(SourcedAdmin):
    section = "Phase map"
    about = "Hubs and corridors on the map, with the cities they are drawn through."
    list_display = ("name", "kind", "check_mark", "position")
    list_filter = ("kind",)
    search_fields = ("name", "about")
    ordering = ("position", "pk")
