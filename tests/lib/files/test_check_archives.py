"""ZIP uploads made to harm: every one is refused with a sentence, quickly, and nothing is written by name."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from tests.lib.files.samples import sample, zipped
from tests.lib.files.stopwatch import spent_seconds

TEXT = b"Sample notes\n"


def overlapping(count: int, size: int) -> bytes:
    """`count` entries that all point at one member of `size` bytes: a few kB that declare gigabytes."""
    with zipfile.ZipFile(output := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", b"a" * size)
    data = output.getvalue()
    at = data.index(b"PK\x01\x02")
    entry = data[at : data.index(b"PK\x05\x06")]
    directory = b"".join(entry[:-5] + f"{number:05}"[-5:].encode() for number in range(count))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
    return data[:at] + directory + end


def with_entry(name: str, *, mode: int = stat.S_IFREG | 0o644, data: bytes = TEXT) -> bytes:
    with zipfile.ZipFile(output := io.BytesIO(), "w") as archive:
        info = zipfile.ZipInfo("x" * len(name))
        info.external_attr = mode << 16
        archive.writestr(info, data)
    return output.getvalue().replace(("x" * len(name)).encode(), name.encode())


def nested(depth: int) -> bytes:
    data = zipped({"notes.txt": TEXT})
    for _ in range(depth - 1):
        data = zipped({"inner.zip": data})
    return data


def duplicated() -> bytes:
    return zipped({"a.txt": TEXT, "b.txt": TEXT}).replace(b"b.txt", b"A.txt")


def encrypted_flag() -> bytes:
    data = bytearray(zipped({"a.txt": TEXT}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def with_wrong_size() -> bytes:
    """The directory says less than is there."""
    data = bytearray(zipped({"a.txt": b"a" * 5000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    data[22:26] = struct.pack("<L", 100)
    return bytes(data)


def with_wrong_crc() -> bytes:
    data = zipped({"a.txt": TEXT})
    return data.replace(struct.pack("<L", zlib.crc32(TEXT)), b"\x00\x00\x00\x00")


def with_other_local_name() -> bytes:
    return zipped({"a.txt": TEXT}).replace(b"a.txt", b"a.exe", 1)


def with_prefix() -> bytes:
    return b"#!/bin/sh\nexit\n" + zipped({"a.txt": TEXT})


def named_as(raw: bytes, *, data: bytes = TEXT, extra: bytes = b"", flag: int = 0) -> bytes:
    """A ZIP with one file whose name is these bytes, with no word on their encoding, and one more."""
    stand_in = "x" * len(raw)
    with zipfile.ZipFile(output := io.BytesIO(), "w") as archive:
        info = zipfile.ZipInfo(stand_in)
        info.extra = extra
        archive.writestr(info, data)
        archive.writestr("other.txt", TEXT)
    return output.getvalue().replace(stand_in.encode(), raw)


def with_unicode_name(name: str, told: str, *, wrong: int = 0) -> bytes:
    body = struct.pack("<BL", 1, zlib.crc32(name.encode()) ^ wrong) + told.encode()
    return named_as(name.encode(), extra=struct.pack("<HH", 0x7075, len(body)) + body)


HOSTILE = {
    "overlap bomb": (lambda: overlapping(900, 400_000), {"zip-overlap", "zip-ratio"}),
    "overlap of 33 kB that declares 5 GB": (lambda: overlapping(500, 10_000_000), {"zip-size"}),
    "ratio bomb": (lambda: zipped({"a.csv": bytes(200_000_000)}), {"zip-ratio"}),
    "many entries": (lambda: zipped({f"{number}.txt": TEXT for number in range(1001)}), {"zip-entries"}),
    "nested three deep": (lambda: nested(3), {"zip-depth"}),
    "nested twenty deep": (lambda: nested(20), {"zip-depth"}),
    "parent folder": (lambda: with_entry("../../evil.txt"), {"zip-path"}),
    "absolute path": (lambda: with_entry("/etc/evil.txt"), {"zip-path"}),
    "drive letter": (lambda: with_entry("C:/evil.txt"), {"zip-path"}),
    "backslash": (lambda: with_entry("..\\evil.txt"), {"zip-path"}),
    "NUL in the name": (lambda: with_entry("evil\x00.txt"), {"zip-path"}),
    "symbolic link": (lambda: with_entry("link.txt", mode=stat.S_IFLNK | 0o777, data=b"/etc/passwd"), {"zip-link"}),
    "device": (lambda: with_entry("dev.txt", mode=stat.S_IFCHR | 0o666), {"zip-link"}),
    "the same name twice": (lambda: duplicated(), {"zip-duplicate"}),
    "password": (lambda: encrypted_flag(), {"encrypted"}),
    "wrong size": (lambda: with_wrong_size(), {"broken"}),
    "wrong checksum": (lambda: with_wrong_crc(), {"broken"}),
    "two names for one entry": (lambda: with_other_local_name(), {"broken"}),
    "program in front": (lambda: with_prefix(), {"type-mismatch"}),
    "program inside": (lambda: zipped({"tool.exe": b"MZ\x00\x00" + bytes(60)}), {"type-not-accepted"}),
    "page inside": (lambda: zipped({"page.html": b"<html></html>"}), {"type-not-accepted"}),
    "picture that moves": (lambda: zipped({"a.svg": b"<svg/>"}), {"type-not-accepted"}),
    "shape file": (lambda: zipped({"sites.shp": b"\x00\x00\x27\x0a" + bytes(96)}), {"broken"}),
    "program of an unknown type": (lambda: zipped({"a.txt": TEXT, "tool.dat": b"MZ\x00\x00" + bytes(60)}), {"program"}),
    "script of an unknown type": (lambda: zipped({"a.txt": TEXT, "tool": b"#!/bin/sh\n"}), {"program"}),
    "other archive": (lambda: zipped({"a.txt": TEXT, "more.7z": b"7z\xbc\xaf\x27\x1c"}), {"type-not-accepted"}),
    "hidden archive": (lambda: zipped({"a.txt": TEXT, "more.dat": b"7z\xbc\xaf\x27\x1c"}), {"type-not-accepted"}),
    "macros": (lambda: zipped({"a.txt": TEXT, "book.xlsm": sample("xlsx")}), {"macros"}),
    "macros of an unknown type": (
        lambda: zipped(
            {
                "a.txt": TEXT,
                "old.wps": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(65_530) + "_VBA_PROJECT".encode("utf-16-le"),
            }
        ),
        {"macros"},
    ),
    "parent folder in the other name": (
        lambda: with_unicode_name("notes.txt", "../evil.txt"),
        {"zip-path"},
    ),
    "shortcut": (lambda: zipped({"a.txt": TEXT, "open me.lnk": b"L\0\0\0"}), {"type-not-accepted"}),
    "damaged file of an unknown type": (lambda: with_wrong_crc().replace(b"a.txt", b"a.dwg"), {"type-not-accepted"}),
    "nothing that is read": (lambda: zipped({"plan.dwg": b"AC1032"}), {"type-not-accepted"}),
    "program as a thumbnail": (lambda: zipped({"Thumbs.db": b"MZ\x00\x00" + bytes(60), "a.txt": TEXT}), {"program"}),
    "renamed program inside": (lambda: zipped({"tool.pdf": b"MZ\x00\x00" + bytes(60)}), {"type-mismatch"}),
    "page named text inside": (lambda: zipped({"a.txt": b"<html><script>1</script>"}), {"type-mismatch"}),
    "unusual packing": (lambda: zipped({"a.txt": TEXT}, zipfile.ZIP_LZMA), {"zip-method"}),
    "nothing inside": (lambda: zipped({}), {"zip-empty"}),
    "folder only": (lambda: zipped({"folder/": b""}), {"zip-empty"}),
    "empty file inside": (lambda: zipped({"a.txt": b""}), {"empty"}),
    "program as a note of macOS": (lambda: zipped({"__MACOSX/._a": b"MZ\x00", "a.txt": TEXT}), {"broken"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_check_refuses_a_hostile_zip_quickly(check_in_child, name):
    build, codes = HOSTILE[name]
    data = build()
    started = spent_seconds()

    result = check_in_child(data, "sample.zip")

    assert result.code in codes
    assert result.sentence.endswith(".")
    assert spent_seconds() - started < 2


def test_check_names_the_file_inside(check_here):
    result = check_here(zipped({"folder/tool.exe": b"MZ\x00\x00"}), "sample.zip")

    assert result.sentence.startswith("“folder/tool.exe” in the ZIP file: We don’t accept .exe files.")


def test_check_accepts_every_type_inside_one_zip(check_in_child):
    members = {
        f"folder/sample.{extension}": sample(extension) for extension in ("pdf", "docx", "xlsx", "csv", "png", "zip")
    }

    result = check_in_child(zipped(members), "sample.zip")

    assert (result.accepted, result.sentence) == (True, "")


def test_check_accepts_a_zip_made_on_a_mac(check_here):
    members = {"a.txt": TEXT, "__MACOSX/._a.txt": b"\x00\x05\x16\x07" + bytes(80), ".DS_Store": b"\x00\x00\x00\x01Bud1"}

    result = check_here(zipped(members), "sample.zip")

    assert result.accepted


def test_check_accepts_two_levels_and_foreign_names(check_here):
    result = check_here(zipped({"Pläne/план.zip": nested(1)}), "sample.zip")

    assert result.accepted


def test_check_passes_flags_of_inner_files_on(check_here):
    noisy = sample("pdf").replace(b"/Catalog", b"/Catalog /Names << /JavaScript 9 0 R >>")

    result = check_here(zipped({"a.pdf": noisy}), "sample.zip")

    assert "pdf-javascript" in result.flags


def test_check_accepts_a_zip_written_as_a_stream(check_here):
    class Unseekable(io.RawIOBase):
        """As a web server writes it: sizes follow the data."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.data += bytes(data)
            return len(data)

    target = Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.txt", TEXT)

    assert check_here(target.data, "sample.zip").accepted


