from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signon.actions import SetupRefused, switch
from signon.models import AgencySignIn


class Command(BaseCommand):
    """For the day on which an agency's sign-in is broken and nobody can reach the page that turns it off."""

    help = "List agencies' sign-ins, or turn one off: agency_sign_in --off DOMAIN"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--off", metavar="DOMAIN", help="Turn off the sign-in that answers for this domain.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = AgencySignIn.objects.select_related("agency").order_by("pk")
        if not options["off"]:
            for provider in rows:
                words = "required" if provider.is_required else "on" if provider.is_on else "off"
                self.stdout.write(f"{', '.join(provider.domains)}: {provider}, {words}")
            return
        found = rows.filter(domains__contains=[options["off"].lower()]).first()
        if found is None:
            raise CommandError(f"No sign-in answers for {options['off']}.")
        try:
            switch(provider=found, by=None, is_on=False, is_required=False)
        except SetupRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"The sign-in of {found} is off. Its people sign in with a password, a passkey, or a code.")
