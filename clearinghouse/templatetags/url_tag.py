"""{% url %} for all templates: Django's tag, with the addresses of keys and numbers put together from kept patterns.

Django asks the URL resolver for each address anew; on a page with thirty of them that took a seventh of its time.
"""

import re
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode, url
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString

from clearinghouse.lib.addresses import address_of

register = template.Library()
NEEDS_NO_ESCAPING = re.compile(r"[A-Za-z0-9_-]+").fullmatch


class KeptURLNode(URLNode):
    """Leaves to Django what has named parts, other parts than keys and numbers, or no address."""

    def render(self, context: Any) -> str:
        """The address, or nothing where the tag gives it a name."""
        address = None if self.kwargs else self._kept(context)
        if address is None:
            return super().render(context)
        if self.asvar is None:
            return address
        context[self.asvar] = address
        return SafeString()

    def _kept(self, context: Any) -> SafeString | None:
        parts = [part.resolve(context) for part in self.args]
        if not all(type(part) is int or (isinstance(part, str) and NEEDS_NO_ESCAPING(part)) for part in parts):
            return None
        try:
            # SECURITY: the pattern is ours, and no part holds anything that HTML would read as more than text.
            return SafeString(address_of(self.view_name.resolve(context), *parts))
        except NoReverseMatch:
            return None


@register.tag("url")
def kept_url(parser: Parser, token: Token) -> KeptURLNode:
    """As Django reads the tag."""
    node: Any = url(parser, token)
    return KeptURLNode(node.view_name, node.args, node.kwargs, node.asvar)
