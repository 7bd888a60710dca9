"""Addresses of pages. Every link to a page of a document that leaves its reader is put together here."""

from functools import lru_cache
from urllib.parse import urlencode

from clearinghouse.lib.addresses import address_of


def page_address(key: str, number: int, *, version: int | None = None, **more: str) -> str:
    """The page of the document as it is now, "/documents/…/pages/4/?q=uptime&v=2".

    `version` is the number of the version that the link means: by it the page can say later that the file changed.
    """
    return with_query(address_of("documents:page", key, number), **more, v=str(version or ""))


def with_query(path: str, **values: str) -> str:
    """The address with those values that are not empty."""
    query = "&".join([_pair(name, value) for name, value in values.items() if value])
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=512)  # a page of hits has the same few twenty times
def _pair(name: str, value: str) -> str:
    return urlencode({name: value})
