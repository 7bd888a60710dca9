"""Frozen dataclasses that are made in a quarter of the time; all else about them is as Python's own.

A web process makes some 240 of them before its first answer. For each, dataclasses writes six methods as text and
compiles every one by itself, which took a fifth of the start. Here only `__init__` is; the others are shared.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any

Method = Callable[..., Any]


def _make_frozen(made: type) -> type:
    """The class with the methods of a frozen dataclass, except those that it has of its own."""
    dataclasses.dataclass(init=False, repr=False, eq=False)(made)
    fields = dataclasses.fields(made)
    if hasattr(made, "__post_init__") or not all(_is_plain(field) for field in fields):
        raise TypeError(f"{made.__qualname__} asks for more than a plain field: use dataclasses.dataclass for it.")
    compared = _comparing([field.name for field in fields if field.compare])
    shown = _repr([field.name for field in fields if field.repr])
    methods = [_init(made, fields), *compared, shown, __setattr__, __delattr__]
    for method in methods:
        if method.__name__ not in made.__dict__:
            setattr(made, method.__name__, method)
    return made


def _is_plain(field: "Field[Any]") -> bool:
    return field.init and field.hash is None and not field.kw_only


def _init(made: type, fields: "tuple[Field[Any], ...]") -> Method:
    """Written and compiled as dataclasses does it: whatever loops over the fields takes twice as long for each row."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    arguments, lines = ["self"], ["pass"]
    for name, default, factory in ((field.name, field.default, field.default_factory) for field in fields):
        known |= {f"_default_{name}": default, f"_make_{name}": factory}
        if factory is not MISSING:
            arguments.append(f"{name}=_missing")
            lines.append(f"_set(self, '{name}', _make_{name}() if {name} is _missing else {name})")
        else:
            arguments.append(name if default is MISSING else f"{name}=_default_{name}")
            lines.append(f"_set(self, '{name}', {name})")
    # SECURITY: the text holds nothing but names of fields, which dataclasses has found to be identifiers.
    exec(f"def __init__({', '.join(arguments)}):\n " + "\n ".join(lines), known)  # noqa: S102
    method: Method = known["__init__"]
    method.__module__, method.__qualname__ = made.__module__, f"{made.__qualname__}.__init__"
    return method


def _comparing(names: list[str]) -> tuple[Method, Method]:
    """`__eq__` and `__hash__` by the values of these fields."""
    values: Method = attrgetter(*names) if names else lambda _: ()

    def __eq__(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash(values(self))

    return __eq__, __hash__


def _repr(names: list[str]) -> Method:
    def __repr__(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def __setattr__(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(made: type | None = None, *, frozen: bool = False) -> object:
        """`@dataclass(frozen=True)`, and `@dataclass` as Python's own."""
        return _make_frozen if frozen else dataclasses.dataclass(made)
