from django.apps import AppConfig


class StatesConfig(AppConfig):
    """ONE PAGE FOR EACH STATE: what the reader may see of it, written by itself; funding by year."""

    name = "states"

    def ready(self) -> None:
        """States on the phase map lead here."""
        from phasemap.addresses import STATE_PAGES
        from states.profile import profile_url

        STATE_PAGES.fill(profile_url)
