"""Career pathways as rows of a spreadsheet, and as words for somebody whose edit came second."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from clearinghouse.lib.addresses import absolute_url
from workforce.actions.pathways import PathwayDetails, details_of
from workforce.models import Pathway, PathwayStep
from workforce.models.pathway import PathwayQuerySet

MOST_EXPORTED = 5000
COLUMNS = (
    "Occupation", "SOC code", "State", "Summary", "Steps", "Credentials", "Supports", "Who it serves",
    "Entry requirements", "Typical length", "Employer demand", "Wages", "Source", "Web address of the source",
    "Source read on", "Entered by", "Sample data", "Link",
)  # fmt: skip


def exported(pathways: PathwayQuerySet) -> Iterator[tuple[object, ...]]:
    """One row each under COLUMNS; a query for each kind of part."""
    steps = Prefetch("steps", PathwayStep.objects.order_by("position"))
    read = pathways.select_related("state", "agency").prefetch_related("credentials", "supports", "wages", steps)
    return map(_row, read)


def _row(pathway: Pathway) -> tuple[object, ...]:
    wages = "; ".join(f"{wage} ({wage.source_name}, {wage.source_url})" for wage in pathway.wages.all())
    return (
        pathway.occupation, pathway.soc_code, pathway.state.name if pathway.state else "Nationwide", pathway.summary,
        "; ".join(step.title for step in pathway.steps.all()), _names(pathway.credentials.all()),
        _names(pathway.supports.all()), pathway.who_it_serves, pathway.entry_requirements, pathway.length,
        pathway.demand, wages, pathway.source_name, pathway.source_url, pathway.checked_on or "",
        pathway.agency or "", "Yes" if pathway.is_sample else "", absolute_url(pathway.get_absolute_url()),
    )  # fmt: skip


def _names(things: Iterable[object]) -> str:
    return "; ".join(map(str, things))


def saved_words(pathway: Pathway) -> dict[str, str]:
    """What stands now, by field, for the person whose edit came second."""
    saved: PathwayDetails = details_of(pathway)
    return {
        "occupation": saved.occupation,
        "SOC code": saved.soc_code,
        "state": str(saved.state or "Nationwide"),
        "summary": saved.summary,
        "who it serves": saved.who_it_serves,
        "entry requirements": saved.entry_requirements,
        "typical length": saved.length,
        "employer demand": saved.demand,
        "notes": saved.notes,
        "credentials": _names(saved.credentials),
        "supports": _names(saved.supports),
        "steps": "\n".join(step.title for step in saved.steps),
        "wages": "\n".join(str(wage) for wage in pathway.wages.order_by("pk")),
        "source": f"{saved.source_name} {saved.source_url}".strip(),
    }
