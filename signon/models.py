"""An agency's sign-in, who signed in by it, and the sign-ins under way."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, User
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.vault import decrypt, encrypt

Claims = dict[str, Any]  # of an ID token

PURPOSE = "signon"  # of the secrets in the vault
LIFETIME = timedelta(minutes=10)  # of a sign-in under way


class AgencySignInQuerySet(models.QuerySet["AgencySignIn"]):
    """Agencies' sign-ins."""

    def on(self) -> Self:
        """Those that people may use."""
        return self.filter(is_on=True)

    def for_domain(self, domain: str) -> "AgencySignIn | None":
        """The one that answers for this very domain, as its agency still uses it; a domain has one at most."""
        rows = self.on().filter(domains__contains=[domain]).select_related("agency")
        return next((provider for provider in rows if provider.speaks_for(domain)), None)


class AgencySignIn(models.Model):
    """How people of one agency prove who they are: the agency's own sign-in."""

    class Kind(models.TextChoices):
        OIDC = "oidc", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    domains = ArrayField(models.CharField(max_length=253), default=list)
    is_on = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    counts_second_factor = models.BooleanField(default=False)
    vouches = models.BooleanField(default=False)
    issuer = models.CharField(max_length=500, help_text="The issuer (OpenID Connect) or the entity id (SAML).")
    client_id = models.CharField(max_length=300, blank=True)
    kept_secret = models.TextField(blank=True, help_text="The client secret, encrypted.")
    endpoints = models.JSONField(default=dict, blank=True, help_text="Where it is asked, as an administrator saw it.")
    certificates = ArrayField(models.TextField(), default=list, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    tried_at = models.DateTimeField(null=True, blank=True, help_text="When an administrator last tried it in full.")

    objects = AgencySignInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_on=True) | Q(is_required=False), name="signon_required_is_on"),
            models.CheckConstraint(condition=~Q(domains=[]) | Q(is_on=False), name="signon_on_has_domains"),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name} ({self.get_kind_display()})"

    def speaks_for(self, domain: str) -> bool:
        """SECURITY: the domain is the sign-in's, and its agency still uses it."""
        still = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
        return domain in self.domains and self.agency.domains.filter(still, domain=domain).exists()

    @property
    def client_secret(self) -> str:
        """In clear, for the one request that needs it."""
        return decrypt(PURPOSE, self.kept_secret) if self.kept_secret else ""

    def keep_secret(self, secret: str) -> None:
        """Encrypted; the row holds nothing else."""
        self.kept_secret = encrypt(PURPOSE, secret)

    @property
    def is_complete(self) -> bool:
        """Whether all is there that a sign-in needs."""
        if self.kind == self.Kind.SAML:
            return bool(self.issuer and self.endpoints.get("sign_in") and self.certificates)
        return bool(self.client_id and self.kept_secret and self.endpoints.get("token_endpoint"))

    @property
    def shown_addresses(self) -> list[tuple[str, str]]:
        """Each address at the provider with what it is for, as an administrator checks them."""
        words = {
            "sign_in": "Sign-in address",
            "authorization_endpoint": "Sign-in address",
            "token_endpoint": "Token address",
            "jwks_uri": "Keys",
            "userinfo_endpoint": "User information",
        }
        return [(word, self.endpoints[name]) for name, word in words.items() if self.endpoints.get(name)]

    @property
    def answer_url(self) -> str:
        """Where it sends people back to: an address for each provider, so that none answers for another."""
        name = "signon:consume" if self.kind == self.Kind.SAML else "signon:callback"
        return absolute_url(reverse(name, args=[self.key]))

    @property
    def metadata_url(self) -> str:
        """Our SAML metadata for it, which is also our entity id there."""
        return absolute_url(reverse("signon:metadata", args=[self.key]))


class IdentityQuerySet(models.QuerySet["Identity"]):
    """Who signs in at an agency."""

    def visible_to(self, user: Viewer) -> Self:
        """One's own; administrators see all."""
        standing = standing_of(user)
        return self if standing.is_administrator else self.filter(user_id=standing.user_id)


class Identity(models.Model):
    """That a person signed in by their agency's sign-in, and as whom there."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signon_identities")
    provider = models.ForeignKey(AgencySignIn, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=300, help_text="What the provider calls them; it never changes.")
    email = models.EmailField(max_length=254)
    linked_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="signon_subject_once"),
            models.UniqueConstraint(fields=["provider", "user"], name="signon_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.provider}"


class Attempt(models.Model):
    """A sign-in under way: what its answer must match. It counts once, for the browser that began it, for minutes."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", "Signing in"
        CONFIRM = "confirm", "Confirming who one is"
        TRY = "try", "Trying it out"

    provider = models.ForeignKey(AgencySignIn, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=64, unique=True, help_text="A hash of the word that comes back.")
    nonce = models.CharField(max_length=64, blank=True)
    verifier = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=100, blank=True)
    next_url = models.CharField(max_length=2000, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True, help_text="Of SAML, until the browser that began it asks for it.")
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} at {self.provider}"

    @property
    def is_forced(self) -> bool:
        """Whether the provider must ask the person anew."""
        return self.purpose == self.Purpose.CONFIRM


def forget_attempts() -> int:
    """Delete what is over. Returns how many."""
    return Attempt.objects.filter(began_at__lt=timezone.now() - timedelta(days=1)).delete()[0]
