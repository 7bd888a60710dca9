"""Somebody leaves their agency, their post or the portal: their open questions go to who stands in for them."""

from accounts.models import User
from contacts.actions import hand_over_all


def hand_on(person: User) -> None:
    """In the transaction that ends the membership, the post or the account."""
    hand_over_all(person, None)
