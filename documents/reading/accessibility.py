"""How accessible documents are: checked once a file is ready, shown to those who can mend it."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.files.accessibility.rules import Check, Outcome, Rule
from clearinghouse.lib.files.meter import CHECKED_TYPES, check_accessibility
from clearinghouse.lib.files.results import PageText
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.statements import Statement
from documents.files import file_limits, local_copy
from documents.models import AccessibilityReport, Document, DocumentVersion
from documents.models.accessibility import is_theirs_to_mend
from documents.panels import DocumentPanel
from documents.reading.accessibility_words import FIXES, MEANINGS, NAMES

TYPES = {file_type.slug for file_type in CHECKED_TYPES}


# Checking


def queue_check(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """For types that can be checked, unless it was done while the file was read; behind all that people wait for."""
    if version.file_type in TYPES and not AccessibilityReport.objects.filter(version=version).exists():
        _defer(version)


def queue_check_again(version: DocumentVersion) -> None:
    """Of a version that has a report: of a better reader it gets a new one."""
    if AccessibilityReport.objects.filter(version=version).exists():
        _defer(version)


def _defer(version: DocumentVersion) -> None:
    task_named("documents.tasks.check_accessibility").defer(version_id=version.pk)


def check(version_id: int) -> None:
    """Check a version that is ready, and keep what was found instead of an earlier report. Safe to run twice."""
    version = DocumentVersion.objects.readable().filter(pk=version_id, file_type__in=TYPES).first()
    if version is None:
        return
    with local_copy(version) as path:
        checks = check_accessibility(path, FILE_TYPES[version.file_type], file_limits())
    if checks is not None:
        keep(version, checks)


def keep(version: DocumentVersion, checks: Sequence[Check]) -> AccessibilityReport:
    """Write the report."""
    outcomes = [check.outcome for check in checks]
    passed = outcomes.count(Outcome.PASSED)
    found = [[c.rule, c.outcome, c.faults, c.total, list(c.places)] for c in checks]
    judged = passed + outcomes.count(Outcome.FAILED)
    report, _ = AccessibilityReport.objects.update_or_create(
        version=version, defaults={"checks": found, "passed": passed, "judged": judged}
    )
    return report


# Showing


@dataclass(frozen=True)
class CheckRow:
    """One check in words: what was looked at, what came out, where, and how to mend it in each program."""

    name: str
    meaning: str
    outcome: Outcome
    faults: int
    total: int
    places: list[str]
    fixes: list[tuple[str, str]]

    @property
    def result(self) -> str:
        """In a few words."""
        if self.outcome is Outcome.BY_HAND:
            return "Check by hand"
        return "Passed" if self.outcome is Outcome.PASSED else "Needs a fix"

    @property
    def more_places(self) -> int:
        """How many places are not named."""
        return max(0, self.faults - len(self.places))


def rows_of(report: AccessibilityReport, file_type: str) -> list[CheckRow]:
    """What needs a fix first, then what a person must check, then what passed."""
    rows = [_row(file_type, Rule(rule), Outcome(outcome), *rest) for rule, outcome, *rest in report.checks]
    order = [Outcome.FAILED, Outcome.BY_HAND, Outcome.PASSED]
    return sorted(rows, key=lambda row: order.index(row.outcome))


def _row(file_type: str, rule: Rule, outcome: Outcome, faults: int, total: int, places: list[str]) -> CheckRow:
    fixes = [] if outcome is Outcome.PASSED else list(FIXES[file_type].get(rule, ()))
    return CheckRow(NAMES[rule], MEANINGS[rule], outcome, faults, total, places, fixes)


def document_to_mend(user: Viewer, key: str) -> Document | None:
    """The document, if it is one that the person or their agency can mend, with its current version."""
    theirs = Document.objects.visible_to(user).filter(is_theirs_to_mend(user), key=key)
    return theirs.select_related("kind", "state", "agency", "current_version__accessibility").first()


def percent(passed: int, judged: int) -> int:
    """Rounded to the nearest, but 100 means all and 0 means none."""
    if passed in (0, judged):
        return 100 if passed else 0
    return min(max((passed * 200 + judged) // (judged * 2), 1), 99)


def reports_of(user: Viewer) -> QuerySet[AccessibilityReport]:
    """Of shared documents that are the person's or their agency's to mend; the worst first."""
    reports = AccessibilityReport.objects.visible_to(user)
    shared = reports.filter(version__document__status=Document.Status.PUBLISHED, judged__gt=0)
    return shared.select_related("version__document__agency", "version__document__state").order_by(
        Cast(F("passed"), FloatField()) / F("judged"), "-version__document__shared_at", "pk"
    )


@dataclass(frozen=True)
class StateScore:
    """The share of checks that the documents of a state pass, of those that the person may open."""

    state: State
    documents: int
    passed: int
    judged: int

    @property
    def percent(self) -> int:
        return percent(self.passed, self.judged)


def state_scores(user: Viewer) -> Iterator[StateScore]:
    """By name of the state."""
    documents = Document.objects.visible_to(user).published().filter(state__isnull=False)
    reports = AccessibilityReport.objects.filter(version__current_for__in=documents, judged__gt=0)
    sums = reports.values("version__document__state").annotate(
        documents=Count("pk"), all_passed=Sum("passed"), all_judged=Sum("judged")
    )
    by_state = {row["version__document__state"]: row for row in sums}
    for state in State.objects.filter(pk__in=by_state).order_by("name"):
        row = by_state[state.pk]
        yield StateScore(state, row["documents"], row["all_passed"], row["all_judged"])


@Statement
def _report_for(document: int) -> QuerySet[AccessibilityReport]:
    return AccessibilityReport.objects.filter(version__current_for=document).order_by("pk")[:1]


def panel(document: Document, user: Viewer) -> DocumentPanel:
    """The score, for those who can mend the file."""
    may_change = bool(document.may_change)  # type: ignore[attr-defined]
    if not may_change or document.file_type not in TYPES:
        return DocumentPanel((), lambda rows: None)
    return DocumentPanel((_report_for.asked(document=document.pk),), lambda rows: _shown(document, rows[0]))


def _shown(document: Document, reports: Sequence[AccessibilityReport]) -> Panel | None:
    if not reports or not reports[0].judged:
        return None
    url = reverse("documents:accessibility", args=[document.key])
    return Panel("documents/accessibility_panel.html", {"report": reports[0], "url": url})
