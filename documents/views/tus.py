"""Resumable uploads after the tus 1.0 protocol: https://tus.io/protocols/resumable-upload.

A piece is acknowledged once it is on disk, the last one once the file is stored and recorded. So a client that lost
the answer, or a server that died, sends the last piece again and ends up with the same document.
"""

import base64
import binascii
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import SignedInRequest
from documents.files import StorageUnavailable
from documents.intake.admission import UploadRefused, cancel_upload, part_path, start_upload
from documents.intake.destinations import destination
from documents.intake.filing import receive
from documents.intake.parts import UploadBusy, UploadLost, append_body, make_part, only_writer
from documents.models import Document, DocumentVersion, Upload
from documents.views.editable import editable_or_error

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 4096
View = Callable[..., HttpResponse]


def _in_words(view: View) -> View:
    """Say refusals as JSON, which js/upload.js shows, and mark every answer as tus."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except UploadRefused as refusal:
            response = _refusal(request, refusal.status, str(refusal))
        except StorageUnavailable as error:
            response = _refusal(request, 503, str(error))
        except UploadBusy:
            response = _refusal(request, 423, "This file is already uploading. Wait a moment.")
        except UploadLost:
            response = _refusal(
                request, 410, "We no longer have the first part of this file. Upload it again from the start."
            )
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


def _refusal(request: HttpRequest, status: int, sentence: str) -> JsonResponse:
    reference = getattr(request, "request_id", "")
    return JsonResponse({"error": {"code": str(status), "message": sentence, "reference": reference}}, status=status)


@require_http_methods(["POST", "OPTIONS"])
@access.approved
@_in_words
def create(request: SignedInRequest) -> HttpResponse:
    """Open an upload that becomes a new document."""
    return _create(request, None)


@require_http_methods(["POST", "OPTIONS"])
@access.approved
@_in_words
def create_version(request: SignedInRequest, key: str) -> HttpResponse:
    """Open an upload that becomes a new version of a document one may change."""
    return _create(request, editable_or_error(request, key))


def _create(request: SignedInRequest, document: Document | None) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_abilities())
    _check_protocol(request)
    said = read_metadata(request.headers.get("Upload-Metadata", ""))
    upload = start_upload(
        by=request.user,
        filename=said.get("filename", ""),
        note=said.get("note", ""),
        length=_number(request, "Upload-Length"),
        document=document,
        brought_for=_brought_for(request),
    )
    make_part(part_path(upload))
    return HttpResponse(status=201, headers={"Location": reverse("documents:tus_upload", args=[upload.pk])})


def _brought_for(request: SignedInRequest) -> str:
    place = destination(request.user, request.GET.get("for", ""))
    return place.key if place else ""


@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
@access.approved
@_in_words
def upload(request: SignedInRequest, upload_id: object) -> HttpResponse:
    """One upload, which only its owner ever meets."""
    found = get_object_or_404(Upload.objects.visible_to(request.user).select_related("document"), pk=upload_id)
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_abilities())
    _check_protocol(request)
    if request.method == "HEAD":
        return _tell_offset(found)
    if request.method == "DELETE":
        return _cancel(found)
    return _take_piece(request, found)


def _abilities() -> dict[str, str]:
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,termination",
        "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
    }


def _check_protocol(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise UploadRefused("This page is out of date. Reload it, then try again.", status=412)


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise UploadRefused("Your browser didn’t tell us the size of the file. Reload the page and try again.")
    return int(value)


def read_metadata(header: str) -> dict[str, str]:
    """Upload-Metadata: "filename cGxhbi5wZGY=,filetype …" as a dict; what cannot be read is left out."""
    found = {}
    for pair in header[:LONGEST_METADATA].split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


def _tell_offset(found: Upload) -> HttpResponse:
    if found.version_id is None and not part_path(found).exists():
        raise UploadLost
    headers = {"Upload-Offset": str(found.offset), "Upload-Length": str(found.length), **_next_page(found)}
    return HttpResponse(headers=headers)


def _next_page(found: Upload) -> dict[str, str]:
    if found.version_id is None:
        return {}
    version = DocumentVersion.objects.select_related("document").get(pk=found.version_id)
    return {"Portal-Next": reverse("documents:describe", args=[version.document.key])}


def _cancel(found: Upload) -> HttpResponse:
    if found.version_id is not None:
        raise UploadRefused("This file is already uploaded. Discard its draft instead.", status=409)
    try:
        with only_writer(part_path(found)):
            cancel_upload(found)
    except UploadLost:
        cancel_upload(found)
    return HttpResponse(status=204)


def _take_piece(request: SignedInRequest, found: Upload) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        raise UploadRefused("Send the parts of a file as application/offset+octet-stream.", status=415)
    claimed = _number(request, "Upload-Offset")
    if found.version_id is not None:
        return _acknowledge(found)
    with only_writer(part_path(found)) as file:
        # Read again: another request may have written while we came for the lock.
        found = get_object_or_404(Upload.objects.visible_to(request.user).select_related("document"), pk=found.pk)
        if claimed != found.offset:
            raise UploadRefused(
                "This part doesn’t follow what we have. Your browser will continue automatically.", status=409
            )
        found.offset = append_body(file, request, found.offset, found.length)
        if found.offset < found.length:
            Upload.objects.filter(pk=found.pk).update(offset=found.offset)
        else:
            found.version_id = receive(found, part_path(found), by=request.user).pk
            part_path(found).unlink(missing_ok=True)
    return _acknowledge(found)


def _acknowledge(found: Upload) -> HttpResponse:
    return HttpResponse(status=204, headers={"Upload-Offset": str(found.offset), **_next_page(found)})
