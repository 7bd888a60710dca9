"""What must hold for every model, whoever adds the next one."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

OURS = (
    "accounts", "documents", "workinggroups", "meetings", "contacts", "directory",
    "publications", "workforce", "phasemap", "gaps", "reuse", "announcements", "following", "states",
)  # fmt: skip


def models_of(app: str) -> dict[str, type[Model]]:
    """Every model of an app by its label, those that keep history included."""
    return {model._meta.label_lower: model for model in apps.get_app_config(app).get_models()}


def decisions_of(app: str) -> tuple[set[str], set[str]]:
    """The tables that are edited under /data/, inline rows included, and those the app's admin.py leaves out."""
    registered = {model for model in models_of(app).values() if admin.site.is_registered(model)}
    inline = {row.model for model in registered for row in admin.site.get_model_admin(model).inlines}
    there = {model._meta.label_lower for model in registered | inline}
    return there, set(import_module(f"{app}.admin").NOT_HERE)


@pytest.mark.parametrize("app", OURS)
def test_every_model_has_a_decision_about_the_data_administration(app: str) -> None:
    there, left_out = decisions_of(app)

    assert sorted(there | left_out) == sorted(models_of(app))
    assert there & left_out == set()


@pytest.mark.parametrize("app", OURS)
def test_every_model_left_out_has_a_reason(app: str) -> None:
    reasons = import_module(f"{app}.admin").NOT_HERE

    assert [label for label, reason in reasons.items() if len(reason) < 10] == []


@pytest.mark.parametrize("app", OURS)
def test_every_model_prints_as_words(app: str) -> None:
    plain = [label for label, model in models_of(app).items() if model.__str__ is Model.__str__]

    # Rows nobody is shown: history, and what triggers derive.
    assert [label for label in plain if not label.endswith(("event", "reader", "documentsstamp", "permission"))] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_squashed_migrations_lead_where_the_replaced_ones_do() -> None:
    squashed = MigrationLoader(None)
    replaced = MigrationLoader(None, replace_migrations=False)
    gone = {name for migration in squashed.graph.nodes.values() for name in migration.replaces}
    instead = {key for key, migration in squashed.graph.nodes.items() if migration.replaces}
    nodes = [key for key in replaced.graph.nodes if key not in instead]

    found = MigrationAutodetector(replaced.project_state(nodes), squashed.project_state())

    assert found.changes(graph=squashed.graph) == {}
    assert gone <= {*nodes}
