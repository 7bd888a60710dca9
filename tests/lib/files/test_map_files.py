"""KML, KMZ and shapefiles: folders as layers, values as written, what is cut, missing or hidden told."""

import struct

import pytest

from clearinghouse.lib.files import outline
from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.layers.dbf import Table
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import FILE_TYPES
from tests.lib.files.map_files import (
    COLORADO_FEET,
    dbf,
    kml,
    layer_files,
    placemark,
    shapes,
    zipped_layer,
)  # fmt: skip
from tests.lib.files.samples import layer, point, zipped
from tests.lib.files.stopwatch import spent_seconds


def shown(result) -> dict[str, list[str]]:
    return {page.heading: page.text.split("\n") for page in result.pages}


def test_folders_are_layers(check_here, extract_here) -> None:
    body = placemark("Loose") + (
        f"<Folder><name>Open</name>{placemark('Ternbeck')}{placemark('Lostmere', place='')}</Folder>"
        f"<Folder><name>Planned</name><Folder><name>2027</name>{placemark('Farrow')}</Folder></Folder>"
    )

    result = extract_here(kml(body), "kml")

    assert check_here(kml(body), "sites.kml").accepted
    assert result.title == "Sites"
    assert shown(result) == {
        "Summary": [
            "Layers: 3", "Sites: 1", "Open: 2, one without a location", "Planned / 2027: 1",
            "Features: 4, one without a location", "Geometry: Point (3)", "Without a location: Lostmere",
            "Bounding box: west -104.9, south 39.7, east -104.9, north 39.7",
        ],
        "Sites · Features 1–1": ["name", "Loose"],
        "Open · Features 1–2": ["name", "Ternbeck", "Lostmere"],
        "Planned / 2027 · Features 1–1": ["name", "Farrow"],
    }  # fmt: skip


def test_data_and_descriptions_are_words(extract_here) -> None:
    body = (
        '<Schema name="s" id="s1"><SimpleField type="string" name="PORTS_N"><displayName>Ports</displayName>'
        '</SimpleField><SimpleField name="ZIP"/></Schema>'
        + placemark(
            "Ternbeck",
            "<description><![CDATA[<h1>Hub</h1><script>evil()</script><table><tr><td>Owner</td><td>A &amp; B</td></tr>"
            "<tr><td>Open</td><td>yes</td></tr></table>line one<br>line two <b>bold</b>]]></description>"
            "<TimeStamp><when>2024-03-15</when></TimeStamp>"
            '<ExtendedData><Data name="plug"><displayName>Plug</displayName><value>CCS</value></Data>'
            '<Data name="asset"><value>00012345678901234567</value></Data>'
            '<SchemaData schemaUrl="#s1"><SimpleData name="PORTS_N">4</SimpleData>'
            '<SimpleData name="ZIP">02035</SimpleData></SchemaData></ExtendedData>',
        )
    )

    rows = shown(extract_here(kml(body), "kml"))["Features 1–1"]

    assert [row.split("\t") for row in rows] == [
        ["name", "description", "when", "Plug", "asset", "Ports", "ZIP"],
        ["Ternbeck", "Hub; Owner A & B; Open yes; line one; line two bold", "2024-03-15", "CCS",
         "00012345678901234567", "4", "02035"],
    ]  # fmt: skip


def test_shapes_of_a_kml_file_are_drawn(tmp_path) -> None:
    ring = "-105,39 -104,39 -104,40"
    hole = "-104.5,39.2 -104.4,39.2 -104.4,39.3 -104.5,39.2"
    body = (
        "<Placemark><name>All</name><MultiGeometry><Point><coordinates>-105, 39, 0</coordinates></Point>"
        f"<LineString><coordinates>\n -105,39,0\n -104,40,0 </coordinates></LineString>"
        f"<Polygon><innerBoundaryIs><LinearRing><coordinates>{hole}</coordinates></LinearRing></innerBoundaryIs>"
        f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</MultiGeometry></Placemark>"
        "<Placemark><name>Track</name><gx:Track><gx:coord>-105 39 0</gx:coord><gx:coord>-104 39 0</gx:coord>"
        "</gx:Track></Placemark>"
    )
    path = tmp_path / "layer"
    path.write_bytes(zipped({"doc.kml": kml(body), "files/icon.png": b"picture"}))

    with path.open("rb") as stream:
        found = outline.answer(stream, {"file_type": "kmz"}, Limits())

    assert [(kind, label, [len(path) for path in paths]) for kind, label, paths, _ in found["shapes"]] == [
        ("point", "All", [1]), ("line", "All", [2]), ("area", "All", [4, 4]), ("line", "Track", [2]),
    ]  # fmt: skip


