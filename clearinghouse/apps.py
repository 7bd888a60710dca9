from django.apps import AppConfig


class ClearinghouseConfig(AppConfig):
    """The ground under all apps: template tags, and the helpers of lib. It holds no models."""

    name = "clearinghouse"
