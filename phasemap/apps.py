from django.apps import AppConfig


class PhasemapConfig(AppConfig):
    """WHERE AND WHEN: hubs, corridors and the national network by year, and layers that states drew."""

    name = "phasemap"
