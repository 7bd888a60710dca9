"""Small deeds on the dictionaries of a PDF."""

from collections.abc import Container

from pikepdf import Dictionary, Object


def drop(holder: Object, *keys: str) -> None:
    """Remove entries, where they exist."""
    for key in keys:
        if key in holder:
            del holder[key]


def keep(holder: Object, keys: Container[str]) -> None:
    """Remove all other entries."""
    drop(holder, *(key for key in list(holder.keys()) if key not in keys))


def dictionary(holder: Object, key: str) -> Object:
    """The dictionary in this entry; an empty one where there is none."""
    found: Object | None = holder.get(key)
    return found if isinstance(found, Dictionary) else Dictionary()
