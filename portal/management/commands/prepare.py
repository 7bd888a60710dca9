from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Brings the database to what this version of the code expects; safe to run at every start."""

    help = "Migrate the database, create the cache table, and load reference data."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"], stdout=self.stdout)
        call_command("createcachetable", verbosity=options["verbosity"], stdout=self.stdout)
        call_command("load_reference_data", stdout=self.stdout)
