"""The map of the site for search engines (sitemaps.org): what the public may read, and nothing else."""

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from django.urls import reverse

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.addresses import absolute_url, address_of
from publications.listing import public_documents
from publications.models import Edition, Revision, Study
from states.profile import profile_url
from workinggroups.models import WorkingGroup

PAGES = (
    *("home", "states:list", "regions", "phasemap:map", "publications:list", "workforce:overview"),
    *("workinggroups:list", "meetings:list", "contact"),
)
MOST_DOCUMENTS = 10_000  # a map may hold 50,000 addresses
MOST_STUDIES = 2_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap_xml(public: Viewer) -> str:
    """Each address once; of editions with the date of the newest revision. Six queries."""
    lines = [_line(path, day) for path, day in _pages(public)]
    return f"{HEAD}{''.join(lines)}</urlset>\n"


def _pages(public: Viewer) -> Iterator[tuple[str, date | None]]:
    for name in PAGES:
        yield reverse(name), None
    for code in State.objects.order_by("name").values_list("code", flat=True):
        yield profile_url(code), None
    for slug in WorkingGroup.objects.in_order().values_list("slug", flat=True):
        yield reverse("workinggroups:detail", args=[slug]), None
    for slug in Study.objects.visible_to(public).by_name().values_list("slug", flat=True)[:MOST_STUDIES]:
        yield reverse("publications:study", args=[slug]), None
    yield from _editions(public)
    for key in public_documents(public).values_list("key", flat=True)[:MOST_DOCUMENTS]:
        yield address_of("documents:detail", key), None


def _editions(public: Viewer) -> Iterator[tuple[str, date | None]]:
    """The current revision stands for the superseded ones."""
    revised = Revision.objects.visible_to(public).order_by("edition", "-number").distinct("edition")
    days = dict(revised.values_list("edition", "revised_on"))
    rows = Edition.objects.visible_to(public).order_by("pk").values_list("pk", "study__slug", "slug")
    for pk, study, slug in rows[: MOST_STUDIES * 5]:
        yield reverse("publications:edition", args=[study, slug]), days.get(pk)


def _line(path: str, day: date | None) -> str:
    changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    return f"<url><loc>{escape(absolute_url(path))}</loc>{changed}</url>\n"
