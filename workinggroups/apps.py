from django.apps import AppConfig


class WorkinggroupsConfig(AppConfig):
    """WHICH CIRCLE: regional and topical working groups."""

    name = "workinggroups"
    verbose_name = "Working groups"

    def ready(self) -> None:
        """The worker, which loads no pages, must know the checks that mails name."""
        from workinggroups import emails  # noqa: F401