def test_what_is_switched_off_is_told_and_not_shown(extract_here) -> None:
    off = "<visibility>0</visibility>"
    body = (
        placemark("Ternbeck") + placemark("Secretplace", off)
        + f"<Folder><name>Bids</name>{off}{placemark('Secretbid')}{placemark('Secretprice')}</Folder>"
    )  # fmt: skip

    result = extract_here(kml(body), "kml")

    assert shown(result)["Features 1–1"] == ["name", "Ternbeck"]
    assert [page.text for page in result.pages if "Secret" in page.text] == []
    assert [(part.kind, part.sentence) for part in result.hidden] == [
        ("layer", "The map’s “Secretplace” is switched off; anyone who downloads the file can switch it on."),
        ("layer", "The map’s folder “Bids” (2) is switched off; anyone who downloads the file can switch it on."),
    ]


def test_links_and_pictures_of_a_map_are_told(check_here, extract_here) -> None:
    body = placemark("A") + (
        "<NetworkLink><Link><href>http://127.0.0.1/x.kml</href></Link></NetworkLink>"
        "<GroundOverlay><Icon><href>a.png</href></Icon></GroundOverlay>"
    )

    assert check_here(kml(body), "a.kml").flags == ("external-links",)
    assert extract_here(kml(body), "kml").notes == (
        "The file loads layers from other addresses. We can’t show or search those.",
        "Pictures laid over the map aren’t shown or searched: 1.",
    )


ENTITIES = b'<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml><Document><name>&b;</name></Document></kml>'


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (ENTITIES, "kml", "it defines XML entities"),
        (kml(placemark("A", place="x,y")), "kml", "feature 1 has coordinates that are not numbers"),
        (kml(placemark("A", place="5")), "kml", "feature 1 has coordinates that are not numbers"),
        (kml(placemark("A", place="nan,inf")), "kml", "feature 1 has coordinates that are not longitude and latitude"),
        (kml(placemark("A", place="500000,4400000")), "kml",
         "feature 1 has coordinates that are not longitude and latitude"),
        (kml("<Folder>" * 40 + "</Folder>" * 40), "kml", "its folders are nested more than 32 levels deep"),
        (kml("<Folder>"), "broken", "line 2 is not XML"),
        (b'<?xml version="1.0" encoding="x-none"?><kml/>', "kml", "its encoding is not one that we know"),
        (b"<html><body/></html>", "type-mismatch", ""),
        (b"a,b,c", "type-mismatch", ""),
        (b"<kml>" + b"<a>" * 200_000, "broken", ""),
    ],
    ids=str,
)  # fmt: skip
def test_check_refuses_what_is_no_sound_kml(check_in_child, data: bytes, code: str, reason: str) -> None:
    started = spent_seconds()

    result = check_in_child(data, "a.kml")

    assert (result.code, reason in result.sentence) == (code, True)
    assert spent_seconds() - started < 2


