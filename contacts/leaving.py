"""Somebody leaves their agency, their post or the portal: their open questions go to who stands in for them."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, Value

from accounts.handing_over import others
from accounts.models import Agency, Membership, User
from contacts.actions import hand_over_all
from contacts.models import Route


def goes_with(person: User, agency: Agency) -> Q:
    """Of routes and questions that lead to the person: those that end with their membership at this agency."""
    elsewhere = list(others(person, agency).values_list("agency", flat=True))
    numbers = Value(elsewhere, output_field=ArrayField(BigIntegerField()))
    about = F("state"), F("region"), F("group")
    return Q(Func(agency.pk, numbers, *about, function="contacts_goes_with", output_field=BooleanField()))


def questions_with(person: User, agency: Agency) -> Q:
    """The same of questions: those about a document of the agency go with it too."""
    return goes_with(person, agency) | Q(document__agency=agency)


def hand_on(person: User) -> None:
    """In the transaction that ends the membership, the post or the account."""
    hand_over_all(person, None)


def hand_on_of(membership: Membership) -> None:
    """The same when one of two memberships ends: what is about that agency's state, region, groups and documents."""
    person = membership.user
    hand_over_all(person, None, questions_with(person, membership.agency))


def leave_routes(person: User) -> None:
    """In the transaction that ends the administrators' post: what they answered for NASEO they answer no more.

    Of a membership that ends the database tells the routes itself, whoever ends it: contacts/sql/routes.sql.
    """
    Route.objects.filter(person=person).update(person_left=True)
    Route.objects.filter(backup_person=person).update(backup_left=True)