@pytest.mark.parametrize(
    ("raw", "name", "is_sure"),
    [
        ("Pläne/Übersicht.txt".encode(), "Pläne/Übersicht.txt", True),
        ("план.txt".encode(), "план.txt", True),
        ("Peña año.txt".encode("cp437"), "Peña año.txt", True),
        ("Übersicht.txt".encode("cp437"), "Übersicht.txt", True),
        ("Peña Año.txt".encode("cp1252"), "Peña Año.txt", True),
        ("Plan – Peña.txt".encode("cp1252"), "Plan – Peña.txt", True),
        ("充電計画の表.txt".encode("cp932"), "充電計画の表.txt", True),
        ("資料/チャージ.txt".encode("cp932"), "資料/チャージ.txt", True),
        ("план.txt".encode("cp866"), "план.txt".encode("cp866").decode("cp437"), False),
        (b"maps\\a\\notes.txt", "maps/a/notes.txt", True),
    ],
)
def test_names_in_a_zip_are_those_of_its_maker(check_here, extract_here, raw, name, is_sure):
    data = named_as(raw)

    result = extract_here(data, "zip")

    assert check_here(data, "sample.zip").sentence == ""
    assert result.pages[0].text.split("\t")[0] == name
    assert (result.notes == ()) == is_sure


