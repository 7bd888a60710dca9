from django.apps import AppConfig


class GapsConfig(AppConfig):
    """WHAT IS MISSING: who shared what, and requests for the rest."""

    name = "gaps"
    verbose_name = "Coverage and requests"