def test_map_files_are_bounded(tmp_path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(kml(placemark("A") * 3))
    few, small = Limits(geojson_features=2), Limits(geojson_bytes=100)
    assert [check_file(path, "a.kml", limits).code for limits in (few, small)] == ["kml", "too-large"]
    path.write_bytes(zipped({"doc.kml": kml(placemark("A") * 3)}))
    assert [check_file(path, "a.kmz", limits).code for limits in (few, small)] == ["kml", "too-large"]
    path.write_bytes(zipped_layer())
    limits = (Limits(geojson_features=1), Limits(shapefile_bytes=100))
    assert [check_file(path, "a.zip", each).code for each in limits] == ["too-large", "too-large"]
    path.write_bytes(zipped({"doc.kml": b" " * 50_000_000}))
    assert check_file(path, "a.kmz", Limits()).code == "zip-ratio"


def test_a_shapefile_in_a_zip_is_a_layer(check_here, extract_here) -> None:
    data = zipped({**layer_files("gis/sites"), "gis/sites.shp.xml": b"<metadata/>", "readme.txt": b"Sample notes"})

    result = extract_here(data, "zip")

    assert check_here(data, "sites.zip").accepted
    pages = shown(result)
    assert [line.split("\t")[:2] for line in pages["Files"]] == [
        ["gis/sites.shp", "shapefile"], *([f"gis/sites.{ending}", "part of sites.shp"]
        for ending in ("shx", "dbf", "prj", "cpg", "shp.xml")), ["readme.txt", "text file"],
    ]  # fmt: skip
    assert pages["gis/sites.shp · Summary"] == [
        "Features: 2", "Geometry: Point (2)", "Bounding box: west -105.1, south 39.7, east -104.9, north 40",
        "Names that may be cut off, because a shapefile’s column names have at most 10 letters: CONNECTOR_",
        "Properties: NAME, CONNECTOR_, ZIP, RATE, OPEN, OPENED",
    ]  # fmt: skip
    assert [row.split("\t") for row in pages["gis/sites.shp · Features 1–2"]] == [
        ["NAME", "CONNECTOR_", "ZIP", "RATE", "OPEN", "OPENED"],
        ["Ternbeck Café", "CCS", "02035", "1.50", "yes", "2024-03-15"],
        ["Lostmere", "", "", "", "", ""],
    ]  # fmt: skip
    assert (result.notes, result.hidden) == (
        (
            "gis/sites.shp: A shapefile’s column names have at most 10 letters, so these may be cut off: "
            "CONNECTOR_. To keep the whole names, export as GeoJSON.",
        ),
        (),
    )


@pytest.mark.parametrize("cell", [b" ", b"?", b"\0"])
def test_a_blank_logical_is_blank(cell: bytes) -> None:
    field = b"OPEN".ljust(11, b"\0") + b"L" + bytes(4) + bytes([1, 0]) + bytes(14)
    header = struct.pack("<BBBBLHH20x", 3, 124, 3, 15, 3, 65, 2)

    table = Table(header + field + b"\r" + b" T" + b" n" + b" " + cell, "")

    assert list(table.records()) == [{"OPEN": "yes"}, {"OPEN": "no"}, {"OPEN": ""}]


def test_a_shapefile_in_feet_is_converted(extract_here) -> None:
    feet = shapes((3112493.0, 1674028.0), (3112493.0, 1674028.0))

    result = extract_here(zipped_layer(prj=COLORADO_FEET.encode(), **feet), "zip")

    summary = shown(result)["sites.shp · Summary"]
    assert summary[2] == "Bounding box: west -105.1, south 39.683, east -105.1, north 39.683"
    (fact,) = (line for line in summary if line.startswith("Coordinates: converted from "))
    named = fact.removeprefix("Coordinates: converted from ")
    assert ("Colorado Central" in named, result.notes[-1].startswith(f"sites.shp: The coordinates are in {named}")) == (
        True, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"dbf": None},
         "The table (.dbf) is missing, so the features have no names or values. Add it to the ZIP file."),
        ({"prj": None},
         "The file that names the coordinate system (.prj) is missing. We assumed longitude and latitude."),
        ({"shx": None}, ""),
        ({"cpg": None}, ""),
        ({"prj": None, **shapes((3112493.0, 1674028.0), (1.0, 1.0))},
         "We can’t tell where the features are: the file that names the coordinate system (.prj) is missing or "
         "unknown. Add it to the ZIP file, or export with EPSG:4326."),
        ({"prj": b"nonsense", **shapes((3112493.0, 1674028.0), (1.0, 1.0))},
         "We can’t tell where the features are: the file that names the coordinate system (.prj) is missing or "
         "unknown. Add it to the ZIP file, or export with EPSG:4326."),
    ],
    ids=str,
)  # fmt: skip
def test_missing_parts_of_a_shapefile_are_told(check_here, extract_here, changed: dict, note: str) -> None:
    data = zipped_layer(**changed)

    result = extract_here(data, "zip")

    assert check_here(data, "sites.zip").sentence == ""
    notes = [each for each in result.notes if "10 letters" not in each]
    assert notes == ([f"sites.shp: {note}"] if note else [])
    assert shown(result)["sites.shp · Summary"][0].startswith("Features: 2")


