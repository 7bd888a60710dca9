from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """WHO IS WHO: members by agency, group and topic, each with what they chose to show. It holds no models."""

    name = "directory"
