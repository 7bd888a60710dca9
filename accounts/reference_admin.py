"""What all data administration has in common: declared rights, and an audit line for every change."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.audit import write_event
from accounts.models import User


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data that administrators edit. `rights` are what their group is granted on the model."""

    rights: ClassVar[tuple[str, ...]] = ("view", "add", "change", "delete")
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Note the new row in the audit log too."""
        _note(request, obj, "added")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Note the change in the audit log too, with the fields that changed."""
        entry = super().log_change(request, obj, message)
        _note(request, obj, "changed", entry.get_change_message())
        return entry

    def log_deletions(self, request: HttpRequest, queryset: "QuerySet[Any] | Sequence[Any]") -> Any:
        """Note each deletion in the audit log too."""
        for obj in queryset:
            _note(request, obj, "deleted")
        return super().log_deletions(request, queryset)  # type: ignore[arg-type]


class ReadOnlyAdmin(ReferenceAdmin):
    """Data that is only looked at."""

    rights = ("view",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _note(request: HttpRequest, obj: Model, verb: str, what: str = "") -> None:
    by = request.user
    assert isinstance(by, User)
    sentence = f"{by} {verb} the {obj._meta.verbose_name} “{obj}”. {what}".strip()
    write_event(f"reference.{verb}", by=by, about=obj, sentence=sentence)
