"""Mail that comes back: what mail services tell, how its owner ends the pause, and what administrators see."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.limits import too_often
from accounts.mail_setup import complaints_lately, findings
from accounts.models import User
from accounts.returns import pausing, services
from accounts.returns.believing import take
from clearinghouse.lib import decisions

TRIES = "3/h/user,6/d/user"
SHOWN = 200


# SECURITY: mail services post here without a cookie or token. Who does not know the secret learns nothing and changes
# nothing, and whoever does can only report mails that we sent; see accounts.returns.believing.
@csrf_exempt
@require_POST
@access.audience
def mail_reports(request: HttpRequest) -> HttpResponse:
    """Bounces and complaints, told by the mail service."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > services.LONGEST_BODY:
        return JsonResponse({"error": "The body is too large."}, status=413)
    if not services.is_from_service(request.body, request.headers):
        return JsonResponse({"error": "The signature or password is missing or wrong."}, status=403)
    decisions.record()
    try:
        reports = services.reports_in(request.body)
    except services.ReportRefused:
        return JsonResponse({"error": "The body is no report of a known shape."}, status=400)
    return JsonResponse({"counted": take(reports)})


@require_POST
@access.signed_in
def mail_again(request: SignedInRequest) -> HttpResponse:
    """Email a link to one's own address, to see whether mail arrives again."""
    if refused := too_often(request, action="mail_again", rates=TRIES):
        return refused
    if pausing.try_again(request.user):
        messages.success(request, f"We sent an email to {request.user.email}. If it reaches you, open the link in it.")
    else:
        messages.info(request, "Emails to you aren’t paused.")
    return redirect("accounts:preferences")


# SECURITY: programs open the links of mails, so GET changes nothing, and the link alone opens nothing: the person to
# whom it was mailed must be signed in.
@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def mail_works(request: SignedInRequest, secret: str) -> HttpResponse:
    """Ask; the button ends the pause."""
    if not pausing.is_link_of(secret, request.user):
        return render(request, "accounts/mail_works.html", {"is_refused": True}, status=404)
    if request.method != "POST":
        return render(request, "accounts/mail_works.html", {})
    pausing.end_pause(request.user)
    messages.success(request, f"We send emails to {request.user.email} again.")
    return redirect("accounts:preferences")


@require_safe
@access.administrator
def paused_mail(request: HttpRequest) -> HttpResponse:
    """Addresses to which nothing is sent, and what isn't set up for mail."""
    rows = list(pausing.paused()[:SHOWN])
    people = {user.email.lower(): user for user in User.objects.filter(email__in=[row.pk for row in rows])}
    context = {
        "rows": [(row, people.get(row.pk)) for row in rows],
        "count": pausing.paused().count(),
        "complaints": complaints_lately(),
        "findings": findings(),
    }
    return render(request, "accounts/paused_mail.html", context)
