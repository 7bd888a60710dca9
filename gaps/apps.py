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
        from accounts.seeing import SEEABLE
        from documents.panels import NOTHING_FOUND
        from gaps import emails, leaving, nothing_found  # noqa: F401  emails declares who writes its mails
        from gaps.activity import linked_things
        from gaps.handing_over import RequestsPart
        from gaps.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        PARTS.fill(RequestsPart, position=60)
        AFTER_LEAVING.fill(leaving.hand_on)
        AFTER_ONE_OF_TWO.fill(leaving.hand_on_of)
        AFTER_POST.fill(leaving.hand_on_of_post)
        NOTHING_FOUND.fill(nothing_found.ask_the_state)
