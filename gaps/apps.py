from django.apps import AppConfig


class GapsConfig(AppConfig):
    """WHAT IS MISSING: who shared what, and requests for the rest."""

    name = "gaps"
    verbose_name = "Coverage and requests"

    def ready(self) -> None:
        """Fill the places that other apps leave for requests."""
        from accounts.activity import LINKED_THINGS
        from accounts.audiences import AFTER_LEAVING, AFTER_ONE_OF_TWO, AFTER_POST
        from accounts.handing_over import PARTS
        from accounts.roles import ROLES
        from accounts.seeing import SEEABLE
        from documents.panels import DOCUMENT_PANELS, NOTHING_FOUND
        from documents.sharing.grants import GRANTED_APART
        from gaps import (  # noqa: F401  the two emails declare who writes them
            emails,
            leaving,
            listed_panel,
            nothing_found,
            queues,
            reading_emails,
        )
        from gaps.activity import linked_things
        from gaps.handing_over import RequestsPart
        from gaps.roles import table as roles
        from gaps.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        ROLES.fill(roles, position=60)
        PARTS.fill(RequestsPart, position=60)
        AFTER_LEAVING.fill(leaving.hand_on)
        AFTER_ONE_OF_TWO.fill(leaving.hand_on_of)
        AFTER_POST.fill(leaving.hand_on_of_post)
        GRANTED_APART.fill(listed_panel.granted_apart)
        DOCUMENT_PANELS.fill(listed_panel.listed_to_members, position=95)
        waiting = (queues.unanswered_requests, queues.undecided_readings, queues.missing_answers)
        kept = (queues.stale_documents, queues.broken_links, queues.without_owner)
        for place, queue in enumerate((*waiting, *kept)):
            queues.QUEUES.fill(queue, position=10 * place)
        NOTHING_FOUND.fill(nothing_found.ask_the_state)
