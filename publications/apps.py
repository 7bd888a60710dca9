from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """WHAT IS PUBLISHED: studies with their editions and revisions, how to cite them, feeds."""

    name = "publications"

    def ready(self) -> None:
        """Fill the places that other apps leave for studies."""
        from accounts.activity import LINKED_THINGS
        from accounts.seeing import SEEABLE
        from documents.panels import DOCUMENT_PANELS
        from publications.activity import linked_things
        from publications.panels import edition_of
        from publications.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        DOCUMENT_PANELS.fill(edition_of, position=10)
