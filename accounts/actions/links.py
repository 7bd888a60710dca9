"""Asking about a link that one cannot open, and what administrators decide about that."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from accounts import link_emails
from accounts.actions.people import ActionRefused
from accounts.audit import write_event
from accounts.models import LinkQuestion, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from clearinghouse.lib.slots import Slot

LONGEST_PATH = 500


@dataclass(frozen=True)
class Owned:
    """What is at an address, and who decides whom it is shared with."""

    label: str
    share_url: str
    people: QuerySet[User]


# What each app has at its addresses; None where there is nothing with an owner.
OWNERS: Slot[Callable[[ResolverMatch], Owned | None]] = Slot()


def path_of_ours(address: str) -> str:
    """The path of an address of the portal, without what was searched for; empty for any other text.

    SECURITY: judged by its letters alone, never by what is there.
    """
    path = address.partition("?")[0].partition("#")[0]
    is_plain = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if is_plain and len(path) <= LONGEST_PATH else ""


def owned_at(path: str) -> Owned | None:
    """What is at a path; for administrators and for mails to owners, never for who asks."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return next((found for find in OWNERS if (found := find(match))), None)


@transaction.atomic
def ask_about_link(*, by: User, path: str, message: str, agrees_to_name: bool) -> None:
    """Keep the question for the administrators and tell them; the same again, while it waits, counts once."""
    if not standing_of(by).user_id or not path_of_ours(path):
        raise PermissionDenied("Only people with an account can ask about a link of the portal.")
    given = {"message": message.strip(), "agrees_to_name": agrees_to_name}
    made, is_new = LinkQuestion.objects.get_or_create(asker=by, path=path, outcome="", defaults=given)
    if is_new:
        write_event("link.asked", by=by, about=made, sentence=f"{by} asked about a link they can’t open: {path}")
        link_emails.notify_asked(made)


@transaction.atomic
def decide_about_link(*, question: LinkQuestion, passes_on: bool, by: User) -> None:
    """Pass the question to the owner of what is there, or close it. The asker hears of neither."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can decide about a link.")
    current = locked(question)
    if current.outcome:
        raise ActionRefused(f"{current.decided_by} already decided about this link.")
    owned = owned_at(current.path) if passes_on else None
    if passes_on and (owned is None or not owned.people.exists()):
        raise ActionRefused("There’s nothing with an owner at this address. Close the question instead.")
    current.outcome = LinkQuestion.Outcome.PASSED if passes_on else LinkQuestion.Outcome.CLOSED
    current.decided_at, current.decided_by = timezone.now(), by
    current.save(update_fields=["outcome", "decided_at", "decided_by"])
    what = "passed a question about a link to its owner" if passes_on else "closed a question about a link"
    write_event(f"link.{current.outcome}", by=by, about=current, sentence=f"{by} {what}: {current.path}")
    if owned:
        link_emails.notify_owners(current, owned.label, owned.share_url, owned.people)
