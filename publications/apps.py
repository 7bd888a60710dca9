from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """WHAT IS PUBLISHED: studies with their editions and revisions, how to cite them, feeds."""

    name = "publications"
