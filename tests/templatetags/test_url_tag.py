"""{% url %} gives what Django's own tag gives, for every kind of part, and refuses what it refuses."""

import pytest
from django.template import Context, Template
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch

KEY = "46998f6729d8"


def rendered(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        ("'documents:browse'", "/documents/"),
        ("'documents:detail' key", f"/documents/{KEY}/"),
        ("'documents:page' key number", f"/documents/{KEY}/pages/12/"),
        ("'documents:page' key '12'", f"/documents/{KEY}/pages/12/"),
        ("'documents:page' key=key number=number", f"/documents/{KEY}/pages/12/"),
        ("name key", f"/documents/{KEY}/"),
        ("'contacts:entry' odd", "/questions/answers/%3Cb%3E%20&amp;%22/"),
    ],
)
def test_address_is_that_of_reverse(parts: str, address: str) -> None:
    context = {"key": KEY, "number": 12, "name": "documents:detail", "odd": '<b> &"'}

    assert rendered(f"{{% url {parts} %}}", **context) == address
    with override_script_prefix("/portal/"):
        assert rendered(f"{{% url {parts} %}}", **context) == f"/portal{address}"


def test_named_address_is_kept_for_later_and_written_nowhere() -> None:
    assert rendered("{% url 'documents:detail' key as there %}|{{ there }}", key=KEY) == f"|/documents/{KEY}/"
    assert rendered("{% url 'documents:nowhere' as there %}|{{ there }}") == "|"


@pytest.mark.parametrize("parts", ["'documents:nowhere'", "'documents:page' 'abc' 'def'", "'documents:detail' nothing"])
def test_what_has_no_address_is_refused(parts: str) -> None:
    with pytest.raises(NoReverseMatch):
        rendered(f"{{% url {parts} %}}", nothing="")
