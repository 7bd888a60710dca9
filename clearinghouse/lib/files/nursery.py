"""The nursery: a process that has imported all parsers and forks a child for each file, which then starts in no time.

SECURITY: nothing that somebody sent passes through it. It hands descriptors to a child, which reads the request and
the file itself, and tells the child's parent how it ended. So no child inherits anything of another one. It has no
environment and no connection, and ends with the process that started it, or when nobody wanted a child for a while.
"""

import gc
import importlib
import os
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from clearinghouse.lib.files import child

FILE = 3  # the descriptor of a child's file
NUMBER = struct.Struct("i")
_IDLE_SECONDS = 300.0
# What operations import when they need it.
_LATER = (
    "clearinghouse.lib.files.inspection.pdf",
    "clearinghouse.lib.files.inspection.picture",
    "clearinghouse.lib.files.accessibility.portable",
    "clearinghouse.lib.files.hidden_layers",
    "clearinghouse.lib.files.reading.printed",
)


class Nursery:
    """Each living child has a socket to its parent, which asks over it to end the child, or has ended itself."""

    def __init__(self, control: socket.socket, be_child: Callable[[], None]) -> None:
        self._control, self._be_child = control, be_child
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._living: dict[socket.socket, int] = {}

    def run(self) -> None:
        """Until the process that wants children is gone, or none were wanted for a while."""
        while ready := self._selector.select(None if self._living else _IDLE_SECONDS):
            for key, _ in ready:
                if key.fileobj is not self._control:
                    self._end(key.fileobj)  # type: ignore[arg-type]
                elif not self._bear():
                    self._end_all()
                    return

    def _bear(self) -> bool:
        """Fork a child; False when nobody is there who wants one."""
        message, descriptors, _, _ = socket.recv_fds(self._control, 1, 4)
        if not message:
            return False
        *its_own, to_parent = descriptors
        parent = socket.socket(fileno=to_parent)
        pid = os.fork()
        if not pid:
            self._live(*its_own)
        for descriptor in its_own:
            os.close(descriptor)
        self._living[parent] = pid
        self._selector.register(parent, selectors.EVENT_READ)
        with suppress(OSError):
            parent.send(NUMBER.pack(pid))
        return True

    def _live(self, request: int, answer: int, file: int) -> NoReturn:
        """In the child: keep three descriptors and none of anybody else's."""
        try:
            os.setsid()
            for descriptor, place in ((request, 0), (answer, 1), (file, FILE)):
                os.dup2(descriptor, place)
            os.closerange(FILE + 1, 1 + max(int(path.name) for path in Path("/proc/self/fd").iterdir()))
            self._be_child()
        finally:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
            os._exit(1)

    def _end(self, parent: socket.socket) -> None:
        """Kill a child with all that it started, and say how it had ended."""
        self._selector.unregister(parent)
        pid = self._living.pop(parent)
        # It leads its own group and is unreaped, so that the number of the group belongs to nobody else.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)  # one that does not lead its group yet
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with parent, suppress(OSError):
            parent.recv(1)  # a socket that is closed with something unread takes back what it has sent
            parent.send(NUMBER.pack(status))

    def _end_all(self) -> None:
        for parent in list(self._living):
            parent.setblocking(False)
            self._end(parent)


def _import_parsers() -> None:
    from PIL import Image

    from clearinghouse.lib.files import english

    for name in (*child.OPERATIONS.values(), *_LATER):
        importlib.import_module(name)
    Image.init()
    english.words()
    gc.collect()
    gc.freeze()  # children share this memory as long as nobody writes to it


def main(be_child: Callable[[], None] = child.main) -> None:
    """Serve over the socket whose descriptor is the last argument."""
    with socket.socket(fileno=int(sys.argv[-1])) as control:
        _import_parsers()
        Nursery(control, be_child).run()


if __name__ == "__main__":
    main()
