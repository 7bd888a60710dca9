"""Forms about people: they validate; actions act."""

from django import forms
from django.http import HttpRequest

from accounts.models import User


class SignupForm(forms.Form):
    """What we ask besides e-mail and password when somebody makes an account."""

    name = forms.CharField(max_length=120, label="Your name", help_text="As colleagues know you.")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
