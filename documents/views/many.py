"""Sharing many documents: bring all files at once, then describe the drafts in one table."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.editing import EditConflict
from clearinghouse.lib.files.types import BY_EXTENSION
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.small_upload import SmallFileHandler
from clearinghouse.lib.spreadsheet import csv_lines
from clearinghouse.lib.wording import counted
from documents import actions, hidden
from documents.bulk_form import SHARED_FIELDS, DraftRow, Lists, SharedForm
from documents.bulk_table import HEADINGS, MOST_BYTES, Filled, TableRefused, decoded, read_table, template_rows
from documents.files import StorageUnavailable
from documents.intake.admission import UploadRefused, check_quota, start_upload
from documents.intake.answering import AnswerRefused, answer_question
from documents.intake.filing import receive
from documents.intake.handlers import ManyFilesHandler
from documents.intake.progress import Progress, progress_of
from documents.intake.twins import shared_files
from documents.models import Document, DocumentVersion, VersionStatus
from documents.reading.sources import TextState, text_states
from documents.views.share import KINDS_IN_WORDS

MOST_ROWS = 30  # a form may have 300 fields, and each row has up to nine
MOST_FILES = settings.DATA_UPLOAD_MAX_NUMBER_FILES  # without JavaScript
NO_FILES = "Choose the files first."
NOTHING_TO_CONFIRM = "Fill in at least one row, then confirm."
SHARED_PREFIX = "all"
FILL_STEPS = ("fill", "paste", "hidden")
NO_ANSWER = "Choose what to do with content that the pages don’t show, and at least one file."


# The files


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
@csrf_exempt
def share_many(request: SignedInRequest) -> HttpResponse:
    """Bring many files; each becomes a draft as soon as it has arrived."""
    if request.method != "POST":
        return _files_page(request)
    # SECURITY: exempt from the CSRF middleware, which would read the whole body before the quota is asked; _read_files
    # checks the token.
    handler = ManyFilesHandler(request)
    request.upload_handlers = [handler]
    try:
        check_quota(request.user, int(request.META.get("CONTENT_LENGTH") or 0))
        return _read_files(request, handler)
    except TooManyFilesSent:
        return _files_page(request, [f"Choose up to {MOST_FILES} files at a time."], 400)
    except UploadRefused as refusal:
        return _files_page(request, [str(refusal)], refusal.status)


@csrf_protect
def _read_files(request: SignedInRequest, handler: ManyFilesHandler) -> HttpResponse:
    form_id = _form_id(request)
    sent = [each for each in request.FILES.getlist("files") if isinstance(each, TemporaryUploadedFile)]
    problems = [f"{name}: {refusal}" for name, refusal in handler.refusals]
    if not sent and not problems:
        raise UploadRefused(NO_FILES)
    taken = 0
    for place, file in enumerate(sent):
        try:
            _take(request, file, uuid5(form_id, f"{place} {file.name}"))
            taken += 1
        except (UploadRefused, StorageUnavailable) as reason:
            problems.append(f"{file.name}: {reason}")
    if not problems:
        return redirect("documents:share_table")
    return _files_page(request, problems, 400, taken=taken)


def _form_id(request: HttpRequest) -> UUID:
    """The form's own id, so that sending it twice makes no doubles."""
    try:
        return UUID(request.POST.get("upload_id", ""))
    except ValueError as error:
        raise UploadRefused("The form was incomplete. Reload the page and choose the files again.") from error


def _take(request: SignedInRequest, file: TemporaryUploadedFile, upload_id: UUID) -> None:
    upload = start_upload(by=request.user, filename=str(file.name), length=file.size or 0, upload_id=upload_id)
    receive(upload, Path(file.temporary_file_path()), by=request.user)


def _files_page(
    request: SignedInRequest, problems: Sequence[str] = (), status: int = 200, *, taken: int = 0
) -> HttpResponse:
    context = {
        "crumbs": [{"label": "Documents", "url": reverse("documents:browse")}, {"label": "Share many documents"}],
        "endpoint": reverse("documents:tus"),
        "table_url": reverse("documents:share_table"),
        "upload_id": uuid4(),
        "accept": ",".join(f".{extension}" for extension in BY_EXTENSION),
        "kinds": KINDS_IN_WORDS,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
        "most_files": MOST_FILES,
        "problems": problems,
        "taken": taken,
        "drafts": Document.objects.owned_by(request.user).filter(status=Document.Status.DRAFT).count(),
    }
    return render(request, "documents/share_many.html", context, status=status)


# The table


