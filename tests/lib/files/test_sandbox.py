"""What a child process can do to the portal: nothing, and not for long."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from clearinghouse.lib.files import births, check, extract, render, sandbox
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import PDF
from clearinghouse.lib.files.workspace import workspace
from tests.lib.files.samples import sample

LIMITS = Limits(child_wall_seconds=30)
PRELUDE = """
import json, os, resource, signal, socket, sys, time
from pathlib import Path
from clearinghouse.lib.files import confinement
from clearinghouse.lib.files.limits import Limits
request = json.load(sys.stdin)
confinement.limit_resources(Limits(**request["limits"]))
"""
MISDEEDS = {
    "hangs": ("time.sleep(3600)", "timeout", replace(LIMITS, child_wall_seconds=0.5)),
    "spins": ("while True: pass", "timeout", replace(LIMITS, child_cpu_seconds=1)),
    "hangs after closing its mouth": ("os.close(1); time.sleep(3600)", "timeout", LIMITS),
    "eats memory": (
        "b = [bytearray(1 << 27) for _ in range(64)]; time.sleep(3600)",
        "crashed",
        replace(LIMITS, child_memory_bytes=256 * MB),
    ),
    "kills itself": ("os.kill(os.getpid(), signal.SIGKILL)", "timeout", LIMITS),
    "crashes": ("os.abort()", "crashed", LIMITS),
    "raises": ("1 / 0", "crashed", LIMITS),
    "says nothing": ("sys.exit(0)", "crashed", LIMITS),
    "talks too much": (
        "while True: sys.stdout.write('a' * 65536)",
        "oversized",
        replace(LIMITS, child_answer_bytes=MB),
    ),
    "says something else": ("print('[1, 2]')", "crashed", LIMITS),
    "says half": ("print('{\"pages\": [')", "crashed", LIMITS),
    "nests deep": ("print('[' * 100000)", "crashed", LIMITS),
}


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload.pdf"
    path.write_bytes(sample("pdf"))
    return path


BEAR = "import sys; from clearinghouse.lib.files import nursery; nursery.main(lambda: exec(sys.argv[1], {}))"
WAYS = ["started", pytest.param("forked", marks=pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux"))]


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """From now on children, begun one way or the other, run a script instead of our own code."""
    nursing = births.Nursing()

    def change(way: str, script: str) -> None:
        monkeypatch.setattr(births, "CHILD", [sys.executable, "-c", script])
        monkeypatch.setattr(births, "NURSERY", [sys.executable, "-c", BEAR, script])
        monkeypatch.setattr(sandbox, "_nursing", nursing)
        if way == "started":
            monkeypatch.setattr(nursing, "fork", lambda file: None)

    yield change
    nursing.forget()


@pytest.fixture(params=WAYS)
def run_script(request: pytest.FixtureRequest, become, upload: Path):
    def run(script: str, limits: Limits = LIMITS) -> dict | ChildFailure:
        become(request.param, PRELUDE + script)
        return run_child("check", upload, {}, limits)

    return run


@pytest.mark.parametrize("name", MISDEEDS)
def test_run_child_turns_misdeeds_into_a_failure(run_script, name):
    script, kind, limits = MISDEEDS[name]
    started = time.monotonic()

    answer = run_script(script, limits)

    assert isinstance(answer, ChildFailure)
    assert answer.kind == kind
    assert time.monotonic() - started < 20


@pytest.mark.skipif(sys.platform != "linux", reason="a process is watched by its descriptor")
def test_run_child_stops_what_the_child_started(run_script, tmp_path):
    note = tmp_path / "pid"
    note.touch(mode=0o666)
    script = f"""
pid = os.fork()
if pid == 0:
    os.close(1)
    time.sleep(3600)
Path({str(note)!r}).write_text(str(pid))
print("{{}}")
"""

    answer = run_script(script)

    assert answer == {}
    assert has_ended(int(note.read_text()))


def has_ended(pid: int) -> bool:
    """Whether a process is gone or goes within seconds; being killed takes a moment on a busy machine."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 10)[0])
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("way", WAYS)
def test_every_answer_survives_a_child_that_misbehaves(become, upload, way):
    become(way, "import os; os.abort()")

    checked = check.check_file(upload, "upload.pdf", LIMITS)
    extracted = extract.extract_pages(upload, PDF, LIMITS)
    drawn = render.render_page(upload, 1, 400, LIMITS)

    assert (checked.code, extracted.status, extracted.pages) == ("check-failed", "text_not_extracted", [])
    assert isinstance(drawn, render.RenderFailure)
    assert [answer[-1] for answer in (checked.sentence, extracted.reason, drawn.sentence)] == [".", ".", "."]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", ["{}", '{"file_type": "exe", "flags": []}', '{"pages": 5}', '{"pages": [[1]]}'])
def test_every_answer_survives_a_child_that_lies(become, upload, answer, way):
    become(way, f"print({answer!r})")

    checked = check.check_file(upload, "upload.pdf", LIMITS)
    extracted = extract.extract_pages(upload, PDF, LIMITS)

    assert (checked.code, extracted.status) == ("check-failed", "text_not_extracted")


def test_run_child_reports_a_missing_file(tmp_path):
    answer = run_child("check", tmp_path / "nothing", {}, LIMITS)

    assert isinstance(answer, ChildFailure)
    assert answer.kind == "unreadable"


