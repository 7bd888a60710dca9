"""What is said of a provider, in words, field by field: for whoever confirms it, edits it second, or imports it."""

from collections.abc import Iterable

from workforce.actions.providers import ProviderDetails, details_of
from workforce.models import Provider


def saved_words(provider: Provider) -> dict[str, str]:
    """What stands now."""
    return in_words(details_of(provider))


def in_words(details: ProviderDetails) -> dict[str, str]:
    """Each field by its name on pages."""
    trained = sorted(details.trained.items(), reverse=True)
    return {
        "name": details.name,
        "type": Provider.Kind(details.kind).label,
        "state": str(details.state),
        "county": details.county,
        "programs": details.programs,
        "credentials": _names(details.credentials),
        "supports": _names(details.supports),
        "people it can train in a year": "" if details.capacity is None else f"{details.capacity:,}",
        "people trained": "; ".join(f"{people:,} in {year}" for year, people in trained),
        "website": details.website,
        "contact": details.contact_name,
        "contact’s email address": details.contact_email,
        "contact’s phone number": details.contact_phone,
        "source": details.source_name,
        "web address of the source": details.source_url,
        "source read on": details.checked_on.isoformat() if details.checked_on else "",
    }


def _names(things: Iterable[object]) -> str:
    return "; ".join(map(str, things))
