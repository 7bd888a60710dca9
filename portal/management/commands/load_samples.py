from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

import accounts.samples
import announcements.samples
import contacts.samples
import documents.samples
import following.samples
import gaps.samples
import inquiries.campaign_samples
import inquiries.samples
import meetings.samples.calls
import meetings.samples.events
import meetings.samples.series
import publications.samples
import reuse.samples
import states.samples
import workforce.sample_training
import workforce.samples
import workinggroups.samples
from accounts.audit import write_event
from accounts.models import AuditEvent, User

LOADED = "samples.loaded"


class Command(BaseCommand):
    """Fills a trial portal with invented people, groups, documents, and meetings."""

    help = "Load reference data, the sample people, their groups, documents, and meetings, and list who can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="if sample people already exist, only list them")
        parser.add_argument(
            "--process", action="store_true", help="scan and read the files now instead of in the worker"
        )
        parser.add_argument("--anyway", action="store_true", help="load even if this is not a trial")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT and not options["anyway"]:
            raise CommandError(
                "Sample people are for a trial on your own computer. Set CLEARINGHOUSE_DEVELOPMENT=1, or add --anyway."
            )
        if not (options["once"] and AuditEvent.objects.filter(action=LOADED).exists()):
            self._load()
        if options["process"]:
            documents.samples.process_now()
        self._list_people()

    def _load(self) -> None:
        call_command("load_reference_data", stdout=StringIO())
        people = accounts.samples.load()
        administrator = next(person for person in people if person.is_staff)
        workinggroups.samples.load()
        for outcome in documents.samples.load(administrator):
            if outcome.is_bad:
                raise CommandError(f"documents/samples/manifest.csv, {outcome}")
        publications.samples.load(administrator)
        meetings.samples.calls.load(administrator)
        meetings.samples.series.load()
        meetings.samples.events.load()
        contacts.samples.load()
        reuse.samples.load()
        inquiries.campaign_samples.load(administrator)
        states.samples.load()
        gaps.samples.load()
        inquiries.samples.load()
        workforce.sample_training.load()
        workforce.samples.load(administrator)
        announcements.samples.load()
        following.samples.load()
        loaded = "people, groups, documents, studies, meetings, questions, reuse, and workforce data"
        sentence = f"Loaded the sample {loaded}."
        write_event(LOADED, by=None, about=administrator, sentence=sentence)

    def _list_people(self) -> None:
        people = User.objects.filter(is_sample=True, is_active=True).order_by("pk")
        width = max((len(person.email) for person in people), default=0)
        for person in people:
            self.stdout.write(f"  {person.email:<{width}}  {person.sample_note}")
        self.stdout.write(f"\nSign in: {settings.BASE_URL}{reverse('account_login')}")
