from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """THE EV WORKFORCE COLLABORATIVE: resources, career pathways, training providers, states with their cities."""

    name = "workforce"
    verbose_name = "EV Workforce Collaborative"

    def ready(self) -> None:
        """Fill the places that other apps leave for the space."""
        from accounts.activity import LINKED_THINGS
        from accounts.audiences import AFTER_LEAVING, AFTER_ONE_OF_TWO
        from accounts.deciding import GUEST_DECIDERS
        from accounts.evidence_facts import VOUCHED
        from accounts.handing_over import PARTS
        from accounts.roles import ROLES
        from accounts.seeing import SEEABLE
        from documents.finding.related import RELATED
        from documents.finding.suggesting import SUGGESTIONS
        from documents.intake.follow_ups import FOLLOW_UPS
        from documents.intake.recognizing import RECOGNIZED_ALL
        from workforce import clause_search, emails, finding, hub, posts, reminders, suggestion_emails  # noqa: F401  they declare the checks of mails
        from workforce.actions.pairs import leave_pairs, leave_pairs_of
        from workforce.activity import linked_things
        from workforce.handing_over import PairsPart
        from workforce.roles import table as roles
        from workforce.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        ROLES.fill(roles, position=50)
        PARTS.fill(PairsPart, position=60)
        GUEST_DECIDERS.fill(posts.people_who_take_care)
        VOUCHED.fill(posts.invited)
        AFTER_LEAVING.fill(posts.end_post)
        AFTER_LEAVING.fill(leave_pairs)
        AFTER_ONE_OF_TWO.fill(leave_pairs_of)
        RELATED.fill(hub.related_resources, position=30)
        RELATED.fill(finding.related_pathways, position=32)
        RELATED.fill(finding.related_providers, position=34)
        SUGGESTIONS.fill(finding.suggested, position=60)
        FOLLOW_UPS.fill(clause_search.queue, position=40)
        RECOGNIZED_ALL.fill(clause_search.queue, position=20)
