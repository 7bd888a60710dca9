"""The bounds within which uploaded files are checked, read and drawn."""

from clearinghouse.lib.frozen import dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes unless named otherwise. The defaults are the portal's published upload limits."""

    file_bytes: int = 100 * MB

    zip_entries: int = 1000
    zip_unpacked_bytes: int = 500 * MB
    zip_ratio: int = 100
    zip_depth: int = 2

    office_parts: int = 5000
    office_unpacked_bytes: int = 200 * MB

    pdf_pages: int = 2000
    image_pixels: int = 40_000_000

    geojson_bytes: int = 40 * MB
    geojson_depth: int = 32
    geojson_features: int = 250_000
    shapefile_bytes: int = 40 * MB
    map_features: int = 2000  # drawn in the map of a layer
    map_positions: int = 10_000

    page_characters: int = 100_000
    document_characters: int = 20_000_000
    text_pages: int = 2000  # pages that a document without pages of its own is split into, at most

    child_memory_bytes: int = 1024 * MB
    child_cpu_seconds: int = 30
    child_wall_seconds: float = 60.0
    child_open_files: int = 64
    child_written_bytes: int = 128 * MB
    child_answer_bytes: int = 96 * MB

    render_width: int = 2400
    render_pages_per_child: int = 40
    ocr_dots_per_inch: int = 300
    ocr_seconds: float = 60.0  # for all turns of a page together

    office_cpu_seconds: int = 60
    office_open_files: int = 256
    office_pdf_bytes: int = 64 * MB

    clean_seconds: int = 120  # of the processor, for a cleaned copy; twice that by the clock
