"""Addresses put together from a pattern are those of reverse()."""

import pytest
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch, reverse

from clearinghouse.lib.addresses import address_of


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("documents:detail", ["46998f6729d8"]),
        ("documents:page", ["46998f6729d8", 12]),
        ("documents:page_image", ["46998f6729d8", "f98298c8233c", 3]),
        ("documents:browse", []),
    ],
)
def test_address_is_that_of_reverse(name: str, parts: list[str | int]) -> None:
    assert address_of(name, *parts) == reverse(name, args=parts)
    with override_script_prefix("/portal/"):
        assert address_of(name, *parts) == reverse(name, args=parts)


def test_what_has_no_address_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        address_of("documents:nowhere", "46998f6729d8")