@pytest.mark.parametrize(
    ("cell", "cpg", "text", "is_told"),
    [
        ("Peña".encode("cp1252"), b"1252", "Peña", False), ("Peña".encode("cp1252"), b"ANSI 1252", "Peña", False),
        ("Peña".encode("latin-1"), b"ISO 88591", "Peña", False), ("Peña".encode(), b"UTF-8", "Peña", False),
        ("Peña".encode(), None, "Peña", False), ("Peña".encode("cp1252"), None, "Peña", True),
        ("план".encode("cp1251"), b"1251", "план", False), (b"plain", b"no such page", "plain", False),
    ],
)  # fmt: skip
def test_the_code_page_of_a_table(extract_here, cell: bytes, cpg: bytes | None, text: str, is_told: bool) -> None:
    table = dbf([("NAME", "C", 20, 0)], [[cell], [b"x"]])

    result = extract_here(zipped_layer(dbf=table, cpg=cpg), "zip")

    assert shown(result)["sites.shp · Features 1–2"] == ["NAME", text, "x"]
    assert bool(result.notes) == is_told


def test_deleted_rows_of_a_table_are_told_and_not_shown(extract_here) -> None:
    table = dbf([("NAME", "C", 20, 0)], [[b"Ternbeck"], [b"Secretrow"]], deleted={1})

    result = extract_here(zipped_layer(dbf=table), "zip")

    assert shown(result)["sites.shp · Features 1–1"] == ["NAME", "Ternbeck"]
    assert [page for page in result.pages if "Secretrow" in page.text] == []
    assert [(part.sentence, part.place) for part in result.hidden] == [
        ("A deleted row is still in the table (.dbf); anyone who downloads the file can read them.", "sites.shp")
    ]


def test_several_layers_in_a_zip_are_drawn_together(extract_here, tmp_path) -> None:
    ring = [[-105.0, 39.0], [-105.0, 40.0], [-104.0, 40.0], [-105.0, 39.0]]
    area = layer_files("counties", **shapes([ring], None), dbf=dbf([("NAME", "C", 9, 0)], [[b"Merrow"], [b"None"]]))
    data = zipped({**layer_files("a/sites"), **area, "more.geojson": layer(point(name="Plaza"))})
    path = tmp_path / "zip"
    path.write_bytes(data)

    with path.open("rb") as stream:
        found = outline.answer(stream, {"file_type": "zip"}, Limits())

    assert [(kind, label) for kind, label, *_ in found["shapes"]] == [
        ("point", "Ternbeck Café"), ("point", "Lostmere"), ("area", "Merrow"), ("point", "Plaza"),
    ]  # fmt: skip
    assert found["without"] == 1
    assert shown(extract_here(data, "zip"))["counties.shp · Summary"][0] == "Features: 2, one without a location"


@pytest.mark.parametrize("cut", [10, 100, 120])
def test_a_cut_shapefile_is_refused(check_in_child, cut: int) -> None:
    files = layer_files()
    result = check_in_child(zipped({**files, "sites.shp": files["sites.shp"][:cut]}), "sites.zip")

    assert result.code == "broken"


@pytest.mark.parametrize("ending", ["shp", "dbf"])
def test_noise_in_a_shapefile_harms_nothing(tmp_path, ending: str) -> None:
    files = layer_files()
    path = tmp_path / "upload"
    for place in range(0, len(files[f"sites.{ending}"]), 7):
        noisy = bytearray(files[f"sites.{ending}"])
        noisy[place] ^= 0xFF
        path.write_bytes(zipped({**files, f"sites.{ending}": bytes(noisy)}))
        if place % 49 == 0:  # in a child of its own; the rest would take too long
            assert check_file(path, "sites.zip", Limits()).code in ("", "broken", "too-large")


def test_map_files_are_read_in_a_confined_child(tmp_path) -> None:
    path = tmp_path / "upload"
    texts = []
    for slug, data in (("kml", kml(placemark("Ternbeck"))), ("zip", zipped_layer(prj=COLORADO_FEET.encode()))):
        path.write_bytes(data)
        texts.append([page.heading for page in extract_pages(path, FILE_TYPES[slug], Limits()).pages])

    assert texts == [["Summary", "Features 1–1"], ["Files", "sites.shp · Summary", "sites.shp · Features 1–2"]]
