from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """WHO IS WHO: members by agency, group and topic, each with what they chose to show, and writing to them."""

    name = "directory"

    def ready(self) -> None:
        """Let people share documents with those they find here; the worker, too, must know the check of our emails."""
        from directory import emails  # noqa: F401
        from directory.entries import directory_for
        from documents.sharing.choices import FINDABLE_PEOPLE

        FINDABLE_PEOPLE.fill(directory_for)
