"""Addresses of pages. Every link to a page of a document that leaves its reader is put together here."""

from urllib.parse import urlencode

from clearinghouse.lib.addresses import address_of


def page_address(key: str, number: int, *, version: int | None = None, **more: str) -> str:
    """The page of the document as it is now, "/documents/…/pages/4/?q=uptime&v=2".

    `version` is the number of the version that the link means: by it the page can say later that the file changed.
    """
    return with_query(address_of("documents:page", key, number), **more, v=str(version or ""))


def with_query(path: str, **values: str) -> str:
    """The address with those values that are not empty."""
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path
