"""Pieces of pages that a template draws of plain values: drawn once for the same values, then kept."""

from collections.abc import Hashable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name

from clearinghouse.lib.recent import Recent

MOST = 4_000  # a row of a list takes about a kilobyte
_kept = Recent[SafeString](MOST)


def drawn(template: str, **values: Hashable) -> SafeString:
    """What the template makes of these values, which compare by what they hold: frozen dataclasses, tuples, text.

    SECURITY: whoever has the same values gets the same text. The template sees nothing but them: no request, no person,
    no clock. The values themselves are read for each request, so nothing is kept that somebody may no longer see.
    """
    if settings.DEBUG:
        return render_to_string(template, values)
    # Moments are written in the reader's time zone.
    key = template, get_current_timezone_name(), tuple(values.items())
    return _kept.get(key, lambda: render_to_string(template, values))
