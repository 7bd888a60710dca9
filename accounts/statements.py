"""Kept statements that start at visible_to(user): compiled for a stand-in who stands where the person stands."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.db.models import Value as DatabaseValue

from accounts.deciding import decides_on_guests
from accounts.standing import Standing, Viewer, standing_of
from clearinghouse.lib.among import numbers
from clearinghouse.lib.statements import Asked, Statement, Value

T = TypeVar("T")


def reader_keys_of(user: Viewer) -> DatabaseValue:
    """The person's reader keys for a queryset, as one parameter.

    As twenty of them, Django takes longer to write them down than PostgreSQL to look them up.
    """
    return numbers(standing_of(user).reader_keys)


class _StandIn:
    """Has a standing, and says whether it decides on guests where that was asked; nothing else.

    A queryset that asks more of a person cannot be kept.
    """

    def __init__(self, standing: Standing, decides_on_guests: bool | None) -> None:
        self._standing = standing
        if decides_on_guests is not None:
            self._decides_on_guests = decides_on_guests


class StatementFor(Generic[T]):
    """Decorates a function of a person and keyword arguments that returns a queryset.

    SECURITY: only the SQL is kept. The person's standing is read for every request, and their reader keys and id are
    parameters; what else their standing says is part of the shape.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, T]],
        *,
        around: str = "{}",
        is_prepared: bool = True,
        asks_who_decides: bool = False,
    ) -> None:
        self._asks_who_decides = asks_who_decides
        self._statement = Statement[T](
            _for_stand_in(build), optional=("user_id", "reader_keys"), around=around, is_prepared=is_prepared
        )

    @classmethod
    def planned_anew(cls, build: Callable[..., QuerySet[Any, T]]) -> "StatementFor[T]":
        """The same decorator for a statement that the database plans each time, with the values in sight."""
        return cls(build, is_prepared=False)

    @classmethod
    def of_deciders(cls, build: Callable[..., QuerySet[Any, T]]) -> "StatementFor[T]":
        """The same for a queryset that asks whether the person decides on guests, which is asked once a request."""
        return cls(build, asks_who_decides=True)

    def asked(self, user: Viewer, **values: Value) -> Asked[T]:
        """For this person, with these values."""
        standing = standing_of(user)
        return self._statement.asked(
            user_id=standing.user_id or None,
            reader_keys=standing.reader_keys,
            is_administrator=standing.is_administrator,
            is_member=standing.is_member,
            is_guest=standing.is_guest,
            has_unchecked_address=standing.has_unchecked_address,
            decides=decides_on_guests(user) if self._asks_who_decides else None,
            **values,
        )

    def rows(self, user: Viewer, **values: Value) -> list[T]:
        """The rows for this person and these values."""
        return self.asked(user, **values).rows()


def _for_stand_in(build: Callable[..., QuerySet[Any, T]]) -> Callable[..., QuerySet[Any, T]]:
    def for_stand_in(
        *,
        user_id: int | None,
        reader_keys: tuple[int, ...],
        is_administrator: bool,
        is_member: bool,
        is_guest: bool,
        has_unchecked_address: bool,
        decides: bool | None,
        **values: Value,
    ) -> QuerySet[Any, T]:
        standing = Standing(user_id or 0, reader_keys, is_administrator, is_member, is_guest, has_unchecked_address)
        return build(_StandIn(standing, decides), **values)

    return for_stand_in