@dataclass(frozen=True)
class Line:
    """One draft in the table: its form, or why there is none."""

    version: DocumentVersion
    progress: Progress
    row: DraftRow | None
    twin: Document | None


@dataclass(frozen=True)
class Asked:
    """A file that waits for a decision about content that its pages don't show."""

    version: DocumentVersion
    places: list[hidden.Place]


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
@csrf_exempt
def share_table(request: SignedInRequest) -> HttpResponse:
    """Describe all drafts in one table. Rows that are complete are confirmed; the others keep what was typed."""
    if request.method != "POST":
        lists, versions = Lists(request.user), _drafts(request)
        return _table_page(request, lists, [_row(lists, version) for version in versions])
    # SECURITY: exempt from the CSRF middleware, which would read the body before the view says which file it takes;
    # _read_table checks the token.
    request.upload_handlers = [SmallFileHandler(request, MOST_BYTES)]
    return _read_table(request)


@csrf_protect
def _read_table(request: SignedInRequest) -> HttpResponse:
    if request.POST.get("step") in FILL_STEPS:
        return _filled_page(request)
    return _confirm_rows(request)


@require_safe
@access.approved
def share_template(request: SignedInRequest) -> StreamingHttpResponse:
    """The table as a CSV file, with what the files suggest."""
    lists = Lists(request.user)
    lines = csv_lines(list(HEADINGS.values()), template_rows(_drafts(request), lists))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="details.csv"'
    return response


def _drafts(request: SignedInRequest) -> list[DocumentVersion]:
    """The newest file of each of the person's drafts, newest drafts first."""
    versions = Prefetch("versions", DocumentVersion.objects.select_related("status").order_by("-pk"))
    own = Document.objects.owned_by(request.user).filter(status=Document.Status.DRAFT)
    drafts = own.select_related("agency__state").prefetch_related(versions).order_by("-created_at", "-pk")[:MOST_ROWS]
    newest = []
    for draft in drafts:
        if version := next(iter(draft.versions.all()), None):
            version.document = draft
            newest.append(version)
    return newest


def _waiting(request: SignedInRequest) -> list[DocumentVersion]:
    """The person's files that wait for a decision about content beside their pages; of confirmed documents, too."""
    unshared = (Document.Status.DRAFT, Document.Status.CONFIRMED)
    own = Document.objects.owned_by(request.user).filter(status__in=unshared)
    held = DocumentVersion.objects.visible_to(request.user).filter(
        document__in=own, status__stage=VersionStatus.Stage.HELD, status__hidden_answer=""
    )
    return list(held.select_related("status", "document").order_by("-pk")[:MOST_ROWS])


def _row(lists: Lists, version: DocumentVersion, typed: dict[str, str] | None = None) -> DraftRow:
    row = DraftRow(lists, version, typed=typed)
    if not row.initial.get("kind"):
        slug = row.initial.get("kind_slug")
        row.initial["kind"] = next((pk for pk, kind in lists.kinds.items() if kind.slug == slug), "")
    return row


