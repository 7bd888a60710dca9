"""A raw tus client, and the plain form, as browsers send them."""

import uuid
from base64 import b64encode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

TUS = {"Tus-Resumable": "1.0.0"}


def create(client: Client, length: int, filename: str = "plan.txt", url: str = "", **headers: str) -> HttpResponse:
    metadata = f"filename {b64encode(filename.encode()).decode()},filetype {b64encode(b'text/plain').decode()}"
    sent = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata, **headers}
    return client.post(url or reverse("documents:tus"), headers=sent)


def patch(client: Client, address: str, offset: int, piece: bytes, **headers: str) -> HttpResponse:
    return client.patch(
        address,
        data=piece,
        content_type="application/offset+octet-stream",
        headers={**TUS, "Upload-Offset": str(offset), **headers},
    )


def head(client: Client, address: str) -> HttpResponse:
    return client.head(address, headers=TUS)


def sentence(response: HttpResponse) -> str:
    return str(response.json()["error"]["message"])


def send_form(client: Client, content: bytes, name: str = "plan.txt", url: str = "", **fields: str) -> HttpResponse:
    data = {"upload_id": str(uuid.uuid4()), **fields, "file": SimpleUploadedFile(name, content)}
    return client.post(url or reverse("documents:share"), data)
