"""Data for programs, within a page."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Nothing in a value can end the element or begin a comment in it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def json_ld(graph: dict[str, Any]) -> SafeString:
    """A block of linked data: browsers run nothing of it, so the policy that allows no script in a page lets it be."""
    text = json.dumps(graph, ensure_ascii=False).translate(ESCAPES)
    # SECURITY: every sign that HTML gives a meaning is written as JSON's own escape.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
