from django.apps import AppConfig

from clearinghouse.lib.loading import load_when_used

# Passkeys: only their own pages use it, and its library takes a twentieth of a start.
load_when_used("allauth.mfa.webauthn.internal.auth")


class AccountsConfig(AppConfig):
    """WHO: states, regions, agencies, people, membership, audiences, mail, audit."""

    name = "accounts"
    verbose_name = "People and agencies"

    def ready(self) -> None:
        from accounts import accesses, account_events, checks, confirming, link_emails  # noqa: F401  listen to allauth; registers the system checks
        from accounts.activity import LINKED_THINGS, linked_things
        from accounts.roles import ROLES, own_table
        from accounts.seeing import SEEABLE, seeable

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        ROLES.fill(own_table)
