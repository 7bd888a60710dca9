"""Writes the sample files that are plain data: CSV, GeoJSON, text and a ZIP bundle."""

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from sample_files import MARK
from sample_files.stable import write_zip

YEAR_MINUTES = 525_600


def read_rows(content: Path) -> list[dict[str, str]]:
    """The rows of a content CSV by column name."""
    with content.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def write_csv(target: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Writes rows with a last column that says what the record is."""
    marked = [{**row, "record_status": MARK} for row in rows]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, marked[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(marked)


def with_uptime(rows: list[dict[str, str]]) -> list[dict[str, object]]:
    """Adds uptime per port over a year, by the formula of 23 CFR 680.116(b)."""
    done: list[dict[str, object]] = []
    for row in rows:
        outage = int(row["outage_minutes"]) - int(row["excluded_minutes"])
        uptime = (YEAR_MINUTES - outage) / YEAR_MINUTES * 100
        period = {"period_start": "2024-07-01", "period_end": "2025-06-30"}
        meets = "yes" if uptime > 97 else "no"
        done.append({**period, **row, "uptime_percent": f"{uptime:.2f}", "above_97_percent": meets})
    return done


def write_geojson(target: Path, title: str, rows: list[dict[str, str]]) -> None:
    """Writes points in WGS 84, each with its properties and the mark."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(row["longitude"]), float(row["latitude"])]},
            "properties": {
                **{key: value for key, value in row.items() if key not in ("latitude", "longitude")},
                "ports": int(row["ports"]),
                "power_kw": float(row["power_kw"]),
                "record_status": MARK,
            },
        }
        for row in rows
    ]
    layer = {
        "type": "FeatureCollection",
        "name": title,
        "description": f"{MARK}. No agency issued it. Points are near real interchanges; stations are invented.",
        "features": features,
    }
    target.write_text(json.dumps(layer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_bundle(target: Path, folder: Path, names: list[str], readme: str, on: date) -> None:
    """A ZIP of files already written to `folder`, with a README first."""
    entries = {"README.txt": f"{MARK}. No agency issued it.\n\n{readme}\n".encode()}
    entries |= {name: (folder / name).read_bytes() for name in names}
    write_zip(target, entries, on)
