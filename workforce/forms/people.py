"""Whom to invite, and who takes care of the space."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms

from accounts.forms import GUEST_KINDS
from accounts.models import State, User
from workforce.actions import Invited


class InviteForm(forms.Form):
    """One address, and what the request is filled in with."""

    email = forms.EmailField(label="Email address", max_length=254, help_text="Their own address at work.")
    name = forms.CharField(label="Name", max_length=120, required=False)
    organization = forms.CharField(label="Organization", max_length=160)
    kind = forms.ChoiceField(label="Type of organization", choices=[("", "Choose one"), *GUEST_KINDS])
    state = forms.ModelChoiceField(
        label="State or territory", queryset=State.objects.order_by("name"), empty_label="Choose one"
    )

    def invited(self) -> Invited:
        """For invite_to_space()."""
        return Invited(**self.cleaned_data)


class AdministratorForm(forms.Form):
    """Whom an administrator names: by the address they sign in with."""

    email = forms.EmailField(
        label="Email address", max_length=254, help_text="The address that the member or guest signs in with."
    )

    def clean(self) -> dict[str, Any]:
        """The person behind the address."""
        data = super().clean() or {}
        address = EmailAddress.objects.filter(email__iexact=data.get("email", ""), verified=True).first()
        if data.get("email") and address is None:
            self.add_error("email", "We can’t find an account with this address.")
        data["person"] = address.user if address else None
        return data

    @property
    def person(self) -> User:
        """For name_administrator()."""
        person: User = self.cleaned_data["person"]
        return person
