"""Importing training providers: choose a file, see what it would do, confirm."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.csv_file import FileRefused
from clearinghouse.lib.import_plan import LARGE, PlanChanged
from clearinghouse.lib.small_upload import SmallFileHandler
from clearinghouse.lib.wording import counted
from workforce.actions.entering import NOT_IN_SPACE, may_enter
from workforce.actions.importing import confirm_import, plan_of, stage_import
from workforce.forms.importing import ImportForm
from workforce.models import Credential, Provider, ProviderImport, Support
from workforce.provider_file import MOST_BYTES
from workforce.provider_rows import COLUMNS
from workforce.views.frame import frame

WAY = ("Training providers", "providers")
MOST_SHOWN = 200  # rows of each kind


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
@csrf_exempt
def upload(request: SignedInRequest) -> HttpResponse:
    """Take the file in; nothing changes yet.

    SECURITY: exempt from the CSRF middleware, which would read the body before the view says that it takes a file;
    _take_file checks the token.
    """
    if not may_enter(request.user):
        raise PermissionDenied(NOT_IN_SPACE)
    if request.method != "POST":
        return _upload_page(request, ImportForm())
    request.upload_handlers = [SmallFileHandler(request, MOST_BYTES)]
    return _take_file(request)


@csrf_protect
def _take_file(request: SignedInRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        filename, text = form.cleaned_data["file"]
        try:
            staged = stage_import(text=text, filename=filename, by=request.user)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("workforce:provider_import_check", key=staged.key)
    return _upload_page(request, form, status=400)


def _upload_page(request: SignedInRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = {
        **frame(request, "providers", WAY, label="Import"),
        "form": form,
        "columns": COLUMNS,
        "kinds": Provider.Kind.labels,
        "credentials": Credential.objects.order_by("position", "pk"),
        "supports": Support.objects.order_by("position", "pk"),
    }
    return render(request, "workforce/provider_import.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def check(request: SignedInRequest, key: str) -> HttpResponse:
    """What the file would do, and the word that it should."""
    staged = get_object_or_404(ProviderImport.objects.visible_to(request.user), key=key)
    if staged.imported_at is not None:
        return redirect("workforce:providers")
    if request.method == "POST":
        try:
            done = confirm_import(staged=staged, by=request.user, digest=request.POST.get("plan", ""))
        except PlanChanged:
            return _check_page(request, staged, has_changed=True)
        added, changed = counted(done.added, "provider", LARGE), counted(done.changed, "provider", LARGE)
        messages.success(request, f"You added {added} and changed {changed}.")
        return redirect("workforce:providers")
    return _check_page(request, staged)


def _check_page(request: SignedInRequest, staged: ProviderImport, *, has_changed: bool = False) -> HttpResponse:
    context = {
        **frame(request, "providers", WAY, label="Check the import"),
        **plan_of(staged, request.user).shown(MOST_SHOWN),
        "staged": staged,
        "has_changed": has_changed,
    }
    return render(request, "workforce/provider_import_check.html", context, status=409 if has_changed else 200)
