"""Who can see a study: whoever can see one of its editions, which are documents."""

from collections.abc import Sequence

from accounts.seeing import Circle, Kind, Seen, approved, holders_of, is_public, of_administrators, person
from accounts.standing import Viewer
from documents.models import Document
from publications.models import Study


def _describe(study: Study, viewer: Viewer) -> Seen:
    # SECURITY: of editions that this viewer does not see, nobody is told that they are there, nor by a number.
    documents = Document.objects.visible_to(viewer).filter(edition__study=study).values_list("reader_keys", flat=True)
    keys = sorted({key for of_one in documents for key in of_one})
    circles = [of_administrators("study")]
    if keys:
        why = "because they can see one of its editions"
        circles.append(Circle("Readers of its editions", why, holders_of(keys), is_everybody=is_public(keys)))
    elif not study.editions.exists():
        own = approved().filter(pk__in=person(study.made_by_id))
        circles.append(Circle("The person who added it", "because it has no edition yet", own))
    return Seen(study.name, "study", study.get_absolute_url(), circles)


def seeable() -> Sequence[Kind]:
    """Studies. An edition's readers are its document's."""
    return (Kind("study", Study.objects.visible_to, _describe, "slug"),)
