"""Viewing the portal as others see it: choosing as whom, and stopping."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions import ActionRefused
from accounts.actions.viewing import start_viewing, stop_viewing
from accounts.viewing import MINUTES
from accounts.viewing_form import ViewAsForm


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def view_as(request: SignedInRequest) -> HttpResponse:
    """Choose as whom, then see home as they do."""
    form = ViewAsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            start_viewing(request=request, wanted=form.cleaned_data["wanted"], by=request.user)
        except ActionRefused as refused:
            form.add_error("wanted", str(refused))
        else:
            return redirect("home")
    status = 400 if form.errors else 200
    return render(request, "accounts/view_as.html", {"form": form, "minutes": MINUTES}, status=status)


@require_POST
@access.public
def stop(request: HttpRequest) -> HttpResponse:
    """Be oneself again. Without a permission to ask for: it gives none, and takes none but one's own."""
    if stop_viewing(request=request):
        messages.success(request, "You’re viewing the portal as yourself again.")
    return redirect("home")
