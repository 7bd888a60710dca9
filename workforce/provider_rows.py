"""Training providers as rows of a spreadsheet: the same columns that a file to import has."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from workforce.models import Provider, ProviderQuerySet, TrainedYear

MOST_EXPORTED = 10_000
ID, NAME, KIND, STATE, COUNTY = "ID", "Name", "Type", "State", "County"
PROGRAMS, CREDENTIALS, SUPPORTS, CAPACITY = "Programs", "Credentials", "Supports", "Capacity"
WEBSITE, CONTACT, EMAIL, PHONE = "Website", "Contact", "Contact email", "Contact phone"
SOURCE, SOURCE_URL, SOURCE_READ = "Source", "Web address of the source", "Source read on"
# What somebody can import. The years of people trained follow them, a column for each.
COLUMNS = (
    ID, NAME, KIND, STATE, COUNTY, PROGRAMS, CREDENTIALS, SUPPORTS, CAPACITY, WEBSITE, CONTACT, EMAIL, PHONE,
    SOURCE, SOURCE_URL, SOURCE_READ,
)  # fmt: skip
# What the portal knows by itself; an import passes over it.
KNOWN = ("Last confirmed", "Entered by", "Sample data")


def trained_column(year: int) -> str:
    """What the column of a year is called."""
    return f"Trained in {year}"


def with_parts(providers: ProviderQuerySet) -> ProviderQuerySet:
    """With what a row shows; a query for each kind of part."""
    return providers.select_related("state", "agency").prefetch_related("credentials", "supports", "trained")


def exported(providers: ProviderQuerySet) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """The header and a row for each, in order."""
    years = sorted(set(TrainedYear.objects.filter(provider__in=providers).values_list("year", flat=True)))
    header = [*COLUMNS, *map(trained_column, years), *KNOWN]
    read = with_parts(providers).order_by("state", "name", "key")[:MOST_EXPORTED]
    return header, (_row(provider, years) for provider in read)


def _row(provider: Provider, years: list[int]) -> tuple[object, ...]:
    trained = {row.year: row.people for row in provider.trained.all()}
    return (
        provider.key, provider.name, provider.get_kind_display(), provider.state_id, provider.county,
        provider.programs, _names(provider.credentials.all()), _names(provider.supports.all()),
        "" if provider.capacity is None else provider.capacity, provider.website, provider.contact_name,
        provider.contact_email, provider.contact_phone, provider.source_name, provider.source_url,
        provider.checked_on or "", *(trained.get(year, "") for year in years),
        timezone.localdate(provider.confirmed_at), provider.agency or "", "Yes" if provider.is_sample else "",
    )  # fmt: skip


def _names(things: Iterable[object]) -> str:
    return "; ".join(sorted(map(str, things)))
