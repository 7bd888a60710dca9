from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify

FORMS = {
    "fact-sheet": "fact-sheet",
    "briefing-paper": "briefing-paper",
    "working-paper": "working-paper",
    "report": "full-report",
}
# What was known of the one study that shipped.
SHIPPED = {
    "Phasing in U.S. Charging Infrastructure": {
        "publisher": "CALSTART",
        "subject": "Zero-emission medium- and heavy-duty vehicles",
        "summary": (
            "One study in three editions. Its strategy: hubs in priority launch areas first, then corridors, then a "
            "national network through 2035."
        ),
    }
}


def make_studies(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Documents that name the same study become its editions, each with its file, or its record, as revision 1."""
    documents = apps.get_model("documents", "Document").objects.exclude(study="").exclude(status="draft")
    rows = documents.select_related("kind", "agency", "current_version").defer("reader_keys")
    taken = {"new"}  # the address of the form for a new study
    for name, group in groupby(rows.order_by("study", "page_count", "pk"), key=lambda document: document.study):
        editions = list(group)
        # SECURITY: who sees one edition sees what the study says, so it says only what all its documents do.
        agency = _common(document.agency.name if document.agency else "" for document in editions)
        slug = next(slug for slug in _slugs(slugify(name)[:70] or "study") if slug not in taken)
        taken.add(slug)
        study = apps.get_model("publications", "Study").objects.create(
            slug=slug,
            name=name,
            source_url=_common(document.source_url for document in editions),
            is_sample=all(document.is_sample for document in editions),
            **SHIPPED.get(name, {"publisher": agency}),
        )
        study.topics.set(set.intersection(*(set(document.topics.all()) for document in editions)))
        _make_editions(apps, study, editions)


def _make_editions(apps: Any, study: Any, documents: list[Any]) -> None:
    taken: set[str] = set()
    for document in documents:
        form = FORMS.get(document.kind.slug if document.kind else "", "full-report")
        slug = next(slug for slug in _slugs(form) if slug not in taken)
        taken.add(slug)
        edition = apps.get_model("publications", "Edition").objects.create(
            study=study, slug=slug, form=form, document=document
        )
        # Pages of a record were typed; without an address there is nothing to name as their source.
        is_record = document.current_version is None and document.page_count is not None and document.source_url
        apps.get_model("publications", "Revision").objects.create(
            edition=edition,
            number=1,
            revised_on=document.dated_on,
            version=document.current_version,
            page_count=document.page_count if is_record else None,
            facts_source=document.source_url if is_record else "",
        )


def _common(values: Iterable[str]) -> str:
    """What is said by each; empty where they differ."""
    said = set(values)
    return said.pop() if len(said) == 1 else ""


def _slugs(base: str) -> Iterator[str]:
    yield base
    number = 1
    while True:
        number += 1
        yield f"{base}-{number}"


class Migration(migrations.Migration):
    """From the name of a study on documents to studies with editions."""

    dependencies = [("publications", "0001_initial")]

    operations = [migrations.RunPython(make_studies, migrations.RunPython.noop, elidable=True)]
