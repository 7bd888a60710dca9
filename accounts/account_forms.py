"""Our words on allauth's forms, and one sign-up that takes as long for a known address as for a new one."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.mailboxes import shared_mailbox
from accounts.models import User
from accounts.passwords import LONGEST
from accounts.signing import go_elsewhere_first

TOO_SHORT = "-"  # to be anybody's
LONG_ENOUGH = "At least 15 characters. A few unrelated words work best. Don’t use your name or the portal’s name."


class SignupForm(allauth_forms.SignupForm):
    """An account: e-mail, name and, for those who want one, a password."""

    field_order = ["email", "name", "password1"]

    name = forms.CharField(
        max_length=120,
        label="Your name",
        help_text="The name your colleagues know you by.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email, password = self.fields["email"], self.fields["password1"]
        email.label, email.help_text = "Your work email", "Your own address at your agency, not a shared mailbox."
        password.label = "Password (optional)"
        password.help_text = f"{LONG_ENOUGH} Without a password, you sign in with a code we email you."
        for field in (email, password):
            field.widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """A person's own address. Says nothing of who has an account; whose agency signs in itself is led there."""
        email: str = super().clean_email()
        go_elsewhere_first(context.request, email)
        if refusal := shared_mailbox(email):
            raise forms.ValidationError(refusal, code="shared_mailbox")
        return email

    def clean_name(self) -> str:
        """One line, without control and direction characters."""
        name = " ".join("".join(letter for letter in self.cleaned_data["name"] if letter.isprintable()).split())
        if not name:
            raise forms.ValidationError("Enter your name.", code="required")
        return name

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is saved."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """As allauth, but a known address costs the same time: a new one is hashed a password for."""
        if self.account_already_exists and self.cleaned_data.get("password1"):
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class LoginForm(allauth_forms.LoginForm):
    """Email and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """Before anything is looked up, so that this tells only of the domain."""
        login: str = super().clean_login()
        go_elsewhere_first(context.request, login)
        return login

    def clean_password(self) -> str:
        """What is longer than any password here is wrong, and hashing it would keep the server busy."""
        password: str = self.cleaned_data["password"]
        return TOO_SHORT if len(password.encode("utf-8", "surrogatepass")) > LONGEST else password


class RequestLoginCodeForm(allauth_forms.RequestLoginCodeForm):
    """A code by mail."""

    def clean_email(self) -> str:
        """As with a password."""
        go_elsewhere_first(context.request, self.cleaned_data["email"])
        email: str = super().clean_email()
        return email


class AddEmailForm(allauth_forms.AddEmailForm):
    """A new address of one's own."""

    def clean_email(self) -> str:
        """No shared mailbox comes in by the back door."""
        email: str = super().clean_email()
        if refusal := shared_mailbox(email):
            raise forms.ValidationError(refusal, code="shared_mailbox")
        return email


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    """A passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "To tell your keys apart. For example: work laptop."
        alone = self.fields["passwordless"]
        alone.label = "Use it as a passkey: sign in without a password or code"
        alone.help_text = "Each time you sign in, it asks for its PIN, your fingerprint, or your face."


RESET_FOR = "password_reset_for"  # in the session: what the account was when the code was asked for


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Whose password was forgotten."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """As allauth, and note what the account is now."""
        request.session[RESET_FOR] = [account_as_it_is(user) for user in self.users]
        email: str = super().save(request, **kwargs)
        return email


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password after a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_our_words(self)

    def clean(self) -> dict[str, Any] | None:
        """SECURITY: a code that was sent before the password or the address changed sets nothing any more."""
        cleaned: dict[str, Any] | None = super().clean()
        if account_as_it_is(self.user) not in context.request.session.get(RESET_FOR, []):
            raise forms.ValidationError(
                "Your password or email address changed after you asked for this code. Ask for a new code.",
                code="changed_since",
            )
        return cleaned


def account_as_it_is(user: User) -> str:
    """Changes with the password and the address; tells nothing of either."""
    return salted_hmac("accounts.reset", f"{user.get_session_auth_hash()}|{user.email}", algorithm="sha256").hexdigest()


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_our_words(self)


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password for somebody who signed in by code until now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        use_our_words(self)


def use_our_words(form: forms.Form) -> None:
    """The password rule in one sentence, and no words inside the boxes."""
    form.fields["password1"].help_text = LONG_ENOUGH
    for name, label in (
        ("oldpassword", "Current password"),
        ("password1", "New password"),
        ("password2", "Confirm new password"),
    ):
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)
