"""Entering a training provider, changing one, and confirming that what is said of it still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import field, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.editing import must_be_newest
from accounts.models import State, User
from clearinghouse.lib.frozen import dataclass
from workforce.actions.entering import EntryRefused, agency_of, locked_for_change, must_enter
from workforce.actions.pathways import NEEDS_SOURCE
from workforce.models import Credential, Provider, Support, TrainedYear

SEVERAL = ("credentials", "supports", "trained")
TWIN = "There is already a provider with this name in this county. Edit that one."


@dataclass(frozen=True)
class ProviderDetails:
    """All that is said of a provider. `trained` holds people by year."""

    name: str
    kind: str
    state: State
    county: str = ""
    programs: str = ""
    credentials: Sequence[Credential] = ()
    supports: Sequence[Support] = ()
    capacity: int | None = None
    website: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    source_name: str = ""
    source_url: str = ""
    checked_on: date | None = None
    trained: Mapping[int, int] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """What stands in the provider's own row."""
        return {part.name: getattr(self, part.name) for part in fields(self) if part.name not in SEVERAL}


@transaction.atomic
def add_provider(*, by: User, details: ProviderDetails) -> Provider:
    """Enter a provider for the agency where the person works. Raises EntryRefused."""
    must_enter(by)
    agency = agency_of(by)
    if agency is None and not details.source_url:
        raise EntryRefused(NEEDS_SOURCE)
    made = Provider(**details.columns(), agency=agency, entered_by=by, confirmed_by=by)
    _save(made)
    _set_parts(made, details)
    write_event("provider.added", by=by, about=made, sentence=f"{by} added the training provider {made}.")
    return made


@transaction.atomic
def change_provider(*, provider: Provider, by: User, details: ProviderDetails, revision: int) -> Provider:
    """Change a provider, which confirms it; the same again changes nothing.

    Raises EntryRefused, and EditConflict after somebody else's edit.
    """
    current = locked_for_change(provider, by)
    if details_of(current) == details:
        return current
    must_be_newest(current, revision)
    if current.agency_id is None and not current.is_sample and not details.source_url:
        raise EntryRefused(NEEDS_SOURCE)
    values = details.columns()
    for name, value in values.items():
        setattr(current, name, value)
    current.revision += 1
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    _save(current, update_fields=[*values, "revision", "confirmed_at", "confirmed_by"])
    _set_parts(current, details)
    sentence = f"{by} changed the training provider {current}."
    write_event("provider.changed", by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


@transaction.atomic
def confirm_provider(*, provider: Provider, by: User) -> Provider:
    """Say that all of it still holds; again on the same day changes nothing."""
    current = locked_for_change(provider, by)
    if timezone.localdate(current.confirmed_at) == timezone.localdate():
        return current
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.save(update_fields=["confirmed_at", "confirmed_by"])
    write_event("provider.confirmed", by=by, about=current, sentence=f"{by} confirmed the training provider {current}.")
    return current


def details_of(provider: Provider) -> ProviderDetails:
    """What is said of it now; of one read with its parts prefetched without a query."""
    names = [part.name for part in fields(ProviderDetails) if part.name not in SEVERAL]
    return ProviderDetails(
        **{name: getattr(provider, name) for name in names},
        credentials=tuple(sorted(provider.credentials.all(), key=lambda row: (row.position, row.pk))),
        supports=tuple(sorted(provider.supports.all(), key=lambda row: (row.position, row.pk))),
        trained={row.year: row.people for row in provider.trained.all()},
    )


def _save(provider: Provider, **options: Any) -> None:
    try:
        with transaction.atomic():
            provider.save(**options)
    except IntegrityError as error:
        if "provider_once_in_a_county" not in str(error):
            raise
        raise EntryRefused(TWIN) from None


def _set_parts(provider: Provider, details: ProviderDetails) -> None:
    provider.credentials.set(details.credentials)
    provider.supports.set(details.supports)
    provider.trained.all().delete()
    TrainedYear.objects.bulk_create(
        TrainedYear(provider=provider, year=year, people=people) for year, people in sorted(details.trained.items())
    )
