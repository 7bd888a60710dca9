"""Files in an S3-compatible store. A module of its own, so that who keeps files on disk never loads the S3 client."""

import errno
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from documents.storage import (
    AWAY,
    CHUNK_BYTES,
    DAMAGED,
    DOWN,
    FileUnavailable,
    OpenFile,
    StorageUnavailable,
    Stored,
    fingerprint,
    no_address,
    read_chunks,
)

log = structlog.get_logger("documents.s3_storage")

PART_BYTES = 8 * 1024 * 1024  # S3 takes at most 10,000 parts, so files up to 78 GB


@contextmanager
def _plain_errors(operation: str, name: str) -> Iterator[None]:
    """Turn what the S3 client raises into our two sentences; the log has the rest."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 412:
            raise FileExistsError(errno.EEXIST, "The name is taken", name) from error
        if status == 404 and error.response.get("Error", {}).get("Code") != "NoSuchBucket":
            if operation != "head":
                log.error("file_unavailable", name=name, error="no such object")
            raise FileUnavailable(AWAY) from error
        log.error("storage_failed", operation=operation, name=name, status=status, error=str(error)[:300])
        raise StorageUnavailable(DOWN) from error
    except BotoCoreError as error:
        log.error("storage_failed", operation=operation, name=name, error=str(error)[:300])
        raise StorageUnavailable(DOWN) from error


class VerifiedS3Storage(S3Storage):
    """Objects in an S3-compatible store: hashed by us and by the store, written once, read back before we say so."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault(
            "client_config",
            Config(
                connect_timeout=3,
                read_timeout=10,
                retries={"max_attempts": 2, "mode": "standard"},
                signature_version=settings.get("signature_version", "s3v4"),
                s3={"addressing_style": settings.get("addressing_style") or "auto"},
            ),
        )
        super().__init__(**settings)

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _address(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: a taken one is an error, never quietly changed."""
        return name

    def _save(self, name: str, content: Any) -> str:
        return self.put(name, content).name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Stored files are only read; put() writes them.")
        spool = tempfile.SpooledTemporaryFile(max_size=PART_BYTES)  # noqa: SIM115 - the caller closes it
        for chunk in self.stream(name).chunks:
            spool.write(chunk)
        spool.seek(0)
        return File(spool, name)

    def put(self, name: str, content: IO[bytes]) -> Stored:
        """See VerifiedStorage."""
        expected = fingerprint(read_chunks(content))
        with _plain_errors("put", name):
            if expected[0] <= PART_BYTES:
                self._put_whole(name, content, expected[1])
            else:
                self._put_in_parts(name, content)
        if fingerprint(self.stream(name).chunks) != expected:
            log.error("storage_damaged", name=name)
            self.delete(name)
            raise StorageUnavailable(DAMAGED)
        return Stored(name, *expected)

    def _put_whole(self, name: str, content: IO[bytes], sha256: str) -> None:
        content.seek(0)
        checksum = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": b64encode(bytes.fromhex(sha256)).decode()}
        self._client.put_object(
            **self._address(name), **self._kept_as(), **checksum, Body=content.read(), IfNoneMatch="*"
        )

    def _put_in_parts(self, name: str, content: IO[bytes]) -> None:
        address = self._address(name)
        opened = self._client.create_multipart_upload(**address, **self._kept_as(), ChecksumAlgorithm="SHA256")
        upload = {**address, "UploadId": opened["UploadId"]}
        try:
            parts = []
            for number, chunk in enumerate(read_chunks(content, PART_BYTES), start=1):
                sent = self._client.upload_part(**upload, PartNumber=number, Body=chunk, ChecksumAlgorithm="SHA256")
                parts.append({key: sent[key] for key in ("ETag", "ChecksumSHA256") if key in sent})
                parts[-1]["PartNumber"] = number
            self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        except BaseException:
            with suppress(ClientError, BotoCoreError):  # what stays is aborted by abort_unfinished()
                self._client.abort_multipart_upload(**upload)
            raise

    def _kept_as(self) -> dict[str, Any]:
        return {"ContentType": self.default_content_type, **self.get_object_parameters("")}

    def stream(self, name: str) -> OpenFile:
        """See VerifiedStorage."""
        with _plain_errors("get", name):
            answer = self._client.get_object(**self._address(name))
        return OpenFile(answer["ContentLength"], self._read_body(answer["Body"], name))

    def _read_body(self, body: Any, name: str) -> Iterator[bytes]:
        try:
            with _plain_errors("get", name):
                yield from body.iter_chunks(CHUNK_BYTES)
        finally:
            body.close()

    def local_path(self, name: str) -> Path | None:
        """See VerifiedStorage."""
        return None

    def exists(self, name: str) -> bool:
        """Whether there is such an object; raises StorageUnavailable when the store does not say."""
        try:
            with _plain_errors("head", name):
                self._client.head_object(**self._address(name))
        except StorageUnavailable:
            raise
        except FileUnavailable:
            return False
        return True

    def delete(self, name: str) -> None:
        """See VerifiedStorage."""
        with _plain_errors("delete", name):
            self._client.delete_object(**self._address(name))

    def names_before(self, moment: datetime) -> Iterator[str]:
        """See VerifiedStorage."""
        with _plain_errors("list", ""):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name):
                for entry in page.get("Contents", ()):
                    if entry["LastModified"] < moment:
                        yield entry["Key"]

    def abort_unfinished(self, moment: datetime) -> int:
        """Abort multipart uploads begun before the moment, whose parts would be paid for ever. Returns how many."""
        count = 0
        with _plain_errors("abort", ""):
            for page in self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket_name):
                for entry in page.get("Uploads", ()):
                    if entry["Initiated"] < moment:
                        where = {"Bucket": self.bucket_name, "Key": entry["Key"], "UploadId": entry["UploadId"]}
                        self._client.abort_multipart_upload(**where)
                        count += 1
        return count

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Not available: files have no address."""
        no_address(name)
