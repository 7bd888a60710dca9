"""One small file from a form, kept in memory and never on disk, for the few views that ask for one."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class SmallFileHandler(FileUploadHandler):
    """Keeps at most `most` bytes of the first file and one more, so that the form can say that there were too many."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most, self.content = most, BytesIO()
        self._has_begun = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip further files."""
        if self._has_begun:
            raise SkipFile
        self._has_begun = True
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Whatever is beyond the bound is read and forgotten."""
        room = self.most + 1 - self.content.tell()
        self.content.write(raw_data[:room])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file as far as it was kept."""
        size = self.content.tell()
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name or "", self.content_type, size, self.charset
        )
