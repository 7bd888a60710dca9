"""ZIP files: a page that lists what is inside, then the text of each file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from clearinghouse.lib.files.inspection.archive import open_archive
from clearinghouse.lib.files.inspection.bundle import Member, Nest, members_of, shapefile_of, unpacked
from clearinghouse.lib.files.inspection.member_names import true_name
from clearinghouse.lib.files.reading import layer
from clearinghouse.lib.files.reading.collector import Collector, Full
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import SHAPEFILE, ZIP, FileType
from clearinghouse.lib.joining import joined

_MOST_NAMED = 8
ReadMember = Callable[[BinaryIO, FileType, Nest], object]


def read(stream: BinaryIO, collector: Collector, nest: Nest, read_member: ReadMember) -> None:
    """Add the listing and the files' pages to `collector`."""
    with open_archive(stream, nest.budget) as archive:
        members = members_of(archive)
        _tell(members, collector)
        collector.add("Files", "\n".join(map(_listed, members)))
        for member in members:
            info, file_type = member.info, member.file_type
            if file_type is SHAPEFILE:
                with _entered(collector, info.filename):
                    layer.add_pages(shapefile_of(archive, info, collector.limits), collector)
            elif file_type and (file_type is not ZIP or nest.depth < collector.limits.zip_depth):
                with _entered(collector, info.filename), unpacked(archive, info, collector.limits) as inside:
                    read_member(inside, file_type, nest.deeper())


def _tell(members: list[Member], collector: Collector) -> None:
    """The uploader, of what is not read and of names that are a guess."""
    unread = [member.info.filename for member in members if not member.file_type and not member.part_of]
    if unread:
        named = joined(unread[:_MOST_NAMED], more=len(unread) - _MOST_NAMED)
        collector.tell(f"Not read, because of their types: {named}.")
    if any(not true_name(member.info)[1] for member in members):
        collector.tell("Some file names may look wrong: the ZIP file doesn’t say which character encoding they use.")


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


def _listed(member: Member) -> str:
    details = member.file_type.label if member.file_type else "not read"
    if member.part_of:
        details = f"part of {one_line(member.part_of.rpartition('/')[2])}"
    return f"{one_line(member.info.filename)}\t{details}\t{member.info.file_size:,} bytes"
