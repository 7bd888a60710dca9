"""Somebody leaves their agency, their post or the portal: their open questions go to who stands in for them."""

from accounts.models import User
from contacts.actions import hand_over_all
from contacts.models import Route


def hand_on(person: User) -> None:
    """In the transaction that ends the membership, the post or the account."""
    hand_over_all(person, None)


def leave_routes(person: User) -> None:
    """In the transaction that ends the administrators' post: what they answered for NASEO they answer no more.

    Of a membership that ends the database tells the routes itself, whoever ends it: contacts/sql/routes.sql.
    """
    Route.objects.filter(person=person).update(person_left=True)
    Route.objects.filter(backup_person=person).update(backup_left=True)
