"""Adding a record of a file that is on the publisher's website, and correcting what it says."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from accounts.standing import standing_of
from publications import actions
from publications.actions.records import words_of_record
from publications.forms import AddRecordForm, RecordForm
from publications.models import Study
from publications.views.editing import METHODS, Page, edition_for_change, form_page
from publications.views.pages import crumbs

ONLY_ADMINISTRATORS = "Only administrators can add records of publications."


@require_http_methods(METHODS)
@access.approved
def add_record(request: SignedInRequest, study: str) -> HttpResponse:
    """Say what an edition is whose file the publisher keeps."""
    found = get_object_or_404(Study.objects.visible_to(request.user), slug=study)
    if not standing_of(request.user).is_administrator:
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    page = Page(
        "Add a record without a file",
        "Add record",
        crumbs(found, {"label": "Add a record"}),
        found.get_absolute_url(),
        lede="For an edition whose file is on the publisher’s website. Everyone can see the record. Write the abstract "
        "in your own words.",
    )

    def add(form: AddRecordForm) -> str:
        made = actions.add_record(found, by=request.user, details=form.record(), edition=form.details())
        messages.success(request, f"{made.get_form_display()} added.")
        return made.get_absolute_url()

    return form_page(request, page, AddRecordForm, add)


@require_http_methods(METHODS)
@access.approved
def edit_record(request: SignedInRequest, study: str, edition: str) -> HttpResponse:
    """Correct a record's title, abstract, date, address, and number of pages."""
    found = edition_for_change(request, study, edition)
    here = crumbs(found.study, {"label": found.document.title, "url": found.get_absolute_url()}, {"label": "Record"})
    page = Page(
        "Correct the record",
        "Save changes",
        here,
        found.get_absolute_url(),
        "this record",
        words_of_record,
        "Form, language, and what it answers are the edition’s. Earlier revisions stay as they are.",
        "revision",
    )

    def save(form: RecordForm) -> str:
        actions.correct_record(found, by=request.user, details=form.record(), revision=form.started_from())
        messages.success(request, "Saved.")
        return found.get_absolute_url()

    return form_page(request, page, lambda data: RecordForm(data, document=found.document), save)
