"""What a child process gives up before it touches an untrusted file.

Resource limits are always set. The rest is best effort, because it depends on the kernel and on who we are: no
network, no way to write or read outside a short list of folders (Landlock), no more rights than nobody.
"""

import contextlib
import ctypes
import os
import resource
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.workspace import NOBODY

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SIGKILL = 9
# linux/landlock.h; these numbers are the same on every architecture.
_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_ADD_RULE = 445
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_RULE_PATH_BENEATH = 1
_FS_EXECUTE_AND_READ = 0b1101  # execute, read file, read folder
_FS_READ_AND_WRITE_FILE = 0b110
_FS_MAKE_SOCKET = 1 << 9
_FS_EVERYTHING = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}  # by Landlock version
_NETWORK_TCP = 0b11  # bind, connect
_DEVICES = (Path("/dev/null"), Path("/dev/urandom"))


class _Ruleset(ctypes.Structure):
    _fields_ = [("handled_access_fs", ctypes.c_uint64), ("handled_access_net", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def limit_resources(limits: Limits) -> None:
    """Memory, CPU time, open files, written bytes; no core dumps."""
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_CPU", limits.child_cpu_seconds)
    _limit("RLIMIT_NOFILE", limits.child_open_files)
    _limit("RLIMIT_FSIZE", limits.child_written_bytes)
    if sys.platform == "linux":  # elsewhere the address space counts what is merely mapped
        _limit("RLIMIT_AS", limits.child_memory_bytes)


def isolate(own_folder: Path, readable: Iterable[Path] = (), sockets: Iterable[Path] = ()) -> list[str]:
    """Cut this process off as far as the system lets us. Returns what worked, for the tests and the curious.

    `own_folder` is the only place to write; `readable` adds folders to read from, and `sockets`
    folders in which it may make a socket and nothing else.
    """
    if sys.platform != "linux":
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    folders = [path for path in [*_code_folders(), *readable] if path.is_dir()]
    done = []
    if _leave_network(libc):
        done.append("network")
    if _become_nobody(own_folder, folders):
        done.append("user")
    # A change of user clears the wish to die with our parent, so it is made after that.
    _wish_to_die_with_parent(libc)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if _restrict_files(libc, own_folder, folders, [path for path in sockets if path.is_dir()]):
        done.append("files")
    return done


def die_with(parent: int) -> None:
    """Be killed when the process that started us is, and end now when it is gone already. Needs Linux for the first."""
    end_with_parent()
    if os.getppid() != parent:
        os._exit(1)


def end_with_parent() -> None:
    """Be killed when the process that started us ends, where the system knows how to."""
    if sys.platform == "linux":
        _wish_to_die_with_parent(ctypes.CDLL(None, use_errno=True))


def _wish_to_die_with_parent(libc: ctypes.CDLL) -> None:
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _limit(name: str, value: int) -> None:
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS refuses some of these; the wall clock of the parent remains.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (ceiling, hard if name == "RLIMIT_CPU" else ceiling))


def _code_folders() -> list[Path]:
    """Where Python, its libraries, fonts and programs live: needed by late imports, PDFium and Tesseract.

    Not the project's own folder, which may hold settings and data; of it only this package.
    """
    found = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found |= {Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    found |= {Path(sys.base_prefix) / "lib", Path(__file__).parent}
    return [*found, Path("/usr"), Path("/lib"), Path("/lib64"), Path("/bin"), Path("/etc/fonts")]


def _leave_network(libc: ctypes.CDLL) -> bool:
    """An empty network namespace. Without rights it needs a user namespace, which some systems forbid."""
    return bool(libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _become_nobody(own_folder: Path, folders: list[Path]) -> bool:
    """Drop root for good, unless nobody could not read our own code (a checkout in root's home)."""
    if os.geteuid() != 0:
        return False
    try:
        os.setgroups([])
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        needed = [*folders, own_folder.parent]
        readable = all(os.access(path, os.X_OK, effective_ids=True) for path in needed)
        os.seteuid(0)
        os.setegid(0)
        if not readable:
            return False
        os.chown(own_folder, NOBODY, NOBODY)
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False
    return True


def _restrict_files(libc: ctypes.CDLL, own_folder: Path, folders: list[Path], sockets: list[Path]) -> bool:
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    everything = _FS_EVERYTHING[min(version, 3)]
    ruleset = _Ruleset(everything, _NETWORK_TCP if version >= 4 else 0)
    size = ctypes.c_size_t(ctypes.sizeof(ruleset) if version >= 4 else 8)
    ruleset_fd = libc.syscall(_LANDLOCK_CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    if ruleset_fd < 0:
        return False
    try:
        for folder in folders:
            _allow(libc, ruleset_fd, folder, _FS_EXECUTE_AND_READ)
        for device in _DEVICES:
            _allow(libc, ruleset_fd, device, _FS_READ_AND_WRITE_FILE)
        for folder in sockets:
            _allow(libc, ruleset_fd, folder, _FS_MAKE_SOCKET)
        _allow(libc, ruleset_fd, own_folder, everything)
        return bool(libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset_fd, 0) == 0)
    finally:
        os.close(ruleset_fd)


def _allow(libc: ctypes.CDLL, ruleset_fd: int, path: Path, access: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathBeneath(access, fd)
        libc.syscall(_LANDLOCK_ADD_RULE, ruleset_fd, _LANDLOCK_RULE_PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(fd)
