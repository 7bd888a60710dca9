from django.apps import AppConfig


class WorkinggroupsConfig(AppConfig):
    """WHICH CIRCLE: regional and topical working groups."""

    name = "workinggroups"
    verbose_name = "Working groups"
