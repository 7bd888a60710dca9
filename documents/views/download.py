"""The only way to a file's bytes."""

from urllib.parse import quote

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts import access
from accounts.accesses import tell_about
from accounts.standing import Viewer
from accounts.statements import StatementFor
from accounts.viewing import actor_of
from clearinghouse.lib.errors import error_page
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.statements import together
from documents.files import FileUnavailable, open_verified
from documents.models import DocumentVersion
from documents.models.version import DocumentVersionQuerySet
from documents.reading.openings import noted
from documents.sharing.confidential import marked_name

# A downloaded file may hold anything; should a browser open it here all the same, it can do nothing.
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
FIELDS = ("filename", "file_type", "size", "sha256", "storage_name", "document__label", "document__title")


@require_safe
@access.audience
def download_current(request: HttpRequest, key: str) -> HttpResponseBase:
    """The original file of the document as it is now."""
    return _send(request, key, version_key=None)


@require_safe
@access.audience
def download_version(request: HttpRequest, key: str, version_key: str) -> HttpResponseBase:
    """The original file of one version."""
    return _send(request, key, version_key)


@StatementFor
def _readable(user: Viewer, *, key: str, version_key: str | None) -> DocumentVersionQuerySet:
    """The version of this key, or the current one, of the document, if the person may read it."""
    # Of the documents the person may see, the versions they may see: one statement asks both.
    versions = DocumentVersion.objects.visible_to(user).readable().filter(document__key=key)
    versions = versions.select_related("document").only(*FIELDS)
    return versions.filter(key=version_key) if version_key else versions.filter(pk=F("document__current_version"))


def _send(request: HttpRequest, key: str, version_key: str | None) -> HttpResponseBase:
    asked = [_readable.asked(request.user, key=key, version_key=version_key)]
    if request.method == "GET":
        asked.append(noted(request.user, key=key, version_key=version_key))
    found = together(*asked)[0]
    if not found:
        raise Http404
    version: DocumentVersion = found[0]
    # SECURITY: who views as others takes away no more than what is theirs as well.
    actor = actor_of(request.user)
    if actor is not request.user and not _readable.rows(actor, key=key, version_key=version_key):
        raise Http404
    tell_about(request, version.document)
    headers = _headers(version)
    if settings.DOWNLOADS_BY_PROXY:
        headers["X-Accel-Redirect"] = f"{settings.DOWNLOADS_BY_PROXY}{quote(version.storage_name)}"
        return HttpResponse(headers=headers)
    if request.method == "HEAD":
        return HttpResponse(headers={**headers, "Content-Length": str(version.size)})
    try:
        chunks = open_verified(version)
    except FileUnavailable as error:
        return error_page(request, 503, sentence=str(error))
    return StreamingHttpResponse(chunks, headers={**headers, "Content-Length": str(version.size)})


def _headers(version: DocumentVersion) -> dict[str, str]:
    file_type = FILE_TYPES.get(version.file_type)
    filename = marked_name(version.filename, version.document.label)
    return {
        "Content-Type": file_type.content_type if file_type else "application/octet-stream",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=filename) or "attachment",
        "Content-Security-Policy": DOWNLOAD_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
