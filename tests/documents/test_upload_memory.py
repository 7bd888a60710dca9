"""A real web server takes and gives large files without holding them in memory."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from documents.models import Document, DocumentVersion, VersionStatus
from tests.cast import Cast
from tests.documents.intake import confirm
from tests.documents.tus import TUS

SIZE = 300_000_000
PIECE = b"0123456789abcdef" * 65536  # 1 MB
MOST_GROWTH = 50_000  # kB
START_SECONDS = 30

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Server:
    """A gunicorn with one worker, and somebody signed in."""

    port: int
    worker: int
    cookies: str
    token: str

    def peak(self) -> int:
        """The most memory the worker ever held, in kB."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1])  # type: ignore[index]

    def send(self, method: str, path: str, body: Iterator[bytes] | None = None, **headers: str):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = {"Cookie": self.cookies, "X-CSRFToken": self.token, **headers}
        client.request(method, path, body=body, headers=given)
        return client.getresponse()


@pytest.fixture
def cast(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def server(cast: Cast, tmp_path: Path) -> Iterator[Server]:
    if not Path("/proc/self/status").exists():
        pytest.skip("memory is read from /proc")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    database = connection.settings_dict
    dsn = make_conninfo(
        dbname=database["NAME"], user=database["USER"], host=database["HOST"], port=database["PORT"] or None
    )
    environment = {
        **os.environ,
        "DATABASE_URL": dsn,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "CLEARINGHOUSE_MAX_UPLOAD_MB": "400",
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "gunicorn", "clearinghouse.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--no-control-socket", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        yield _ready(process, port, cast)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _ready(process: "subprocess.Popen[bytes]", port: int, cast: Cast) -> Server:
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert time.monotonic() < deadline, "gunicorn took too long to start"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    client = Client()
    client.force_login(cast.vermont, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies["sessionid"].value
    page = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    page.request("GET", "/documents/share/", headers={"Cookie": f"sessionid={session}"})
    answer = page.getresponse()
    assert answer.status == 200
    token = re.search(r"csrftoken=(\w+)", answer.headers["Set-Cookie"])[1]  # type: ignore[index]
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return Server(port, int(children[0]), f"sessionid={session}; csrftoken={token}", token)


def pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // len(PIECE)):
        yield PIECE
    yield PIECE[: size % len(PIECE)]


def test_large_file_goes_up_and_down_in_little_memory(server: Server, cast: Cast) -> None:
    created = server.send(
        "POST",
        "/documents/uploads/",
        **TUS,
        **{"Upload-Length": str(SIZE), "Upload-Metadata": "filename YmlnLnR4dA==", "Content-Length": "0"},
    )
    before = server.peak()

    taken = server.send(
        "PATCH",
        created.headers["Location"],
        pieces(SIZE),
        **TUS,
        **{
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(SIZE),
        },
    )
    grown_by_upload = server.peak() - before
    version = _publish(cast)
    down = server.send("GET", f"/documents/{version.document.key}/download/")
    received = sum(len(chunk) for chunk in iter(lambda: down.read(1 << 20), b""))

    assert (taken.status, down.status, received) == (204, 200, SIZE)
    assert (grown_by_upload < MOST_GROWTH, server.peak() - before < MOST_GROWTH) == (True, True)


def _publish(cast: Cast) -> DocumentVersion:
    """Let the file pass without reading it: only the bytes matter here."""
    version = DocumentVersion.objects.get()
    VersionStatus.objects.filter(pk=version.pk).update(stage="ready", scan="clean")
    Document.objects.filter(pk=version.document_id).update(current_version=version)
    confirm(version.document, cast.vermont)
    return version


def form_parts(token: str) -> tuple[bytes, bytes, str]:
    boundary = uuid.uuid4().hex
    fields = {"csrfmiddlewaretoken": token, "upload_id": str(uuid.uuid4())}
    top = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    top += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\n'
    return top.encode(), f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def test_large_plain_form_is_taken_in_little_memory(server: Server) -> None:
    before = server.peak()
    top, end, content_type = form_parts(server.token)

    def body() -> Iterator[bytes]:
        yield top
        yield from pieces(SIZE)
        yield end

    length = len(top) + SIZE + len(end)
    answer = server.send(
        "POST", "/documents/share/", body(), **{"Content-Type": content_type, "Content-Length": str(length)}
    )

    assert (answer.status, DocumentVersion.objects.get().size) == (302, SIZE)
    assert server.peak() - before < MOST_GROWTH


def test_form_without_a_length_brings_nothing(server: Server) -> None:
    before = server.peak()
    top, end, content_type = form_parts(server.token)

    def body() -> Iterator[bytes]:
        yield top
        yield from pieces(20_000_000)
        yield end

    # Without a Content-Length http.client sends the body in chunks of unknown total.
    try:
        status = server.send("POST", "/documents/share/", body(), **{"Content-Type": content_type}).status
    except (BrokenPipeError, ConnectionResetError):
        status = 400

    assert (status in (400, 403), DocumentVersion.objects.count()) == (True, 0)
    assert server.peak() - before < MOST_GROWTH
