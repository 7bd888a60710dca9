"""What all data administration has in common: declared rights, and an audit line for every change."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Model, QuerySet
from django.forms import DateInput
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.days import has_come


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data that administrators edit. `rights` are what their group is granted on the model."""

    rights: ClassVar[tuple[str, ...]] = ("view", "add", "change", "delete")
    section: ClassVar[str]  # the heading it stands under on the first page
    about: ClassVar[str]  # what it is for, in a sentence
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.DateField: {"widget": DateInput(attrs={"type": "date"})}}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A day on which somebody read a source has passed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "checked_on":
            field.validators = [*field.validators, has_come]
        return field

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list is headed by what it holds."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {**(extra_context or {}), "title": title})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """In our words: people add and edit."""
        verb = "Add" if object_id is None else "Edit" if self.has_change_permission(request) else "View"
        context = {**(extra_context or {}), "title": f"{verb} {self.opts.verbose_name}"}
        return super().changeform_view(request, object_id, form_url, context)

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """What happened, without Django's “successfully”."""
        said = str(message).replace(" successfully", "")
        # SECURITY: as safe as it came; only words of Django's own were taken out.
        super().message_user(request, type(message)(said) if isinstance(message, SafeString) else said, *args, **kwargs)

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
