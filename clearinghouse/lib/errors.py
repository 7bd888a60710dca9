"""Error pages: one plain sentence, what was kept, what to do, and a reference. They need no database."""

from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from clearinghouse.lib.frozen import dataclass

log = structlog.get_logger("clearinghouse.lib.errors")


PLACE_OF_REFERENCE = "(reference)"  # request ids are hexadecimal digits, so they may stand in HTML as they are
PLACE_OF_NEXT = "(next)"  # what stands here is percent-encoded, so it holds nothing that HTML would read
LONGEST_NEXT = 2000  # servers cut longer addresses off


Menu = tuple[Any, ...]  # entries as components/nav_list.html shows them, the same for all who are of one kind


class Reader(StrEnum):
    """Whom an error page speaks to, where that decides what they can do next."""

    ANYBODY = ""
    SIGNED_OUT = "signed_out"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True)
class ErrorText:
    """What an error page says."""

    title: str
    sentence: str
    advice: str


TEXTS = {
    400: ErrorText("We couldn’t read that", "Your browser sent something this page doesn’t understand.",
                   "Nothing was changed. Go back and try again."),
    403: ErrorText("We couldn’t do that", "Your account doesn’t have permission to do this.",
                   "Nothing was changed. If you think you should have access, contact NASEO staff."),
    404: ErrorText("Page not found", "There’s nothing at this address, or it isn’t shared with you.",
                   "Check the address, or search for what you need."),
    405: ErrorText("This page can’t be opened directly", "It only works when you send a form.",
                   "Nothing was changed. Go back to the form and try again."),
    413: ErrorText("Too large", "The file is larger than this portal accepts.",
                   "Nothing was stored. Make the file smaller or split it, then upload it again."),
    429: ErrorText("Too many attempts", "There were too many requests in a short time.",
                   "Nothing was changed. Wait a few minutes, then try again."),
    500: ErrorText("Something went wrong", "The portal had an unexpected error.",
                   "What you saved before is safe. Try again. If it happens again, contact us and include the "
                   "reference."),
    503: ErrorText("Back soon", "The portal can’t reach its database or files right now.",
                   "What you saved before is safe. This page was not saved. Try again in a minute."),
}  # fmt: skip


def error_page(
    request: HttpRequest,
    status: int,
    *,
    sentence: str = "",
    advice: str = "",
    reader: Reader = Reader.ANYBODY,
    menu: Menu = (),
) -> HttpResponse:
    """The page for a status, or JSON of the same words for programs; `menu` is the main navigation of its reader.

    SECURITY: it depends on the address and on whether somebody is signed in, never on what is at the address.
    """
    text = TEXTS[status]
    reference = getattr(request, "request_id", "")
    sentence, advice = sentence or text.sentence, advice or text.advice
    if status == 413 and not sentence.endswith("MB."):
        sentence = f"The file is larger than this portal accepts: {settings.MAX_UPLOAD_BYTES // settings.MEGABYTE} MB."
    if request.path.startswith("/api/"):
        body = {"error": {"code": str(status), "message": f"{sentence} {advice}", "reference": reference}}
        return JsonResponse(body, status=status)
    try:
        page = _page(status, sentence, advice, PLACE_OF_REFERENCE if reference else "", reader, menu)
        page = page.replace(PLACE_OF_REFERENCE, reference).replace(PLACE_OF_NEXT, _next(request))
        return HttpResponse(page, status=status)
    except Exception:
        # The look itself may be what is broken, for example the list of static files. The words must still arrive.
        log.exception("error_page_failed", status=status)
        lines = [text.title, sentence, advice, f"Reference: {reference}"]
        return HttpResponse("\n\n".join(lines), status=status, content_type="text/plain; charset=utf-8")


@lru_cache(maxsize=64)
def _page(status: int, sentence: str, advice: str, reference: str, reader: Reader, menu: Menu) -> str:
    """The page's HTML; kept, because people who guess addresses ask for it most."""
    context = {
        "title": TEXTS[status].title, "sentence": sentence, "advice": advice, "status": status, "reference": reference,
        "is_signed_out": reader == Reader.SIGNED_OUT, "is_signed_in": reader == Reader.SIGNED_IN, "next": PLACE_OF_NEXT,
        "nav_items": menu,
    }  # fmt: skip
    return render_to_string(f"{status}.html", context)


def _next(request: HttpRequest) -> str:
    """`next=` and the address that was asked for, for the page to sign in; only ever a path of ours."""
    if request.path.startswith("//"):  # a browser would read a host in it
        return ""
    whole, path = (urlencode({"next": address}, safe="/") for address in (request.get_full_path(), request.path))
    return next((found for found in (whole, path) if len(found) <= LONGEST_NEXT), "")
