"""What an administrator should know about the machinery: is mail going out, are jobs being done, are files scanned."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from accounts.models import OutboxMail, RegistryDomain, RegistryImport
from accounts.registry import is_stale
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel, Slot

# Further panels of the system page, from apps above: functions of the administrator who looks.
SYSTEM_PANELS: Slot[Callable[[Viewer], Panel]] = Slot()

SILENCE = timedelta(seconds=60)
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class SystemState:
    """Counts and times of one moment."""

    scanner: str
    mail_server: str
    mail_waiting: int
    mail_failing: int
    mail_given_up: int
    oldest_mail_at: datetime | None
    last_error: str
    worker_seen_at: datetime | None
    worker_is_alive: bool
    jobs_waiting: int
    jobs_parked: int
    jobs_running: int
    jobs_failed: int
    registry: "RegistryState"


@dataclass(frozen=True)
class RegistryState:
    """How many names the .gov registry holds, where they are from, and how old the list is."""

    names: int
    as_of: date | None
    is_stale: bool
    is_shipped: bool
    is_whole: bool

    @property
    def names_in_words(self) -> str:
        """ "1,409 names"."""
        return f"{self.names:,} {'name' if self.names == 1 else 'names'}"


def registry_state() -> RegistryState:
    """Read in two queries."""
    imports = RegistryImport.objects.filter(imported_at__isnull=False).order_by("-imported_at", "-pk")
    as_of, is_shipped = imports.values_list("as_of", "is_shipped").first() or (None, False)
    types = {name: Count("pk", filter=Q(registry_type__istartswith=name)) for name in RegistryDomain.TYPES}
    counts = RegistryDomain.objects.aggregate(names=Count("pk"), **types)
    is_whole = all(counts[name] for name in RegistryDomain.TYPES)
    return RegistryState(counts["names"], as_of, is_stale(as_of), is_shipped, is_whole)


def look_around() -> SystemState:
    """Read the state in seven queries."""
    now = timezone.now()
    waiting = Q(sent_at=None, abandoned_at=None)
    mail = OutboxMail.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        failing=Count("pk", filter=waiting & ~Q(last_error="")),
        given_up=Count("pk", filter=Q(abandoned_at__gt=now - RECENT)),
        oldest=Min("created_at", filter=waiting),
    )
    failed = OutboxMail.objects.exclude(last_error="").order_by("-pk")
    jobs = ProcrastinateJob.objects.aggregate(
        waiting=Count("pk", filter=Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))),
        parked=Count("pk", filter=Q(status="todo", scheduled_at__gt=now)),
        running=Count("pk", filter=Q(status="doing")),
        failed=Count("pk", filter=Q(status="failed")),
    )
    seen = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return SystemState(
        scanner=settings.CLAMD_ADDRESS,
        mail_server=settings.EMAIL_HOST,
        mail_waiting=mail["waiting"],
        mail_failing=mail["failing"],
        mail_given_up=mail["given_up"],
        oldest_mail_at=mail["oldest"],
        last_error=failed.values_list("last_error", flat=True).first() or "",
        worker_seen_at=seen,
        worker_is_alive=seen is not None and seen > now - SILENCE,
        jobs_waiting=jobs["waiting"],
        jobs_parked=jobs["parked"],
        jobs_running=jobs["running"],
        jobs_failed=jobs["failed"],
        registry=registry_state(),
    )
