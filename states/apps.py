from django.apps import AppConfig


class StatesConfig(AppConfig):
    """ONE PAGE FOR EACH STATE: what the reader may see of it, written by itself; funding by year."""

    name = "states"
