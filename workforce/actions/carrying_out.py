"""Writing many providers and their parts in a few statements: a file may hold thousands, and a request must end."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Agency, User
from workforce.actions.entering import EntryRefused
from workforce.actions.providers import TWIN, ProviderDetails, details_of
from workforce.models import Provider, TrainedYear
from workforce.provider_rows import with_parts

BATCH = 500
Said = Sequence[tuple[Provider, ProviderDetails]]


def add_all(rows: Sequence[ProviderDetails], *, by: User, agency: Agency | None) -> list[Provider]:
    """New providers with their parts, for an action that has asked who may. Raises EntryRefused."""
    made = [Provider(**row.columns(), agency=agency, entered_by=by, confirmed_by=by) for row in rows]
    _or_refuse(lambda: Provider.objects.bulk_create(made, batch_size=BATCH))
    said = list(zip(made, rows, strict=True))
    for name in ("credentials", "supports"):
        _link(name, said)
    _count(said)
    return made


def hold_all(pks: Sequence[int]) -> None:
    """Hold providers until the transaction ends, always in the same order."""
    held = Provider.objects.filter(pk__in=pks).select_for_update().order_by("pk")
    list(held.values_list("pk", flat=True))


def change_all(rows: Said, *, by: User) -> list[Provider]:
    """The rows as they are now, locked and changed, in order of `rows`.

    Raises EntryRefused where one is no longer what it was when it was read.
    """
    if not rows:
        return []
    pks = [provider.pk for provider, _ in rows]
    locked = with_parts(Provider.objects.filter(pk__in=pks)).select_for_update(of=("self",)).order_by("pk")
    by_pk = {provider.pk: provider for provider in locked}
    current = [(by_pk.get(provider.pk), provider, details) for provider, details in rows]
    if any(row is None or details_of(row) != details_of(before) for row, before, _ in current):
        raise EntryRefused("Someone else changed one of these providers.")
    said = [(row, details) for row, _, details in current if row is not None]
    _replace_parts(said)
    for row, details in said:
        _set(row, details, by)
    changed = [row for row, _ in said]
    _or_refuse(lambda: _save(changed, [*rows[0][1].columns(), "revision", "confirmed_at", "confirmed_by"]))
    return changed


def _set(row: Provider, details: ProviderDetails, by: User) -> None:
    for name, value in details.columns().items():
        setattr(row, name, value)
    row.revision += 1
    row.confirmed_at, row.confirmed_by = timezone.now(), by


def _save(rows: Sequence[Provider], columns: Sequence[str]) -> None:
    """One by one: as one statement, PostgreSQL and Django take four times as long."""
    for row in rows:
        row.save(update_fields=columns)


def _replace_parts(said: Said) -> None:
    """Of those whose parts differ."""
    before = {row.pk: details_of(row) for row, _ in said}
    for name in ("credentials", "supports"):
        differing = [(row, now) for row, now in said if getattr(before[row.pk], name) != getattr(now, name)]
        _through(name).objects.filter(provider__in=[row.pk for row, _ in differing]).delete()
        _link(name, differing)
    counted = [(row, now) for row, now in said if before[row.pk].trained != now.trained]
    TrainedYear.objects.filter(provider__in=[row.pk for row, _ in counted]).delete()
    _count(counted)


def _through(name: str) -> Any:
    return getattr(Provider, name).through


def _link(name: str, said: Said) -> None:
    """Rows of one many-to-many table."""
    through, other = _through(name), name.removesuffix("s")
    links = [
        through(provider_id=row.pk, **{f"{other}_id": part.pk}) for row, now in said for part in getattr(now, name)
    ]
    through.objects.bulk_create(links, batch_size=BATCH)


def _count(said: Said) -> None:
    rows = [
        TrainedYear(provider_id=row.pk, year=year, people=people)
        for row, now in said
        for year, people in sorted(now.trained.items())
    ]
    TrainedYear.objects.bulk_create(rows, batch_size=BATCH)


def _or_refuse(write: Any) -> None:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        if "provider_once_in_a_county" not in str(error):
            raise
        raise EntryRefused(TWIN) from None
