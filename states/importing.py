"""Importing NEVI funding and corridor miles: choose a file, see what it would do, confirm. For administrators."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from clearinghouse.lib.csv_file import FileRefused
from clearinghouse.lib.files.text import decode
from clearinghouse.lib.import_plan import LARGE, PlanChanged
from clearinghouse.lib.small_upload import SmallFileHandler
from clearinghouse.lib.wording import counted
from states.actions import import_facts, plan_of
from states.fact_file import COLUMNS, MOST_BYTES, OPTIONAL, UNITS

MOST_SHOWN = 300  # rows of each kind


class FactsForm(forms.Form):
    """A CSV file."""

    file = forms.FileField(label="CSV file", help_text="You’ll see what it changes before anything happens.")

    def clean_file(self) -> str:
        """Its text."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 300 KB. Split it into smaller files.")
        text = decode(upload.read())
        if text is None or "\0" in text:
            raise forms.ValidationError("This isn’t a text file. Save your spreadsheet as CSV and choose that file.")
        return text


class ConfirmForm(forms.Form):
    """What the person saw: the file’s text and the digest of its plan."""

    content = forms.CharField(max_length=MOST_BYTES, strip=False)
    plan = forms.CharField(max_length=64)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@csrf_exempt
def import_page(request: SignedInRequest) -> HttpResponse:
    """Take the file in and show what it would do; then do it.

    SECURITY: exempt from the CSRF middleware, which would read the body before the view says that it takes a file;
    _take checks the token.
    """
    if request.method != "POST":
        return _page(request, FactsForm())
    request.upload_handlers = [SmallFileHandler(request, MOST_BYTES)]
    return _take(request)


@csrf_protect
def _take(request: SignedInRequest) -> HttpResponse:
    if "plan" in request.POST:
        return _confirm(request)
    form = FactsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _check_page(request, form.cleaned_data["file"])
        except FileRefused as refused:
            form.add_error("file", str(refused))
    return _page(request, form, status=400)


def _confirm(request: SignedInRequest) -> HttpResponse:
    asked = ConfirmForm(request.POST)
    if not asked.is_valid():
        return _page(request, FactsForm(), status=400)
    text = asked.cleaned_data["content"]
    try:
        done = import_facts(text=text, by=request.user, digest=asked.cleaned_data["plan"])
    except PlanChanged:
        return _check_page(request, text, has_changed=True)
    except FileRefused:
        return _page(request, FactsForm(), status=400)
    added, changed = counted(len(done.added), "number", LARGE), counted(len(done.changed), "number", LARGE)
    messages.success(request, f"You added {added} and changed {changed}.")
    return redirect("states:import_facts")


def _page(request: SignedInRequest, form: FactsForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "columns": COLUMNS, "optional": OPTIONAL, "units": UNITS}
    return render(request, "states/import_facts.html", context, status=status)


def _check_page(request: SignedInRequest, text: str, *, has_changed: bool = False) -> HttpResponse:
    context = {**plan_of(text).shown(MOST_SHOWN), "content": text, "has_changed": has_changed}
    return render(request, "states/import_facts_check.html", context, status=409 if has_changed else 200)
