from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts.actions import ActionRefused, make_administrator
from accounts.models import User


class Command(BaseCommand):
    """The first administrator of a new installation, or one more in an emergency."""

    help = "Make someone an administrator. They sign in with a code emailed to the address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="The person's name, for a new account.")

    @transaction.atomic
    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        address = email.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"“{email}” is not an email address.") from None
        person = User.objects.filter(email=address).first()
        if person is None:
            if not name.strip():
                raise CommandError("There is no account with this address yet. To create one, add --name.")
            person = User.objects.create_user(address, name=name.strip())
        # The operator vouches for the address; signing in still needs a code mailed there.
        EmailAddress.objects.update_or_create(user=person, email=address, defaults={"verified": True, "primary": True})
        try:
            make_administrator(person=person, by=None)
        except ActionRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{person} is an administrator. Sign in with a code emailed to {address}.")
