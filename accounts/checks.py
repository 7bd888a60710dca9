"""System checks: mistakes that would open doors stop the start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Permission
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connection
from django.db.models import Q
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.mail_setup import findings

# Addresses of libraries, which cannot carry our decorators; each with its rule.
LIBRARY_RULES = {
    "account_": "allauth decides; every page is about the person's own account",
    "mfa_": "allauth decides; every page is about the person's own account",
    "usersessions_": "allauth decides; every page is about the person's own sessions",
    "admin:": "Django's admin: staff only, see portal.views.admin_login",
}


def named_routes(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = "", prefix: str = ""
) -> list[tuple[str, str, URLPattern]]:
    """Every route as (namespaced name, path pattern, URLPattern), depth first."""
    routes = []
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            routes += named_routes(entry.url_patterns, inner, path)
        else:
            routes.append((f"{namespace}{entry.name or ''}", path, entry))
    return routes


@register(Tags.security)
def every_route_declares_its_access(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A view without an access rule is an error."""
    missing = [
        (name, path)
        for name, path, pattern in named_routes()
        if not hasattr(pattern.callback, "access") and not name.startswith(tuple(LIBRARY_RULES))
    ]
    return [
        Error(
            f"{path} ({name or 'unnamed'}) has no access rule.",
            hint="Put one of the decorators of accounts.access on its view.",
            id="accounts.E001",
        )
        for name, path in missing
    ]


@register(deploy=True)
def mail_is_set_up(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What is missing for mail that arrives; it stops no start."""
    hint = "docs/operate.md, “Email”"
    return [
        Info(f"{finding.name}: {finding.words}", hint=hint, id="accounts.I001")
        for finding in findings()
        if not finding.is_ok
    ]


@register(Tags.security, deploy=True)
@register(Tags.database)
def nobody_holds_a_model_level_view_grant(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A model-level view permission on documents would open every row of a guardian list."""
    # The first migration runs this check on an empty database.
    if not databases or Permission._meta.db_table not in connection.introspection.table_names():
        return []

    permissions = Permission.objects.filter(content_type__app_label="documents", content_type__model="document").filter(
        Q(group__isnull=False) | Q(user__isnull=False)
    )
    return [
        Error(
            f"The permission {codename} is granted for all documents.",
            hint="Remove it from the group or person; documents are shared one by one.",
            id="accounts.E002",
        )
        for codename in permissions.values_list("codename", flat=True).distinct()
    ]
