"""Files within a state's answer: each becomes a document of the state's agency, which the answer then names."""

from collections.abc import Collection
from hashlib import file_digest
from pathlib import Path
from uuid import UUID, uuid5

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from documents.files import StorageUnavailable
from documents.intake.admission import UploadRefused, check_quota, start_upload
from documents.intake.destinations import Destination
from documents.intake.filing import receive
from documents.intake.handlers import FieldFilesHandler
from documents.intake.progress import progress_of
from documents.models import Document, DocumentVersion
from inquiries.models import Response

FIELD = "file_"  # and the question's ident: the field of its file
COLLEAGUES = "A colleague’s file isn’t ready. Ask them to confirm its details and who can see it."


def place_key(response: Response) -> str:
    """What an upload is noted to be for."""
    return f"answer-{response.inquiry.key}-{response.state_id}"


def upload_destination(user: User, key: str) -> Destination | None:
    """The answer that a file is uploaded for, for those who write it."""
    word, _, rest = key.partition("-")
    inquiry, _, state = rest.partition("-")
    if word != "answer":
        return None
    rows = Response.objects.answerable_by(user).select_related("inquiry", "state")
    found = rows.filter(inquiry__key=inquiry, state=state).first()
    if found is None:
        return None
    url = reverse("inquiries:answer", args=[inquiry, state])
    title = f"{found.state}’s answer to {found.inquiry}"
    return Destination(key, title, url, None, heading="Upload a file for the answer", lists_it=False)


def handler_for(request: HttpRequest, by: User) -> FieldFilesHandler:
    """Takes files only where the person's day and the disk have room; what was typed arrives either way."""
    try:
        check_quota(by, int(request.META.get("CONTENT_LENGTH") or 0))
    except UploadRefused as refusal:
        return FieldFilesHandler(request, refusal)
    return FieldFilesHandler(request)


@dataclass(frozen=True)
class Taken:
    """Of one sent form: the documents that its files became, and why others were refused, by the question's ident."""

    keys: dict[str, str]
    refused: dict[str, str]


def take(request: HttpRequest, handler: FieldFilesHandler, response: Response, idents: Collection[str]) -> Taken:
    """File what the form brought. The same form sent twice gives the same documents."""
    assert isinstance(request.user, User)
    sent = request.FILES  # reads the form, and tells the handler what it brought
    keys: dict[str, str] = {}
    refused = {name.removeprefix(FIELD): str(refusal) for name, refusal in handler.refused.items()}
    for ident in idents:
        file = sent.get(f"{FIELD}{ident}")
        if not isinstance(file, TemporaryUploadedFile):
            continue
        try:
            keys[ident] = _filed(file, response, request.user, _upload_id(request, ident, file)).document.key
        except (UploadRefused, StorageUnavailable) as reason:
            refused[ident] = str(reason)
    return Taken(keys, {ident: words for ident, words in refused.items() if ident in idents})


def _upload_id(request: HttpRequest, ident: str, file: TemporaryUploadedFile) -> UUID:
    """Of the form's own id and what the file holds: another file, chosen after the browser's way back, is another."""
    try:
        form_id = UUID(request.POST.get("upload_id", ""))
    except ValueError as error:
        raise UploadRefused("The form was incomplete. Reload the page and choose the file again.") from error
    file.seek(0)
    return uuid5(form_id, f"{ident} {file_digest(file, 'sha256').hexdigest()}")


def _filed(file: TemporaryUploadedFile, response: Response, by: User, upload_id: UUID) -> DocumentVersion:
    upload = start_upload(
        by=by,
        filename=str(file.name),
        length=file.size or 0,
        upload_id=upload_id,
        brought_for=place_key(response),
        for_state=response.state_id,
    )
    return receive(upload, Path(file.temporary_file_path()), by=by)


def brought(user: Viewer, response: Response) -> list[tuple[str, str]]:
    """Keys and titles of files that were uploaded for this answer and aren't shared yet, newest first."""
    drafts = (Document.Status.DRAFT, Document.Status.CONFIRMED)
    rows = Document.objects.editable_by(user).filter(versions__upload__brought_for=place_key(response))
    found = rows.filter(status__in=drafts).order_by("-pk").values_list("key", "title")
    return [(key, f"{title} (not shared yet)") for key, title in found]


@dataclass(frozen=True)
class FileState:
    """Of a chosen document that nobody else can open yet: why, and where to go on. Empty `url`: a colleague's."""

    sentence: str
    url: str = ""
    label: str = ""


def unready(user: Viewer, response: Response, keys: Collection[str]) -> dict[str, FileState]:
    """Of the documents with these keys those that are not shared yet, as far as the person may know."""
    waiting = (Document.Status.DRAFT, Document.Status.CONFIRMED)
    rows = DocumentVersion.objects.filter(document__key__in=keys, document__status__in=waiting)
    versions = {version.document_id: version for version in rows.select_related("status", "document").order_by("pk")}
    own = set(Document.objects.editable_by(user).filter(pk__in=versions).values_list("pk", flat=True))
    # SECURITY: of others' drafts only those that were uploaded for this very answer, so that no key of a hidden
    # document that somebody sends is answered otherwise than one that nobody has.
    ours = set(rows.filter(upload__brought_for=place_key(response)).values_list("document_id", flat=True))
    return {
        version.document.key: _state(version) if pk in own else FileState(COLLEAGUES)
        for pk, version in versions.items()
        if pk in own | ours
    }


def _state(version: DocumentVersion) -> FileState:
    document = version.document
    progress = progress_of(version)
    url = reverse("documents:describe", args=[document.key])
    if progress.needs_new_file:
        return FileState(f"“{document.title}” can’t be used. {progress.message}", url, "Upload another file for it")
    if progress.asks:
        return FileState(f"“{document.title}” waits for your decision. {progress.message}", url, "Decide what to do")
    is_described = document.status == Document.Status.CONFIRMED
    if progress.is_working:
        then = "" if is_described else " You can add its details and choose who can see it now."
        return FileState(f"We’re still checking “{document.title}”.{then}", url, "See how far it is")
    return FileState(
        f"“{document.title}” passed the checks. Confirm its details and choose who can see it.", url, "Add details"
    )
