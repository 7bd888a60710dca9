"""Forms about agency sign-in."""

from typing import Any

from django import forms

from accounts.models import Agency
from signon.actions import Setup
from signon.models import AgencySignIn
from signon.outbound import is_allowed
from signon.saml import MOST_BYTES


class AddressForm(forms.Form):
    """Whose agency's sign-in to use: only the domain counts."""

    email = forms.EmailField(
        label="Your work email", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class AddForm(forms.Form):
    """Which agency, and which of the two standards."""

    agency = forms.ModelChoiceField(
        label="Agency",
        queryset=Agency.objects.filter(domains__isnull=False).distinct().order_by("name", "pk"),
        empty_label="Choose one",
        help_text="Only agencies whose email domains the portal knows are listed.",
    )
    kind = forms.ChoiceField(
        label="How does the agency’s sign-in work?",
        choices=AgencySignIn.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Its IT office knows. Where it offers both, choose OpenID Connect.",
    )


class ProviderForm(forms.Form):
    """What both kinds need."""

    domains = forms.CharField(
        label="Email domains it answers for",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One per line, such as dot.ohio.gov. They must be domains of the agency.",
    )
    counts_second_factor = forms.BooleanField(
        label="Two-factor authentication there counts here",
        required=False,
        help_text="Only where its answer says that two were used. Administrators need a factor here in any case.",
    )

    def __init__(self, provider: AgencySignIn, data: Any = None) -> None:
        self.provider = provider
        super().__init__(data, initial=self._initial())

    def _initial(self) -> dict[str, Any]:
        known = self.provider.domains or list(self.provider.agency.domains.values_list("domain", flat=True))
        return {"domains": "\n".join(known), "counts_second_factor": self.provider.counts_second_factor}

    def clean_domains(self) -> tuple[str, ...]:
        """One by one, in small letters, without the @."""
        lines = self.cleaned_data["domains"].replace(",", "\n").split()
        return tuple(dict.fromkeys(line.strip().lower().removeprefix("@") for line in lines))

    def setup(self) -> Setup:
        """For the action."""
        return Setup(**self.cleaned_data)


class OidcForm(ProviderForm):
    """An OpenID Connect provider."""

    issuer = forms.CharField(
        label="Issuer",
        max_length=500,
        help_text="An https:// address, exactly as the IT office gives it. We read its other addresses there, once.",
    )
    client_id = forms.CharField(label="Client ID", max_length=300)
    client_secret = forms.CharField(
        label="Client secret",
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept encrypted and never shown. Leave it empty to keep the one we have.",
    )
    vouches = forms.BooleanField(
        label="It gives only addresses that the agency has checked",
        required=False,
        help_text="For providers whose answer has no “email_verified.” If it says “false,” we refuse it in any case.",
    )
    field_order = ("domains", "issuer", "client_id", "client_secret", "vouches", "counts_second_factor")

    def _initial(self) -> dict[str, Any]:
        known = self.provider
        return {
            **super()._initial(),
            "issuer": known.issuer,
            "client_id": known.client_id,
            "vouches": known.vouches,
        }

    def clean_issuer(self) -> str:
        """Only what we would ask."""
        issuer: str = self.cleaned_data["issuer"]
        if not is_allowed(issuer):
            raise forms.ValidationError("Enter an address that begins with https:// and holds no password.")
        return issuer


class SamlForm(ProviderForm):
    """A SAML identity provider."""

    metadata = forms.CharField(
        label="Metadata of the agency’s sign-in",
        max_length=MOST_BYTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="Paste the whole XML. Leave it empty to keep what we have.",
    )
    field_order = ("domains", "metadata", "counts_second_factor")


FORMS: dict[str, type[ProviderForm]] = {AgencySignIn.Kind.OIDC: OidcForm, AgencySignIn.Kind.SAML: SamlForm}
