"""What programs read on a study's pages: schema.org for search engines, citation_* for reference managers.

Made of what the public may see, whoever asks.
"""

from typing import Any

from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.files.types import FILE_TYPES
from publications.citing import Citation
from publications.models import Edition, Study
from publications.overview import EditionRow, RevisionRow

Graph = dict[str, Any]
TYPES = {Edition.Form.SLIDES: "PresentationDigitalDocument", Edition.Form.DATA: "Dataset"}  # others are reports


def study_graph(study: Study, rows: list[EditionRow]) -> Graph:
    """A study with its editions as parts."""
    address = absolute_url(study.get_absolute_url())
    return {
        "@context": "https://schema.org",
        **_known(
            {
                "@type": "Report",
                "@id": address,
                "url": address,
                "name": study.name,
                "abstract": study.summary,
                "about": study.subject,
                "author": _organization(study),
                "publisher": _organization(study),
                "hasPart": [_edition(study, row, row.current) for row in rows],
            }
        ),
    }


def edition_graph(study: Study, row: EditionRow, revision: RevisionRow | None) -> Graph:
    """One revision of an edition, as part of its study."""
    whole = {"@type": "Report", "@id": absolute_url(study.get_absolute_url()), "name": study.name}
    return {"@context": "https://schema.org", **_edition(study, row, revision), "isPartOf": whole}


def citation_tags(study: Study, row: EditionRow, revision: RevisionRow, cited: Citation) -> list[tuple[str, str]]:
    """Names and values of Highwire's meta tags, which Google Scholar and Zotero read; only those that are known."""
    is_pdf = revision.revision.version is not None and revision.revision.version.file_type == "pdf"
    tags = {
        "citation_title": cited.title,
        "citation_author": cited.author,
        "citation_technical_report_institution": cited.author,
        "citation_technical_report_number": f"Revision {cited.number}" if cited.number > 1 else "",
        "citation_publication_date": f"{cited.day:%Y/%m/%d}" if cited.day else "",
        "citation_language": cited.language,
        "citation_abstract_html_url": absolute_url(revision.url),
        "citation_pdf_url": absolute_url(revision.download_url) if is_pdf else "",
    }
    return [(name, value) for name, value in tags.items() if value]


def _edition(study: Study, row: EditionRow, revision: RevisionRow | None) -> Graph:
    address = absolute_url(revision.url if revision else row.url)
    day = revision.revised_on if revision else None
    return _known(
        {
            "@type": TYPES.get(Edition.Form(row.edition.form), "Report"),
            "@id": address,
            "url": address,
            "name": row.document.title,
            "abstract": row.document.abstract if revision is None or revision.is_current else "",
            "author": _organization(study),
            "publisher": _organization(study),
            "inLanguage": row.edition.language,
            "datePublished": day.isoformat() if day else "",
            "version": revision.number if revision else None,
            "creativeWorkStatus": "" if revision is None or revision.is_current else "Superseded",
            "numberOfPages": revision.revision.pages if revision else None,
            "encoding": _file(revision) if revision else None,
            "sameAs": row.source_url,
        }
    )


def _file(revision: RevisionRow) -> Graph | None:
    version = revision.revision.version
    if version is None:
        return None
    file_type = FILE_TYPES.get(version.file_type)
    return _known(
        {
            "@type": "MediaObject",
            "contentUrl": absolute_url(revision.download_url),
            "contentSize": f"{version.size} B",
            "encodingFormat": file_type.content_type if file_type else "",
            "sha256": version.sha256,
        }
    )


def _organization(study: Study) -> Graph | None:
    return {"@type": "Organization", "name": study.publisher} if study.publisher else None


def _known(values: Graph) -> Graph:
    return {name: value for name, value in values.items() if value not in ("", None, [])}
