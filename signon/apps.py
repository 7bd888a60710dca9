from django.apps import AppConfig


class SignonConfig(AppConfig):
    """AGENCY SIGN-IN: people prove who they are at their agency's own sign-in, by OpenID Connect or SAML."""

    name = "signon"
    verbose_name = "Agency sign-in"

    def ready(self) -> None:
        """Fill the places that the accounts leave for other ways to sign in."""
        from accounts.adapter import OTHER_WAYS_TO_CONFIRM
        from accounts.second_factor import PROOFS
        from accounts.signing import LED_ELSEWHERE
        from signon.people import proved_two_factors, way_to_confirm
        from signon.routing import led_to_agency

        OTHER_WAYS_TO_CONFIRM.fill(way_to_confirm)
        PROOFS.fill(proved_two_factors)
        LED_ELSEWHERE.fill(led_to_agency)
