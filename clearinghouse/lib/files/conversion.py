"""The `convert` operation, in the child process: a Word document or slides printed to PDF by LibreOffice."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.lib.files import confinement
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.ooxml import Package
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.sockets import PROFILES
from clearinghouse.lib.files.types import DOCX, FILE_TYPES, FileType

PRINTED = "source.pdf"
_START_AGAIN = (79, 81)  # what it ends with when it has made its profile and wants to begin anew
# SECURITY: hidden slides and notes are not printed; nobody may find in a picture what is in no search.
_FILTERS = {
    "docx": 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"false"}}',
    "pptx": "pdf:impress_pdf_Export:"
    '{"ExportHiddenSlides":{"type":"boolean","value":"false"},"ExportNotes":{"type":"boolean","value":"false"}}',
}
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SETTINGS = re.compile(rb"<(\w+):settings\b[^>]*[^>/]>")
_OWN_VIEW = re.compile(rb"<\w+:revisionView\b[^>]*/>")
_REMOVED = (b":del ", b":del>", b":moveFrom ", b":moveFrom>", b"<del ", b"<moveFrom ")


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "docx", "program": "/usr/…/soffice.bin", "folder": "…"} → {"printed": "source.pdf"}."""
    folder, file_type = Path(arguments["folder"]), FILE_TYPES[arguments["file_type"]]
    source = folder / f"source.{file_type.slug}"
    _put(stream, source, file_type, limits)
    status = _print(arguments["program"], source, folder)
    if status or not (folder / PRINTED).is_file():
        return {"failure": "unreadable", "detail": f"exit status {status}"}
    return {"printed": PRINTED}


def _print(program: str, source: Path, folder: Path) -> int:
    """The exit status. The first start makes the profile and ends; the next one prints."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    status = 0
    for name in PROFILES:
        profile = profile.rename(folder / name)
        status = _run(_command(program, source, folder, profile), folder)
        if status not in _START_AGAIN:
            break
    return status


def _command(program: str, source: Path, folder: Path, profile: Path) -> list[str]:
    return [
        *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--nologo", "--norestore"),
        *("--nodefault", "--nolockcheck", "--convert-to", _FILTERS[source.suffix[1:]], "--outdir", str(folder)),
        str(source),
    ]


def _run(command: list[str], folder: Path) -> int:
    """Our own output is the answer, so that its output goes where our errors do; it ends when we do."""
    done = subprocess.run(  # noqa: S603 (nothing in the list comes from the file)
        command,
        stdin=sys.stderr,
        stdout=sys.stderr,
        stderr=sys.stderr,
        env={"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"},
        cwd=folder,
        check=False,
        preexec_fn=confinement.end_with_parent,
    )
    return done.returncode


def _put(stream: BinaryIO, target: Path, file_type: FileType, limits: Limits) -> None:
    """The file as LibreOffice opens it. Of a Word document, tracked changes are shown as if they were accepted."""
    if file_type is DOCX:
        _put_without_changes(stream, target, limits)
        return
    stream.seek(0)
    with target.open("wb") as file:
        shutil.copyfileobj(stream, file)


def _put_without_changes(stream: BinaryIO, target: Path, limits: Limits) -> None:
    """SECURITY: words that somebody deleted with changes tracked must not be seen in the picture of the page."""
    package = Package(stream, limits)
    relations = package.relations(package.main_part("word/document.xml")).values()
    part = next((relation.target for relation in relations if relation.kind == "settings"), "")
    settings = _hiding_changes(package.content(part)) if package.has(part) else None
    if settings is None and any(package.mentions(name, word) for name in package.parts() for word in _REMOVED):
        raise Refused("changes", "The tracked changes of this document can’t be hidden.")
    package.save_as(target, {} if settings is None else {part.lower(): settings})


def _hiding_changes(settings: bytes) -> bytes | None:
    """Word's own settings, asking for the final text; None when they are written in a way we do not know."""
    settings = _OWN_VIEW.sub(b"", settings)
    root = _SETTINGS.search(settings)
    if root is None or b"revisionView" in settings:
        return None
    prefix = root[1]
    view = b'<%b:revisionView %b:markup="0" %b:insDel="0" %b:formatting="0"/>' % (prefix, prefix, prefix, prefix)
    return settings[: root.end()] + view + settings[root.end() :]
