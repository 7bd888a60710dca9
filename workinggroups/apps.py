from django.apps import AppConfig


class WorkinggroupsConfig(AppConfig):
    """WHICH CIRCLE: regional and topical working groups."""

    name = "workinggroups"
    verbose_name = "Working groups"

    def ready(self) -> None:
        """The worker, which loads no pages, must know the checks that mails name; the activity log names groups."""
        from accounts.activity import LINKED_THINGS
        from accounts.second_factor import POSTS
        from documents.finding.suggesting import SUGGESTIONS
        from workinggroups import emails  # noqa: F401
        from workinggroups.activity import linked_things
        from workinggroups.permissions import why_second_factor
        from workinggroups.suggesting import groups

        LINKED_THINGS.fill(linked_things)
        POSTS.fill(why_second_factor, position=30)
        SUGGESTIONS.fill(groups, position=30)
