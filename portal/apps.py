from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The roof: pages that gather from many apps. No app imports it, and it holds no models."""

    name = "portal"
