"""Every email that the portal can send, with sample data, for administrators."""

from itertools import groupby

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import access, mail
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.previewing import Preview, all_previews, preview_named, show

RATES = "20/h/user,60/d/user"
# SECURITY: an email's HTML is shown in a frame of our own page that loads nothing, runs nothing and submits nothing.
# Its inline styles are what mail programs need.
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


@require_safe
@access.administrator
def mail_previews(request: HttpRequest) -> HttpResponse:
    """All of them, by the room of the portal that sends them."""
    previews = all_previews()
    rooms = [(room, list(rows)) for room, rows in groupby(previews, key=lambda preview: preview.room)]
    return render(request, "accounts/mail_previews.html", {"rooms": rooms, "count": len(previews)})


@require_safe
@access.administrator
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know views without arguments only
def mail_preview(request: HttpRequest, key: str) -> HttpResponse:
    """One email with its headers, its text, its HTML and its attachment."""
    preview = _preview(key)
    return render(request, "accounts/mail_preview.html", {"preview": preview, "shown": show(preview)})


@require_safe
@access.administrator
def mail_preview_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of one email alone, for the frame of its page."""
    html = show(_preview(key)).written.html
    if not html:
        raise Http404
    return for_frame(html)


def for_frame(html: str) -> HttpResponse:
    """The HTML of an email by itself, for a frame on a page that csp_update() lets show one."""
    return HttpResponse(html, headers={"Content-Security-Policy": HTML_POLICY, "X-Frame-Options": "SAMEORIGIN"})


@require_POST
@access.administrator
def send_mail_preview(request: SignedInRequest, key: str) -> HttpResponse:
    """Send it to the administrator who asks, to look at it in their own mail program."""
    preview = _preview(key)
    if refused := too_often(request, action="mail_preview", rates=RATES):
        return refused
    shown = show(preview)
    mail.post_to_person(
        request.user,
        subject=f"[Preview] {shown.written.subject}",
        body=shown.written.body,
        html=shown.written.html,
        attachment=shown.attachment,
    )
    messages.success(request, f"We sent the preview to {request.user.email}.")
    return redirect("accounts:mail_preview", key=key)


def _preview(key: str) -> Preview:
    preview = preview_named(key)
    if preview is None:
        raise Http404
    return preview
