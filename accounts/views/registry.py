"""Importing the public .gov registry, for administrators: upload, see what would change, confirm."""

from io import StringIO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts import access, registry
from accounts.access import SignedInRequest
from accounts.forms import RegistryForm
from accounts.models import RegistryImport
from accounts.registry import RegistryFileRefused
from accounts.system import registry_state
from clearinghouse.lib.small_upload import SmallFileHandler


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@csrf_exempt
def upload(request: SignedInRequest) -> HttpResponse:
    """Take the file in; nothing changes yet.

    SECURITY: exempt from the CSRF middleware, which would read the body before the view says that it takes a file, and
    which one; _take_file checks the token.
    """
    if request.method != "POST":
        return _upload_page(request, RegistryForm(initial={"as_of": timezone.localdate().isoformat()}))
    request.upload_handlers = [SmallFileHandler(request, registry.MOST_BYTES)]
    return _take_file(request)


@csrf_protect
def _take_file(request: SignedInRequest) -> HttpResponse:
    form = RegistryForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            staged = registry.stage_import(text=data["file"], as_of=data["as_of"], by=request.user)
        except RegistryFileRefused as refused:
            for line in str(refused).splitlines():
                form.add_error("file", line)
        else:
            return redirect("accounts:registry_import", pk=staged.pk)
    return _upload_page(request, form, status=400)


def _upload_page(request: SignedInRequest, form: RegistryForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "registry": registry_state(), "source": registry.SOURCE}
    return render(request, "accounts/registry.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
def registry_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the file would change, and the word that it should."""
    staged = get_object_or_404(RegistryImport, pk=pk)
    if request.method == "POST":
        names = registry.confirm_import(staged=staged, by=request.user)
        messages.success(request, f"The .gov registry now lists {names:,} names.")
        return redirect("accounts:system")
    if staged.imported_at is not None:
        return redirect("accounts:system")
    comparison = registry.compare(registry.read_rows(StringIO(staged.content)))
    return render(request, "accounts/registry_import.html", {"staged": staged, "comparison": comparison})
