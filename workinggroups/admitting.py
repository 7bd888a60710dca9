"""Which memberships let somebody into a group, and whether a place there gives anything while one is suspended."""

from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from accounts.models import Membership


class Admits(Func):
    """workinggroups_admits(agency, tier, group) of sql/rules.sql."""

    function = "workinggroups_admits"
    output_field = BooleanField()


def admitting(group: Any) -> QuerySet[Membership]:
    """Current memberships that let their people into this group: a number, or an expression."""
    return Membership.objects.current().filter(Admits(F("agency"), F("tier"), group))


def gives_rights() -> Q:
    """Of places in groups: unless a membership is suspended and no other one lets the person in."""
    suspended = Membership.objects.suspended().filter(user=OuterRef("user"))
    return ~Q(Exists(suspended)) | Q(Exists(admitting(OuterRef("group")).filter(user=OuterRef("user"))))


def still_given() -> QuerySet[Membership]:
    """For accounts.standing.STILL_GIVEN: the same of places in audiences."""
    group = OuterRef("group__audience__working_group")
    return admitting(group).filter(user=OuterRef("user"))
