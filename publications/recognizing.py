"""Which revision a saved copy is: known by the SHA-256 of its bytes, which are read and kept nowhere."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from publications.overview import EditionRow, RevisionRow


class HashingHandler(FileUploadHandler):
    """Takes the fingerprint of the first file of a form as it arrives; `sha256` is empty where there is none."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.sha256 = ""
        self._hash = hashlib.sha256()
        self._has_begun = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip all but the first."""
        if self._has_begun:
            raise SkipFile
        self._has_begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Nothing is kept. No file here is larger than what may be uploaded."""
        if start + len(raw_data) > settings.MAX_UPLOAD_BYTES:
            raise StopUpload(connection_reset=False)
        self._hash.update(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """There is no file, only its fingerprint."""
        self.sha256 = self._hash.hexdigest() if file_size else ""
        return None


def recognized(row: EditionRow, sha256: str) -> RevisionRow | None:
    """The revision of this fingerprint among those that the person may see."""
    for revision in row.revisions:
        version = revision.revision.version
        if version is not None and version.sha256 == sha256.lower():
            return revision
    return None
