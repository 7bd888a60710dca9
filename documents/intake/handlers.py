"""What a form may send: no file, unless its view asked for one."""

from pathlib import Path
from typing import Any, NoReturn

import structlog
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from documents.files import working_file
from documents.intake.admission import UploadRefused, check_name, too_large
from documents.storage import FULL

log = structlog.get_logger("documents.intake.handlers")


class NoFileHandler(FileUploadHandler):
    """For every form that did not ask for a file: one that comes all the same is never stored."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Nothing is kept."""
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """There is no file."""
        return None


class PrivateFile(TemporaryUploadedFile):
    """A file that a form sent, in our private folder instead of everybody's /tmp."""

    def __init__(self, name: str, content_type: str | None, charset: str | None) -> None:
        UploadedFile.__init__(self, working_file(".form"), name, content_type, 0, charset)


class OneFileHandler(TemporaryFileUploadHandler):
    """Takes one file into the private folder, and stops at a second one and when its name or size is not acceptable.

    `refusal` then says why; the form's other fields arrive as usual.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0
        self.refusal: UploadRefused | None = None
        self._has_begun = False

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Refuse by name before a byte is stored."""
        if self._has_begun:
            self._stop(UploadRefused("Choose one file at a time."))
        self._has_begun = True
        try:
            check_name(file_name)
        except UploadRefused as refusal:
            self.refusal = refusal
            raise SkipFile from refusal
        FileUploadHandler.new_file(self, field_name, file_name, *args, **kwargs)
        self.file = PrivateFile(str(self.file_name), self.content_type, self.charset)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count what really comes, whatever the request announced."""
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self._stop(too_large())
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as error:
            log.error("upload_not_stored", error=str(error))
            self._stop(UploadRefused(FULL, status=507))
        return None

    @property
    def path(self) -> Path:
        """Where the whole file lies."""
        return Path(self.file.temporary_file_path())

    def _stop(self, refusal: UploadRefused) -> None:
        self.refusal = refusal
        self.file.close()
        raise StopUpload(connection_reset=False)


class ManyFilesHandler(TemporaryFileUploadHandler):
    """Takes several files into the private folder; each stands for itself, and a bad one stops no other.

    `refusals` says of each that was not taken, by its name, why.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0
        self.refusals: list[tuple[str, UploadRefused]] = []

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Refuse by name before a byte is stored."""
        self.received = 0
        try:
            check_name(file_name)
        except UploadRefused as refusal:
            self._skip(file_name, refusal)
        FileUploadHandler.new_file(self, field_name, file_name, *args, **kwargs)
        self.file = PrivateFile(str(self.file_name), self.content_type, self.charset)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count what really comes of this file."""
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self.file.close()
            self._skip(str(self.file_name), too_large())
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as error:
            log.error("upload_not_stored", error=str(error))
            self.file.close()
            self._skip(str(self.file_name), UploadRefused(FULL, status=507))
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Let go of it: Django closes the file that a handler still has when a later one is skipped."""
        file: UploadedFile | None = super().file_complete(file_size)
        del self.file
        return file

    def _skip(self, name: str, refusal: UploadRefused) -> NoReturn:
        self.refusals.append((name, refusal))
        raise SkipFile from refusal


class FieldFilesHandler(ManyFilesHandler):
    """Takes the files of a form with a field for each; `refused` says by field why its file was not taken.

    `objection` stands against every file, such as a used-up quota. The form's other fields arrive all the same.
    """

    def __init__(self, request: HttpRequest, objection: UploadRefused | None = None) -> None:
        super().__init__(request)
        self.refused: dict[str, UploadRefused] = {}
        self._objection = objection
        self._field = ""

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Refuse before a byte is stored."""
        self._field = str(field_name)
        if self._objection is not None:
            self._skip(file_name, self._objection)
        super().new_file(field_name, file_name, *args, **kwargs)

    def _skip(self, name: str, refusal: UploadRefused) -> NoReturn:
        self.refused[self._field] = refusal
        super()._skip(name, refusal)
