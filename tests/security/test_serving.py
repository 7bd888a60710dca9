"""Whatever somebody shared, it leaves as a harmless attachment, from either storage."""

from collections.abc import Callable
from email.message import Message
from urllib.parse import unquote

import pgtrigger
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from clearinghouse.lib.files.types import FILE_TYPES
from documents.models import DocumentVersion
from tests import library
from tests.cast import Cast
from tests.security.scene import PDF

SignIn = Callable[[object], Client]
HTML = b"<!doctype html><script>window.__xss=1</script>"
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
# Types a browser shows or runs; no file leaves as one of them.
RUNNABLE = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript")
NAMES = [
    'a"b.pdf', "a\\b.pdf", "a;b.pdf", "a\tb.pdf", "plan.pdf\r\nX-Evil: 1", "plan.pdf;filename=evil.html", "ä ö €.pdf",
    "計画.pdf", "🔌.pdf", "\u202efdp.exe", "%41.pdf", "a'b.pdf", "=1+1.csv", "..", ".htaccess", "con.pdf", "-rf.pdf",
    "plan.pdf.", " plan.pdf ", "x" * 150, "a,b.pdf", "<script>.pdf",
]  # fmt: skip


def rename(version: DocumentVersion, **fields: str) -> None:
    """Past the trigger that keeps versions as they are: what if something got in all the same?"""
    with pgtrigger.ignore("documents.DocumentVersion:immutable"):
        DocumentVersion.objects.filter(pk=version.pk).update(**fields)


@pytest.mark.parametrize("file_type", [*FILE_TYPES, "svg", "html", "", "exe"])
def test_every_type_leaves_with_safe_headers_from_both_storages(
    storage: object, cast: Cast, sign_in: SignIn, file_type: str
) -> None:
    """The type is ours or none, also for types we never took."""
    made = library.document(cast.vermont, content=HTML)
    rename(made.current_version, file_type=file_type)

    for address in addresses(made):
        response = sign_in(cast.colorado).get(address)

        assert b"".join(response) == HTML
        assert {name: response[name] for name in SAFE} == SAFE
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Type"].partition(";")[0] not in RUNNABLE
        assert response["Content-Type"] == getattr(
            FILE_TYPES.get(file_type), "content_type", "application/octet-stream"
        )


def addresses(made: object) -> list[str]:
    version = made.current_version
    return [
        reverse("documents:download", args=[made.key]),
        reverse("documents:download_version", args=[made.key, version.key]),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_a_name(cast: Cast, sign_in: SignIn, name: str) -> None:
    """One header line, one file name, an ASCII spelling beside the true one."""
    made = library.document(cast.vermont)
    rename(made.current_version, filename=name)

    header = sign_in(cast.colorado).get(addresses(made)[0])["Content-Disposition"]

    assert "\r" not in header
    assert "\n" not in header
    assert header.isascii()
    assert told_name(header) == name.strip()


def told_name(header: str) -> str:
    """The file name as a browser reads it (RFC 6266)."""
    _, _, extended = header.partition("filename*=utf-8''")
    if extended:
        return unquote(extended)
    message = Message()
    message["Content-Disposition"] = header
    return str(message.get_filename())


def test_files_have_no_address_of_their_own(storage: object, cast: Cast) -> None:
    """Nothing is ever signed, so nothing signed can leak."""
    made = library.document(cast.vermont)

    with pytest.raises(NotImplementedError):
        default_storage.url(made.current_version.storage_name)


def test_no_answer_carries_a_signature_or_leads_elsewhere(storage: object, cast: Cast, sign_in: SignIn) -> None:
    """Bytes come from us, on S3 too."""
    made = library.document(cast.vermont)
    client = sign_in(cast.colorado)

    answers = [client.get(address) for address in [*addresses(made), made.get_absolute_url()]]
    text = "".join(f"{answer.headers}{b''.join(answer)!r}" for answer in answers)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Signature" not in text
    assert "amazonaws" not in text


@pytest.mark.parametrize("asked", ["bytes=0-3", "bytes=-1", "bytes=5-2", "bytes=0-0,2-2", "bytes=" + "0-0," * 500])
def test_ranges_follow_the_same_rule(cast: Cast, sign_in: SignIn, asked: str) -> None:
    """A range of a hidden file is 404; of an open one the whole file."""
    made = library.document(cast.vermont, sharing_choice="state", content=b"0123456789")
    address = addresses(made)[0]

    hidden = sign_in(cast.colorado).get(address, headers={"Range": asked})
    opened = sign_in(cast.vermont).get(address, headers={"Range": asked})

    assert hidden.status_code == 404
    assert (opened.status_code, b"".join(opened)) == (200, b"0123456789")


def test_pictures_are_pictures_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    """Drawn by us, so that no byte of the file itself is ever shown inline."""
    made = library.document(cast.vermont, content=PDF, file_type="pdf")

    response = sign_in(cast.colorado).get(reverse("documents:thumbnail", args=[made.key]))

    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert response.content[:4] == b"RIFF"
    assert response.content[8:12] == b"WEBP"
