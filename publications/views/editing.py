"""Making a study, adding editions and revisions, and changing what is said of them."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.frozen import dataclass
from documents.models import Document
from publications import actions
from publications.actions.editions import words_of_edition, words_of_revision
from publications.actions.studies import in_words
from publications.forms import AddEditionForm, EditionForm, RevisionForm, StudyForm
from publications.models import Edition, Revision, Study
from publications.permissions import NOT_YOUR_DOCUMENT, NOT_YOURS, can_change, can_revise
from publications.views.pages import crumbs

OFFERED = 8
F = TypeVar("F", bound=Form)
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Page:
    """What a form page says beside its form. `theirs` says what stands now, after somebody else's change."""

    heading: str
    submit_label: str
    crumbs: list[dict[str, str]]
    cancel_url: str
    what: str = ""
    theirs: Callable[[Any], dict[str, str]] | None = None
    lede: str = ""
    counter: str = "edits"  # what counts the edits of what the form changes


@require_http_methods(METHODS)
@access.approved
def new_study(request: SignedInRequest) -> HttpResponse:
    """Say what a study is; its editions come next."""
    top = {"label": "Publications", "url": reverse("publications:list")}
    page = Page(
        "Add a study",
        "Add study",
        [top, {"label": "Add a study"}],
        reverse("publications:list"),
        lede="Next, you add its editions. Until it has one, only you and administrators can see it.",
    )

    def make(form: StudyForm) -> str:
        made = actions.make_study(by=request.user, details=form.details())
        messages.success(request, "Study added. Next, add its editions.")
        return reverse("publications:add_edition", args=[made.slug])

    return form_page(request, page, StudyForm, make)


@require_http_methods(METHODS)
@access.approved
def edit_study(request: SignedInRequest, study: str) -> HttpResponse:
    """Change what a study says."""
    found = _study(request, study)
    page = Page(
        "Edit study", "Save changes", crumbs(found, {"label": "Edit"}), found.get_absolute_url(), "this study", in_words
    )

    def save(form: StudyForm) -> str:
        saved = actions.save_study(found, by=request.user, details=form.details(), edits=form.started_from())
        messages.success(request, "Saved.")
        return saved.get_absolute_url()

    return form_page(request, page, lambda data: StudyForm(data, study=found), save)


@require_http_methods(METHODS)
@access.approved
def add_edition(request: SignedInRequest, study: str) -> HttpResponse:
    """Choose a document, and say in which form it tells the study."""
    found = _study(request, study)
    page = Page(
        "Add an edition",
        "Add edition",
        crumbs(found, {"label": "Add an edition"}),
        found.get_absolute_url(),
        lede="An edition is a document that is shared already. Who can see the document can see the edition.",
    )

    def add(form: AddEditionForm) -> str:
        made = actions.add_edition(
            found, form.cleaned_data["document"], by=request.user, details=form.details(), first=form.first()
        )
        messages.success(request, f"{made.get_form_display()} added.")
        return made.get_absolute_url()

    typed = request.GET.get("document", "")[:300]
    form_of = lambda data: AddEditionForm(data, user=request.user, document=typed)  # noqa: E731
    return form_page(request, page, form_of, add, offered=[] if typed else _free_documents(request))


@require_http_methods(METHODS)
@access.approved
def edit_edition(request: SignedInRequest, study: str, edition: str) -> HttpResponse:
    """Change what an edition says."""
    found = edition_for_change(request, study, edition)
    here = crumbs(found.study, {"label": found.document.title, "url": found.get_absolute_url()}, {"label": "Edit"})
    page = Page(
        "Edit edition", "Save changes", here, found.get_absolute_url(), "this edition", words_of_edition,
        "Title, abstract, and who can see it are the document’s.",
    )  # fmt: skip

    def save(form: EditionForm) -> str:
        actions.save_edition(found, by=request.user, details=form.details(), edits=form.started_from())
        messages.success(request, "Saved.")
        return found.get_absolute_url()

    may_remove = can_change(request.user, found.study)
    remove_url = reverse("publications:remove_edition", args=[study, edition]) if may_remove else ""
    return form_page(request, page, lambda data: EditionForm(data, edition=found), save, remove_url=remove_url)


@require_http_methods(METHODS)
@access.approved
def remove_edition(request: SignedInRequest, study: str, edition: str) -> HttpResponse:
    """Take a document out of its study, after asking."""
    found = edition_for_change(request, study, edition)
    if not can_change(request.user, found.study):
        raise PermissionDenied(NOT_YOURS)
    if request.method == "POST":
        actions.remove_edition(found, by=request.user)
        messages.success(request, f"“{found.document.title}” is no longer an edition of this study.")
        return redirect(found.study)
    context = {"crumbs": crumbs(found.study, {"label": "Remove edition"}), "edition": found}
    return render(request, "publications/remove.html", context)