def test_run_child_leaves_no_folder_behind(run_script, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    run_script("Path(request['folder'], 'left').write_text('x'); os.abort()")

    assert list(workspace().iterdir()) == []


def test_child_whose_parent_was_killed_before_it_began_ends_at_once():
    script = (
        "import sys; from clearinghouse.lib.files.confinement import die_with; die_with(int(sys.argv[1])); print(1)"
    )

    ended = [
        subprocess.run([sys.executable, "-c", script, str(parent)], capture_output=True, text=True)
        for parent in (os.getpid(), os.getppid())
    ]

    assert [(process.returncode, process.stdout) for process in ended] == [(0, "1\n"), (1, "")]


def test_child_sees_no_environment_and_tight_limits(run_script, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    script = """
limits = {name: resource.getrlimit(getattr(resource, name))[0] for name in
          ("RLIMIT_CORE", "RLIMIT_CPU", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_AS")}
environment = sorted(set(os.environ) - {"LC_CTYPE"})
print(json.dumps({"environment": environment, "limits": limits, "leads": os.getpid() == os.getsid(0)}))
"""

    answer = run_script(script)

    assert answer == {
        "environment": [],
        "limits": {
            "RLIMIT_CORE": 0,
            "RLIMIT_CPU": 30,
            "RLIMIT_NOFILE": 64,
            "RLIMIT_FSIZE": 128 * MB,
            "RLIMIT_AS": 1024 * MB,
        },
        "leads": True,
    }


def test_child_does_not_import_django(run_script):
    script = """
import clearinghouse.lib.files.child
print(json.dumps({"django": "django" in sys.modules}))
"""

    assert run_script(script) == {"django": False}


@pytest.mark.skipif(sys.platform != "linux", reason="the stronger walls are Linux's")
def test_child_cannot_read_write_or_connect_elsewhere(run_script, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("Sample secret")
    secret.chmod(0o644)
    script = f"""
done = confinement.isolate(Path(request["folder"]))
def tries(action):
    try:
        action()
    except OSError:
        return False
    return True
server = lambda: socket.create_connection(("127.0.0.1", 9), 1)
print(json.dumps({{
    "done": done,
    "reads": tries(lambda: open({str(secret)!r})),
    "reads users": tries(lambda: open("/etc/passwd")),
    "writes": tries(lambda: open({str(tmp_path / "new")!r}, "w")),
    "connects": tries(server),
    "writes its own": tries(lambda: open(Path(request["folder"], "new"), "w")),
}}))
"""

    answer = run_script(script)

    assert isinstance(answer, dict)
    if "files" not in answer["done"]:
        pytest.skip("this kernel has no Landlock")
    del answer["done"]
    assert answer == {
        "reads": False,
        "reads users": False,
        "writes": False,
        "connects": False,
        "writes its own": True,
    }


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are listed in /proc")
def test_child_has_its_request_its_answer_its_file_and_no_other_descriptor(become, upload):
    script = """
names = sorted(name for name in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{name}"))
print(json.dumps({"names": names, "file": os.readlink("/proc/self/fd/3")}))
"""
    become("forked", PRELUDE + script)

    answers = in_threads(4, lambda: run_child("check", upload, {}, LIMITS))

    assert answers == [{"names": ["0", "1", "2", "3"], "file": str(upload)}] * 4


def in_threads(count: int, work: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(work) for _ in range(count)]]


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux")
def test_death_of_the_nursery_is_no_fault_of_the_file(become, upload):
    """The first child kills it; another one, begun by itself, answers."""
    script = """
if "clearinghouse.lib.files.nursery" in sys.modules:
    confinement.die_with(request["parent"])
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(3600)
print("{}")
"""
    become("forked", PRELUDE + script)

    assert [run_child("check", upload, {}, LIMITS) for _ in range(2)] == [{}, {}]


@pytest.mark.skipif(sys.platform != "linux", reason="only there are children forked")
def test_nursery_that_stands_still_holds_up_nobody(become, upload, monkeypatch):
    """The first child stops it for good; the child's own end cannot be heard of, and another one answers."""
    script = """
if "clearinghouse.lib.files.nursery" in sys.modules:
    os.kill(os.getppid(), signal.SIGSTOP)
print("{}")
"""
    monkeypatch.setattr(births, "_PATIENCE", 5.0)
    become("forked", PRELUDE + script)

    try:
        assert run_child("check", upload, {}, LIMITS) == {}
    finally:
        sandbox._nursing._process.kill()  # type: ignore[union-attr]
        sandbox._nursing._process.wait()  # type: ignore[union-attr]


@pytest.mark.skipif(sys.platform != "linux", reason="a process is watched by its descriptor")
def test_nursery_and_its_children_end_with_a_process_that_is_killed(upload, tmp_path):
    note = tmp_path / "pids"
    note.touch(mode=0o666)
    hanging = f"""
import os, time
with open({str(note)!r}, "w") as file:
    file.write(str(os.getpid()) + " " + str(os.getppid()))
time.sleep(3600)
"""
    script = f"""
import sys
from pathlib import Path
from clearinghouse.lib.files import births, sandbox
from clearinghouse.lib.files.limits import Limits
births.NURSERY = [sys.executable, "-c", {BEAR!r}, {hanging!r}]
sandbox.run_child("check", Path({str(upload)!r}), {{}}, Limits())
"""
    process = subprocess.Popen([sys.executable, "-c", script])
    while len(note.read_text().split()) < 2:
        assert process.poll() is None
        time.sleep(0.02)

    process.kill()
    process.wait()

    assert [has_ended(int(pid)) for pid in note.read_text().split()] == [True, True]


def test_answers_are_plain_json(upload):
    answer = run_child("check", upload, {"extension": "pdf"}, LIMITS)

    assert json.loads(json.dumps(answer)) == {"file_type": "pdf", "flags": []}
