from django.apps import AppConfig


class ReuseConfig(AppConfig):
    """WHO USED WHAT: reuse of documents, and the yearly report."""

    name = "reuse"
    verbose_name = "Reuse"

    def ready(self) -> None:
        """Fill the places that other apps leave for it."""
        from accounts.activity import LINKED_THINGS
        from accounts.seeing import SEEABLE
        from documents.panels import DOCUMENT_PANELS
        from documents.reused import REUSED
        from reuse import emails, panels  # noqa: F401  emails declares who writes its mails
        from reuse.activity import linked_things
        from reuse.report import PARTS
        from reuse.report.counting import OWN
        from reuse.seeing import seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        DOCUMENT_PANELS.fill(panels.reuse_of, position=20)
        REUSED.fill(panels.states_of)
        for position, part in enumerate(OWN):
            PARTS.fill(part, position=10 * position)