@require_http_methods(METHODS)
@access.approved
def add_revision(request: SignedInRequest, study: str, edition: str) -> HttpResponse:
    """Say what changed with a new file, which then supersedes the others."""
    found = edition_for_change(request, study, edition)
    here = crumbs(
        found.study, {"label": found.document.title, "url": found.get_absolute_url()}, {"label": "Add a revision"}
    )
    page = Page(
        "Add a revision", "Add revision", here, found.get_absolute_url(),
        lede="Upload the new file on the document’s page first. Earlier revisions keep their addresses.",
    )  # fmt: skip

    def add(form: RevisionForm) -> str:
        made = actions.add_revision(found, by=request.user, details=form.details())
        messages.success(request, f"Revision {made.number} added.")
        return found.get_absolute_url()

    return form_page(request, page, lambda data: RevisionForm(data, edition=found), add)


@require_http_methods(METHODS)
@access.approved
def edit_revision(request: SignedInRequest, study: str, edition: str, number: int) -> HttpResponse:
    """Change the date of a revision, what changed with it, or which file it is."""
    seen = Revision.objects.visible_to(request.user).select_related("version", "edition__study", "edition__document")
    revision = get_object_or_404(seen, edition__study__slug=study, edition__slug=edition, number=number)
    found = revision.edition
    if not can_revise(request.user, found):
        raise PermissionDenied(NOT_YOUR_DOCUMENT)
    here = crumbs(
        found.study, {"label": found.document.title, "url": found.get_absolute_url()}, {"label": f"Revision {number}"}
    )
    cancel = reverse("publications:revision", args=[study, edition, number])
    page = Page(f"Edit revision {number}", "Save changes", here, cancel, "this revision", words_of_revision)

    def save(form: RevisionForm) -> str:
        actions.save_revision(revision, by=request.user, details=form.details(), edits=form.started_from())
        messages.success(request, "Saved.")
        return cancel

    return form_page(request, page, lambda data: RevisionForm(data, edition=found, revision=revision), save)


def form_page(
    request: SignedInRequest,
    page: Page,
    form_of: Callable[[QueryDict | None], F],
    act: Callable[[F], str],
    **more: Any,
) -> HttpResponse:
    """Show the form, or act on what was sent and go to the address that `act` returns."""
    if request.method != "POST":
        return _drawn(request, page, form_of(None), **more)
    form = form_of(request.POST)
    if not form.is_valid():
        return _drawn(request, page, form, status=400, **more)
    try:
        return redirect(act(form))
    except actions.ActionRefused as refusal:
        form.add_error(None, str(refusal))
        return _drawn(request, page, form, status=400, **more)
    except EditConflict as conflict:
        data = request.POST.copy()
        data["edits"] = str(getattr(conflict.current, page.counter))
        return _drawn(request, page, form_of(data), status=409, conflict=conflict, **more)


def _drawn(
    request: HttpRequest, page: Page, form: Form, status: int = 200, conflict: EditConflict | None = None, **more: Any
) -> HttpResponse:
    theirs = page.theirs(conflict.current) if conflict and page.theirs else {}
    context = {**vars(page), "form": form, "conflict": conflict, "theirs": theirs, **more}
    return render(request, "publications/form.html", context, status=status)


def _study(request: SignedInRequest, slug: str) -> Study:
    """404 for what the person may not see, 403 for what they may only read."""
    found = get_object_or_404(Study.objects.visible_to(request.user), slug=slug)
    if not can_change(request.user, found):
        raise PermissionDenied(NOT_YOURS)
    return found


def edition_for_change(request: SignedInRequest, study: str, slug: str) -> Edition:
    """404 for what the person may not see, 403 for what they may only read."""
    editions = Edition.objects.visible_to(request.user).select_related("study", "document")
    found = get_object_or_404(editions, study__slug=study, slug=slug)
    if not can_revise(request.user, found):
        raise PermissionDenied(NOT_YOUR_DOCUMENT)
    return found


def _free_documents(request: SignedInRequest) -> list[Document]:
    """The newest that the person may add: shared publications that are no edition yet."""
    documents = Document.objects.editable_by(request.user).published().publications().filter(edition=None)
    return list(documents.newest().only("key", "title")[:OFFERED])
