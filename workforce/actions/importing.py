"""Importing training providers from a file: what it would do, and doing it, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Agency, User
from clearinghouse.lib.csv_file import RowRefused
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.import_plan import LARGE, Difference, Plan, PlanChanged, differences
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted
from workforce import provider_rows as columns
from workforce.actions.carrying_out import add_all, change_all, hold_all
from workforce.actions.entering import EntryRefused, agency_of, must_enter
from workforce.actions.pathways import NEEDS_SOURCE
from workforce.actions.providers import ProviderDetails, details_of
from workforce.models import Provider, ProviderImport
from workforce.provider_file import FileRow, Lists, details_in, names_in, read_file, read_lists
from workforce.provider_words import in_words

Place = tuple[str, str, str]  # name, state and county, by which a row without an ID is matched


@dataclass(frozen=True)
class RowPlan:
    """What one row would do: add a provider, change one, nothing, or it is refused."""

    number: int
    title: str
    details: ProviderDetails | None = None
    stands: Provider | None = None
    differences: tuple[Difference, ...] = ()
    refusal: str = ""

    @property
    def told(self) -> tuple[object, ...]:
        """What the person sees of it."""
        return self.number, self.title, self.refusal, self.differences


@transaction.atomic
def stage_import(*, text: str, filename: str, by: User) -> ProviderImport:
    """Keep a file until the person has seen what it would do. Raises csv_file.FileRefused."""
    must_enter(by)
    read_file(text)
    ProviderImport.objects.filter(uploaded_by=by, imported_at=None).delete()
    return ProviderImport.objects.create(uploaded_by=by, agency=agency_of(by), filename=filename[:160], content=text)


def plan_of(staged: ProviderImport, by: User) -> Plan[RowPlan]:
    """What the file would do now; a constant number of queries, however many rows."""
    file, lists = read_file(staged.content), read_lists()
    keys = [row[columns.ID] for row in file.rows if row[columns.ID]]
    by_key = {provider.key: provider for provider in columns.with_parts(Provider.objects.filter(key__in=keys))}
    by_place = _by_place(file.rows)
    theirs = set(Provider.objects.editable_by(by).values_list("pk", flat=True)[:LARGE])
    planner = _Planner(lists, by_key, by_place, theirs, agency_of(by))
    plan = Plan[RowPlan]("provider", unknown=file.unknown)
    for row in file.rows:
        plan.add(planner.plan(row))
    return plan


def _by_place(rows: Sequence[FileRow]) -> dict[Place, Provider]:
    named = Provider.objects.listed().annotate(folded=Lower("name")).filter(folded__in=names_in(rows))
    return {_place(details_of(provider)): provider for provider in columns.with_parts(named)}


def _place(details: ProviderDetails) -> Place:
    return details.name.lower(), details.state.pk, details.county.lower()


@dataclass
class _Planner:
    """Rows one after another; a later one must not mean what an earlier one does."""

    lists: Lists
    by_key: Mapping[str, Provider]
    by_place: Mapping[Place, Provider]
    theirs: set[int]
    agency: Agency | None
    seen: dict[Place, int] = field(default_factory=dict)
    seen_keys: dict[str, int] = field(default_factory=dict)

    def plan(self, row: FileRow) -> RowPlan:
        """What the row would do."""
        name = " ".join(row[columns.NAME].split())[:160] or row[columns.ID][:40]
        try:
            return self._plan(row, name)
        except RowRefused as refused:
            return RowPlan(row.number, name, refusal=str(refused))

    def _plan(self, row: FileRow, name: str) -> RowPlan:
        provider = self._with_id(row) if row[columns.ID] else None
        stands = details_of(provider) if provider else None
        details = details_in(row, self.lists, stands)
        if provider is None:
            provider = self._of_place(details)
            if provider is not None:
                stands = details_of(provider)
                details = details_in(row, self.lists, stands)
        self._must_be_new(row, details, provider)
        self._must_have_source(details, provider)
        return RowPlan(row.number, details.name, details, provider, _differences(stands, details))

    def _with_id(self, row: FileRow) -> Provider:
        provider = self.by_key.get(row[columns.ID])
        if provider is None or provider.pk not in self.theirs:
            raise RowRefused(f"No provider that you can change has the ID “{row[columns.ID][:40]}”.")
        if provider.removed_at is not None:
            raise RowRefused("This provider isn’t on the list. Put it back on its page first.")
        return provider

    def _of_place(self, details: ProviderDetails) -> Provider | None:
        provider = self.by_place.get(_place(details))
        if provider is not None and provider.pk not in self.theirs:
            raise RowRefused(f"{provider.agency or 'An administrator'} entered this provider, so you can’t change it.")
        return provider

    def _must_be_new(self, row: FileRow, details: ProviderDetails, provider: Provider | None) -> None:
        place = _place(details)
        key = provider.key if provider else ""
        earlier = self.seen.get(place) or self.seen_keys.get(key)
        if earlier:
            raise RowRefused(f"Row {earlier} is about the same provider.")
        other = self.by_place.get(place)
        if provider is not None and other is not None and other.pk != provider.pk:
            raise RowRefused("There is another provider with this name in this county.")
        self.seen[place] = row.number
        if key:
            self.seen_keys[key] = row.number

    def _must_have_source(self, details: ProviderDetails, provider: Provider | None) -> None:
        if bool(details.source_name) != bool(details.source_url):
            raise RowRefused("A source needs both a name and a web address.")
        has_agency = provider.agency_id is not None if provider else self.agency is not None
        is_sample = provider is not None and provider.is_sample
        if not has_agency and not is_sample and not details.source_url:
            raise RowRefused(NEEDS_SOURCE)


def _differences(stands: ProviderDetails | None, details: ProviderDetails) -> tuple[Difference, ...]:
    return differences(in_words(stands), in_words(details)) if stands else ()


@transaction.atomic
def confirm_import(*, staged: ProviderImport, by: User, digest: str) -> ProviderImport:
    """Do what the person saw, all of it or nothing; a second click changes nothing.

    Rows that were refused are left out. Raises PlanChanged when the file would do something else by now.
    """
    must_enter(by)
    _wait_for_other_imports()
    current = locked(staged)
    if current.imported_at is not None:
        return current
    plan = plan_of(current, by)
    if plan.digest != digest:
        raise PlanChanged
    try:
        _carry_out(plan, by)
    except EntryRefused:  # somebody entered the same provider at this moment
        raise PlanChanged from None
    current.imported_at, current.content = timezone.now(), ""
    current.added, current.changed = len(plan.added), len(plan.changed)
    current.save(update_fields=["imported_at", "content", "added", "changed"])
    sentence = f"{by} imported training providers: {current.added:,} added, {current.changed:,} changed."
    write_event("providers.imported", by=by, about=current, sentence=sentence)
    return current


def _wait_for_other_imports() -> None:
    """Two files may name the same providers in opposite order: without this, each could wait for the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workforce.providers'))")


def _carry_out(plan: Plan[RowPlan], by: User) -> None:
    # Rows that stand are held before any name is taken: whoever edits one of them may wait for such a name.
    hold_all([row.stands.pk for row in plan.changed if row.stands is not None])
    added = [row.details for row in plan.added if row.details is not None]
    made = add_all(added, by=by, agency=agency_of(by))
    pairs = [(row.stands, row.details) for row in plan.changed if row.stands is not None and row.details is not None]
    changed = change_all(pairs, by=by)
    for provider in made:
        sentence = f"{by} added the training provider {provider} by a file."
        write_event("provider.added", by=by, about=provider, sentence=sentence)
    for provider, row in zip(changed, plan.changed, strict=True):
        fields = counted(len(row.differences), "field")
        sentence = f"{by} changed the training provider {provider} by a file: {fields}."
        detail = {"revision": provider.revision}
        write_event("provider.changed", by=by, about=provider, sentence=sentence, detail=detail)


def forget_staged(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete files that nobody confirmed; returns how many."""
    left = ProviderImport.objects.filter(imported_at=None, uploaded_at__lt=timezone.now() - older_than)
    return left.delete()[0]
