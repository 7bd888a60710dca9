from typing import Any

from django.core.management.base import BaseCommand

import accounts.reference
import contacts.reference
import documents.reference
import workinggroups.reference


class Command(BaseCommand):
    """Adds the reference data that is not there yet; safe to run at every deployment."""

    help = "Load states, regions, agencies, kinds, topics, eras, synonyms, the ten groups and contact assignments."

    def handle(self, *args: Any, **options: Any) -> None:
        accounts.reference.load()
        documents.reference.load()
        workinggroups.reference.load()
        contacts.reference.load()
        self.stdout.write("Reference data is loaded.")
