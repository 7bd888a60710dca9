"""What a person does with their saved searches. Nobody else sees them, so the activity log says nothing of them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Membership, User
from accounts.standing import standing_of
from accounts.unsubscribing import thing_unsubscribe_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from documents.finding.filters import Filters
from documents.models import SavedSearch, SearchNews

MOST_SEARCHES = 50
SUBSCRIPTION = "documents.saved_search"


class SearchRefused(Exception):
    """The search cannot be saved like this. str() is a sentence for the person."""


@transaction.atomic
def save_search(*, by: User, name: str, words: str, filters: Filters, alert: str) -> SavedSearch:
    """Keep words and filters under a name. The very same again, such as a form sent twice, is the one there is."""
    if not standing_of(by).is_approved:
        raise PermissionDenied("Only members and guests can save searches.")
    own = SavedSearch.objects.filter(owner=locked(by))  # so that two at once keep to the limit, and to the names
    chosen = {name: list(values) for name, values in filters.values.items()}
    there = own.filter(name=name).first()
    if there and (there.words, there.filters, there.alert) == (words, chosen, alert):
        return there
    _check_name(by, name)
    if own.count() >= MOST_SEARCHES:
        raise SearchRefused(f"You have {MOST_SEARCHES} saved searches, the most allowed. Delete one first.")
    return SavedSearch.objects.create(owner=by, name=name, words=words, filters=chosen, alert=alert)


@transaction.atomic
def change_search(search: SavedSearch, *, by: User, name: str, alert: str) -> None:
    """Give it another name, or tell its owner of news at another time."""
    current = _own(search, by)
    if name != current.name:
        _check_name(by, name)
    current.name, current.alert = name, alert
    current.save(update_fields=["name", "alert"])
    _forget_waiting(current)


@transaction.atomic
def delete_search(search: SavedSearch, *, by: User) -> None:
    """Delete it, and what waited to be told."""
    _own(search, by).delete()


def forget_waiting(person: User) -> None:
    """For somebody who leaves: what waited to be told is no longer theirs."""
    SearchNews.objects.filter(search__owner=person, digest="").delete()


def forget_waiting_after(membership: Membership) -> None:
    """The same when one of two memberships ends: what waited may be of that agency."""
    forget_waiting(membership.user)


@dataclass(frozen=True)
class AlertOf:
    """The alert of one saved search, as the signed address in its emails turns it off."""

    search: SavedSearch
    label = "What’s new for one of your saved searches"  # SECURITY: without its name, for whoever opens the address

    @property
    def person(self) -> User:
        """Whose it is."""
        return self.search.owner

    @transaction.atomic
    def turn_off(self) -> None:
        """The search stays, without an alert."""
        current = locked(self.search)
        current.alert = SavedSearch.Alert.NONE
        current.save(update_fields=["alert"])
        _forget_waiting(current)


def find_alert(key: str) -> AlertOf | None:
    """For accounts.unsubscribing."""
    search = SavedSearch.objects.select_related("owner").filter(key=key).first()
    return AlertOf(search) if search else None


def stop_url(search: SavedSearch) -> str:
    """The whole address that turns off the alert of this search, without signing in."""
    return thing_unsubscribe_url(SUBSCRIPTION, search.key)


def _own(search: SavedSearch, by: User) -> SavedSearch:
    if search.owner_id != by.pk:
        raise PermissionDenied("People can change only their own saved searches.")
    locked(by)
    return locked(search)


def _check_name(by: User, name: str) -> None:
    if SavedSearch.objects.filter(owner=by, name=name).exists():
        raise SearchRefused(f"You already have a saved search named “{name}”. Choose another name.")


def _forget_waiting(search: SavedSearch) -> None:
    if search.alert == SavedSearch.Alert.NONE:
        search.news.filter(digest="").delete()
