"""How much of the processor a process, its children and their children have used, by what /proc tells."""

import os
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_TIMES = slice(11, 15)  # after the name: its own in user and system mode, then that of children that ended


def seconds_of(pid: int) -> float:
    """Of all that belongs to the process. A child that ended counts once its parent has asked how."""
    return sum(_own_seconds(each) for each in [pid, *descendants(pid)])


def descendants(pid: int) -> list[int]:
    """The processes below this one."""
    try:
        lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    children = [int(child) for found in lists for child in found]
    return [*children, *(below for child in children for below in descendants(child))]


def _own_seconds(pid: int) -> float:
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = line.rpartition(")")[2].split()
    return sum(map(int, fields[_TIMES])) * _TICK