def _table_page(
    request: SignedInRequest,
    lists: Lists,
    rows: Sequence[DraftRow],
    *,
    problems: Sequence[str] = (),
    shared: SharedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    twins = shared_files([row.version for row in rows], request.user) if rows else {}
    states = text_states([row.version.pk for row in rows])
    lines = [_line(row, twins, states[row.version.pk]) for row in rows]
    context = {
        "crumbs": [{"label": "Documents", "url": reverse("documents:browse")}, {"label": "Details of your drafts"}],
        "lines": lines,
        "shared": shared or (SharedForm(lists, rows[0].document, prefix=SHARED_PREFIX) if rows else None),
        "problems": problems,
        "failed": sum(bool(row.is_bound and row.errors) for row in rows),
        "headings": HEADINGS.values(),
        "most_rows": MOST_ROWS,
        "further": _count_further(request, rows),
        "asking": [Asked(each, hidden.by_place(hidden.parts_of(each.status))) for each in _waiting(request)],
        "answers": hidden.Answer.choices,
        "is_working": any(line.progress.is_working for line in lines),
    }
    return render(request, "documents/share_table.html", context, status=status)


def _count_further(request: SignedInRequest, rows: Sequence[DraftRow]) -> int:
    """How many drafts have no row here; asked only where the table is full."""
    if len(rows) < MOST_ROWS:
        return 0
    return Document.objects.owned_by(request.user).filter(status=Document.Status.DRAFT).count() - len(rows)


def _line(row: DraftRow, twins: dict[str, Document], state: TextState) -> Line:
    version = row.version
    progress = progress_of(version, state)
    return Line(version, progress, None if progress.needs_new_file else row, twins.get(version.sha256))


def _typed(request: HttpRequest, prefix: str, names: Sequence[str]) -> dict[str, str]:
    return {name: request.POST.get(f"{prefix}-{name}", "") for name in names}


def _filled_page(request: SignedInRequest) -> HttpResponse:
    """The rows with more cells filled in. Nothing is saved yet."""
    lists, versions, problems = Lists(request.user), _drafts(request), list[str]()
    filled: dict[str, Filled] = {}
    if request.POST.get("step") == "paste":
        try:
            filled, problems = read_table(_table_text(request), versions, lists)
        except TableRefused as refusal:
            problems = [str(refusal)]
    if request.POST.get("step") == "hidden":
        problems = _answer_about_hidden(request)
        versions = _drafts(request)
    shared = _typed(request, SHARED_PREFIX, SHARED_FIELDS) if request.POST.get("step") == "fill" else {}
    rows = [_filled_row(request, lists, version, filled, shared) for version in versions]
    status = 400 if problems else 200
    return _table_page(request, lists, rows, problems=problems, status=status)


def _answer_about_hidden(request: SignedInRequest) -> list[str]:
    """One answer for the files that were ticked, each decided for itself; sentences about those that refuse it.

    SECURITY: a file is named by its version, so that no answer goes to one that came since.
    """
    answer, chosen = request.POST.get("hidden_answer", ""), set(request.POST.getlist("hidden_version"))
    asked = [version for version in _waiting(request) if version.key in chosen]
    if answer not in hidden.Answer.values or not asked:
        return [NO_ANSWER]
    problems = []
    for version in asked:
        try:
            answer_question(version, by=request.user, answer=answer)
        except (AnswerRefused, PermissionDenied) as refusal:
            problems.append(f"{version.filename}: {refusal}")
    if done := len(asked) - len(problems):
        messages.success(request, f"{hidden.Answer(answer).label}: {counted(done, 'file')}.")
    return problems


def _table_text(request: HttpRequest) -> str:
    file = request.FILES.get("table")
    return decoded(file.read()) if file else request.POST.get("pasted", "")[:MOST_BYTES]


def _filled_row(
    request: HttpRequest, lists: Lists, version: DocumentVersion, filled: dict[str, Filled], shared: dict[str, str]
) -> DraftRow:
    """What a table says goes first, then what stands in the row, then what is said for all rows."""
    said = filled.get(version.document.key, Filled())
    typed = _typed(request, version.document.key, ("title", *SHARED_FIELDS))
    values = {name: said.values.get(name) or value or shared.get(name, "") for name, value in typed.items()}
    if not values["sharing"]:
        values["sharing"] = lists.starting_choice(values["label"], version.document)
    row = _row(lists, version, values)
    row.notes = said.notes
    return row


def _confirm_rows(request: SignedInRequest) -> HttpResponse:
    """Each row for itself: a bad one stops no other."""
    lists, left, saved = Lists(request.user), list[DraftRow](), 0
    for version in _drafts(request):
        key = version.document.key
        if f"{key}-revision" not in request.POST:  # it came while the table was filled in
            left.append(_row(lists, version))
            continue
        row = DraftRow(lists, version, request.POST)
        if row.is_untouched:
            left.append(_row(lists, version, _typed(request, key, ("title", *SHARED_FIELDS))))
        elif _is_saved(row, request):
            saved += 1
        else:
            left.append(row)
    if saved:
        messages.success(request, f"{counted(saved, 'document')} confirmed. We share each one as soon as it’s ready.")
    if saved and not left:
        return redirect("documents:mine")
    is_bad = any(row.is_bound for row in left)
    problems = [] if saved or is_bad else [NOTHING_TO_CONFIRM]
    return _table_page(request, lists, left, problems=problems, status=400 if is_bad or problems else 200)


def _is_saved(row: DraftRow, request: SignedInRequest) -> bool:
    """Whether the draft is confirmed; if not, the row says why."""
    if not row.is_valid():
        return False
    try:
        actions.save_details(
            row.document, by=request.user, details=row.details(), revision=row.cleaned_data["revision"]
        )
    except actions.ConfirmationNeeded as question:
        row.ask(f"{question} Confirm, or choose another answer.")
    except (actions.ActionRefused, PermissionDenied) as refusal:
        row.add_error(None, str(refusal))
    except EditConflict:
        row.add_error(None, "Someone else saved changes while you were editing. Reload the page to see them.")
    return not row.errors
