from tests import shelf
from tests.cast import Cast
from documents.models import Document


def test_visible_to_lists_what_is_shared(cast: Cast) -> None:
    shelf.document(cast.vermont, "For all")
    shelf.document(cast.vermont, "For Vermont", sharing_choice="state")

    seen = {name: sorted(Document.objects.visible_to(user).values_list("title", flat=True)) for name, user in cast.everybody().items()}

    assert seen["colorado"] == ["For all"]
    assert seen["vermont_energy"] == ["For Vermont", "For all"]
    assert seen["guest"] == []
    assert seen["deactivated"] == []
