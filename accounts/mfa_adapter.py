"""Second factors: their secrets are kept encrypted, and the QR code is drawn without styles of its own."""

from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from accounts.accesses import note_wrong_proof
from clearinghouse.lib.vault import decrypt, encrypt


class PortalMFAAdapter(DefaultMFAAdapter):
    """What allauth asks of the portal about second factors."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """What is wrong in a form; the log is told of wrong codes."""
        if code == "incorrect_code":
            note_wrong_proof()
        return super().validation_error(code, *args)

    def encrypt(self, text: str) -> str:
        """Keep a secret so that a copy of the database alone does not give it away."""
        return encrypt("mfa", text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; keys that were replaced still open old ones (SECRET_KEY_FALLBACKS)."""
        return decrypt("mfa", encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What stands in the box for the name of a new key."""
        return f"Key {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def build_totp_svg(self, url: str) -> str:
        """The address as a QR code: one path in the colour of the text, which the content policy allows inline."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        matrix = code.get_matrix()
        squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
        size = len(matrix)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{squares}"/></svg>'
