from django.apps import AppConfig


class WorkinggroupsConfig(AppConfig):
    """WHICH CIRCLE: regional and topical working groups."""

    name = "workinggroups"
    verbose_name = "Working groups"

    def ready(self) -> None:
        """The worker, which loads no pages, must know the checks that mails name; the activity log names groups."""
        from accounts.actions.links import OWNERS
        from accounts.activity import LINKED_THINGS
        from accounts.handing_over import PARTS
        from accounts.roles import ROLES
        from accounts.second_factor import POSTS
        from accounts.seeing import SEEABLE
        from accounts.standing import STILL_GIVEN
        from documents.finding.suggesting import SUGGESTIONS
        from workinggroups import emails  # noqa: F401
        from workinggroups.activity import linked_things
        from workinggroups.admitting import still_given
        from workinggroups.handing_over import GroupsPart
        from workinggroups.owners import owner_at
        from workinggroups.permissions import why_second_factor
        from workinggroups.roles import table as roles
        from workinggroups.seeing import seeable
        from workinggroups.suggesting import groups

        LINKED_THINGS.fill(linked_things)
        OWNERS.fill(owner_at)
        PARTS.fill(GroupsPart, position=30)
        POSTS.fill(why_second_factor, position=30)
        SEEABLE.fill(seeable)
        STILL_GIVEN.fill(still_given)
        ROLES.fill(roles, position=20)
        SUGGESTIONS.fill(groups, position=30)
