"""The record card: what is known about a document, as a page without a number that search finds."""

from documents.models import Document, Page


def write_card(document: Document) -> None:
    """Bring the card up to date with title, kind, state, agency, topics and abstract. Call it where they change."""
    lines = [
        document.abstract,
        document.kind.name if document.kind else "",
        document.state.name if document.state else "",
        document.agency.name if document.agency else "",
        ", ".join(document.topics.order_by("position", "pk").values_list("name", flat=True)),
        document.study,
    ]
    Page.objects.update_or_create(
        document=document,
        version=None,
        defaults={
            "number": 0,
            "heading": document.title,
            "text": "\n".join(line for line in lines if line),
            "is_current": True,
        },
    )
