from django.apps import AppConfig


class ClearinghouseConfig(AppConfig):
    """The wiring: home, health, error pages. It holds no models."""

    name = "clearinghouse"
