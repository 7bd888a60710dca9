from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """THE EV WORKFORCE COLLABORATIVE: resources, career pathways, training providers, states with their cities."""

    name = "workforce"
