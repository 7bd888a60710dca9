from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest

from accounts.access import lacks_second_factor
from accounts.standing import standing_of


class DataSite(AdminSite):
    """Reference data under /data/: for administrators, by the same rule as their other pages."""

    site_header = site_title = "EV States Clearinghouse: reference data"
    index_title = "Agencies, kinds, topics and other reference data"
    enable_nav_sidebar = False
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators who may edit data; what each may do is in the rights of their group."""
        if not standing_of(request.user).is_administrator or not request.user.is_staff:
            return False
        return not lacks_second_factor(request.user)

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        """Take in what declares its rights; libraries that register their own tables stay outside."""
        if hasattr(admin_class, "rights"):
            super().register(model_or_iterable, admin_class, **options)

    def grant_rights(self, group: Group) -> None:
        """Give the group exactly the rights that the registered models declare."""
        wanted: list[Permission] = []
        for model in apps.get_models():
            if self.is_registered(model):
                rights: tuple[str, ...] = self.get_model_admin(model).rights  # type: ignore[attr-defined]
                names = [f"{right}_{model._meta.model_name}" for right in rights]
                kind = ContentType.objects.get_for_model(model)
                wanted += Permission.objects.filter(content_type=kind, codename__in=names)
        group.permissions.set(wanted)