@pytest.mark.parametrize(("wrong", "name"), [(0, "план.txt"), (1, "plan.txt")])
def test_a_second_name_counts_when_it_belongs_to_the_first(extract_here, wrong, name):
    result = extract_here(with_unicode_name("plan.txt", "план.txt", wrong=wrong), "zip")

    assert result.pages[0].text.split("\t")[0] == name


def test_two_files_must_not_become_one_by_their_true_names(check_here):
    assert check_here(zipped({"maps/a.txt": TEXT, "maps\\A.txt": TEXT}), "sample.zip").code == "zip-duplicate"


def test_files_of_other_types_are_listed_and_told(check_here, extract_here):
    data = zipped({"notes.txt": TEXT, "site.dwg": b"AC1032 drawing", "folder/mail.msg": b"words", "LICENSE": b"words"})

    result = extract_here(data, "zip")

    assert check_here(data, "sample.zip").accepted
    assert result.pages[0].text.split("\n") == [
        "notes.txt\ttext file\t13 bytes", "site.dwg\tnot read\t14 bytes", "folder/mail.msg\tnot read\t5 bytes",
        "LICENSE\tnot read\t5 bytes",
    ]  # fmt: skip
    assert [page.heading for page in result.pages] == ["Files", "notes.txt"]
    assert result.notes == ("Not read, because of their types: site.dwg, folder/mail.msg, and LICENSE.",)


def test_what_systems_add_by_themselves_is_left_out_quietly(check_here, extract_here):
    mac, view = b"\x00\x05\x16\x07" + bytes(80), b"\x00\x00\x00\x01Bud1"
    data = zipped({
        "a/notes.txt": TEXT, "a/._notes.txt": mac, "__MACOSX/a/._notes.txt": mac, "a/.DS_Store": view,
        "a/Thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "desktop.ini": b"[x]", "a/~$plan.docx": b"Kim",
    })  # fmt: skip

    result = extract_here(data, "zip")

    assert check_here(data, "sample.zip").accepted
    assert ([page.text for page in result.pages], result.notes) == (
        ["a/notes.txt\ttext file\t13 bytes", "Sample notes"], (),
    )  # fmt: skip
