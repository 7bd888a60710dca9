from django.apps import AppConfig


class PhasemapConfig(AppConfig):
    """WHERE AND WHEN: hubs, corridors and the national network by year, and layers that states drew."""

    name = "phasemap"

    def ready(self) -> None:
        """Tell on a document's page that its layer can be laid over the map."""
        from documents.panels import DOCUMENT_PANELS
        from phasemap.panels import on_the_map

        DOCUMENT_PANELS.fill(on_the_map, position=40)
