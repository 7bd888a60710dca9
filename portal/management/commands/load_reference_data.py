from typing import Any

from django.core.management.base import BaseCommand, CommandParser

import accounts.reference
import accounts.registry
import contacts.reference
import documents.reference
import phasemap.reference
import states.reference
import workforce.reference
import workinggroups.reference


class Command(BaseCommand):
    """Adds the reference data that is not there yet; safe to run at every deployment."""

    help = (
        "Load states, regions, agencies, kinds, topics, eras, synonyms, the ten groups, contact assignments, the "
        "phases of the map, and what is known of NEVI funding."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-registry", action="store_true", help="Leave out the .gov names of states; tests bring their own."
        )

    def handle(self, *args: Any, without_registry: bool, **options: Any) -> None:
        accounts.reference.load()
        if not without_registry:
            accounts.registry.load_shipped()
        documents.reference.load()
        workinggroups.reference.load()
        contacts.reference.load()
        workforce.reference.load()
        phasemap.reference.load()
        states.reference.load()
        self.stdout.write("Reference data is loaded.")
