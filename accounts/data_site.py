from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts import unsent
from accounts.second_factor import lacks_second_factor
from accounts.standing import standing_of

SECTIONS = (
    "Agencies and places", "Documents and search", "Working groups", "EV Workforce Collaborative", "Phase map",
    "Evidence and records",
)  # fmt: skip
without_trusted_types = csp_replace({"require-trusted-types-for": None, "trusted-types": None})


class DataSite(AdminSite):
    """Reference data under /data/: for administrators, by the same rule as their other pages."""

    site_header = site_title = "EV States Clearinghouse"
    index_title = "Agencies and reference data"
    index_template = "admin/reference_data.html"
    enable_nav_sidebar = False
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators who may edit data; what each may do is in the rights of their group."""
        if not standing_of(request.user).is_administrator or not request.user.is_staff:
            return False
        return not lacks_second_factor(request.user)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The tables under the headings that their classes declare, each with what it is for."""
        return super().index(request, {**(extra_context or {}), "sections": self._sections(request)})

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Which app of ours holds a table is nothing to people: the one list has them all."""
        return redirect("admin:index")

    def _sections(self, request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
        sections: dict[str, list[dict[str, Any]]] = {name: [] for name in SECTIONS}
        for app in self.get_app_list(request):
            for table in app["models"]:
                model_admin: Any = self.get_model_admin(table["model"])
                sections[model_admin.section].append({**table, "about": model_admin.about})
        return sections

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Take in what declares its rights; libraries that register their own tables stay outside."""
        if hasattr(admin_class, "rights"):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(  # type: ignore[override]
        self, view: Callable[..., Any], cacheable: bool = False
    ) -> Callable[..., Any]:
        """Django's scripts here build their pages from strings, which Trusted Types would forbid."""
        return without_trusted_types(_keeps_what_was_typed(super().admin_view(view, cacheable)))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one place to change a password."""
        return redirect("account_change_password")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one way out."""
        return redirect("account_logout")

    def grant_rights(self, group: Group) -> None:
        """Give the group exactly the rights that the registered models declare, for their inline rows too."""
        wanted: list[Permission] = []
        for model in apps.get_models():
            if self.is_registered(model):
                model_admin = self.get_model_admin(model)
                wanted += _permissions(model, model_admin.rights)  # type: ignore[attr-defined]
                for inline in model_admin.inlines:
                    wanted += _permissions(inline.model, ("view", "add", "change", "delete"))
        group.permissions.set(wanted)


def _keeps_what_was_typed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Like our own pages, where somebody was signed out before the form came."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if unsent.can_be_shown(request) and not standing_of(request.user).user_id:
            return unsent.page(request, sign_in_first=True)
        return view(request, *args, **kwargs)

    return wrapped


def _permissions(model: type[Model], rights: Iterable[str]) -> list[Permission]:
    kind = ContentType.objects.get_for_model(model)
    names = [f"{right}_{model._meta.model_name}" for right in rights]
    return list(Permission.objects.filter(content_type=kind, codename__in=names))
