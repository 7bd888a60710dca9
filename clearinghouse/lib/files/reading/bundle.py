"""ZIP files: a page that lists what is inside, then the text of each file."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from clearinghouse.lib.files.inspection.archive import open_archive
from clearinghouse.lib.files.inspection.bundle import Nest, accepted_members, unpacked
from clearinghouse.lib.files.reading.collector import Collector, Full
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import ZIP, FileType

ReadMember = Callable[[BinaryIO, FileType, Nest], object]


def read(stream: BinaryIO, collector: Collector, nest: Nest, read_member: ReadMember) -> None:
    """Add the listing and the files' pages to `collector`."""
    with open_archive(stream, nest.budget) as archive:
        members = accepted_members(archive)
        collector.add("Files", "\n".join(_listed(info, file_type) for info, file_type in members))
        for info, file_type in members:
            if file_type is not ZIP or nest.depth < collector.limits.zip_depth:
                with _entered(collector, info.filename), unpacked(archive, info, collector.limits) as member:
                    read_member(member, file_type, nest.deeper())


@contextmanager
def _entered(collector: Collector, name: str) -> Iterator[None]:
    """The pages added inside belong to this file; one that cannot be read leaves the others readable."""
    collector.enter(name)
    try:
        yield
    except (Full, MemoryError):
        raise
    except Exception:  # parsers of hostile files raise whatever they like
        collector.add("", "We couldn’t read the text of this file.")
    finally:
        collector.leave()


def _listed(info: zipfile.ZipInfo, file_type: FileType) -> str:
    return f"{one_line(info.filename)}\t{file_type.label}\t{info.file_size:,} bytes"
