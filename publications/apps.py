from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """WHAT IS PUBLISHED: studies with their editions and revisions, how to cite them, feeds."""

    name = "publications"

    def ready(self) -> None:
        """Fill the places that other apps leave for studies."""
        from accounts.actions.links import OWNERS
        from accounts.activity import LINKED_THINGS
        from accounts.seeing import SEEABLE
        from documents.finding.related import RELATED
        from documents.finding.suggesting import SUGGESTIONS
        from documents.panels import DOCUMENT_PANELS
        from publications import finding
        from publications.activity import linked_things
        from publications.owners import owner_at
        from publications.panels import edition_of
        from publications.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        OWNERS.fill(owner_at)
        SEEABLE.fill(seeable)
        RELATED.fill(finding.related_studies, position=5)
        SUGGESTIONS.fill(finding.suggested, position=50)
        DOCUMENT_PANELS.fill(edition_of, position=10)
