"""Which of this app's tables administrators edit under /data/."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts import audiences
from accounts.reference_admin import ReferenceAdmin
from workinggroups.models import WorkingGroup

# Tables that have no place here, each with the reason (tests/test_meta.py asks for a decision on every model).
NOT_HERE: dict[str, str] = {
    "workinggroups.groupmembership": "the roster on the group's page changes it, with an audit line",
    "workinggroups.joinrequest": "decided on the group's page",
    "workinggroups.workinggroupevent": "history written by triggers",
    "workinggroups.groupmembershipevent": "history written by triggers",
    "workinggroups.joinrequestevent": "history written by triggers",
}


@admin.register(WorkingGroup)
class WorkingGroupAdmin(ReferenceAdmin):
    section = "Working groups"
    about = "Names, contacts, and order of the groups. Leads edit the rest on the group’s page."
    rights = ("view", "change")
    list_display = ("name", "kind", "contact_name", "position")
    fields = (
        "name", "kind", "region", "description", "who_may_join", "joining", "roster_for", "charter",
        "contact_name", "contact_email", "check_mark", "position",
    )  # fmt: skip
    readonly_fields = ("kind", "region")
    ordering = ("position", "pk")

    def save_model(self, request: HttpRequest, obj: WorkingGroup, form: Any, change: bool) -> None:
        """A group's audience carries its name."""
        super().save_model(request, obj, form, change)
        audiences.relabel(obj.audience, obj.name)
