"""What was typed is shown in the form's own words, and no word that its reader might not read elsewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django import forms
from django.forms.forms import BaseForm
from django.test import Client
from django.urls import get_resolver, resolve

from accounts.models import Agency, Audience, User
from accounts.unsent_words import CHOSEN, DRAWN_BY_HAND, NOT_TYPED, REFERENCE_DATA, _all_forms, typed
from documents.models import Kind, Topic
from tests import library
from tests.accounts.test_unsent import send
from tests.cast import Cast
from tests.pages import find

SignIn = Callable[[User | None], Client]
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def shown(response: object) -> dict[str, list[str]]:
    return {
        row.findtext("dt"): [value.text_content() for value in row.iterfind("dd")]
        for row in find(response, ".unsent__fields > div")
    }


def test_details_of_a_document_are_shown_as_the_form_calls_them(cast: Cast, client: Client) -> None:
    kind, topics = Kind.objects.get(slug="rfp"), list(Topic.objects.order_by("position", "pk")[:2])
    document = library.document(cast.vermont, "Plan", pages=["a"])
    sent = {
        "title": "Chargers", "kind": str(kind.pk), "state": "VT", "dated_on": "2026-01-15", "label": "deliberative",
        "sharing": "all_members", "public_confirmed": "on", "topics": [str(topic.pk) for topic in topics],
        "agency": "", "era": "", "revision": "3", "step": "preview",
    }  # fmt: skip

    response = send(client, f"/documents/{document.key}/edit/", sent)

    assert shown(response) == {
        "Title": ["Chargers"],
        "Document type": [kind.name],
        "State or territory": ["Vermont"],
        "Document date": ["January 15, 2026"],
        "Under public-records law, this document is": ["Internal draft, deliberative"],
        "Who can see it?": ["All member states"],
        "Yes, anyone can read it without signing in": ["Yes"],
        "Topics": [topic.name for topic in topics],
    }


def test_rows_of_a_form_have_their_number(db: None) -> None:
    sent = [("tasks-TOTAL_FORMS", "2"), ("tasks-0-text", "Count"), ("tasks-0-number", "7"), ("tasks-1-text", "Paint")]

    found = typed(resolve("/meetings/abcdefghijkm/summary/"), sent)

    assert [(field.label, field.values) for field in found] == [
        ("Action item 1", ["Count"]),
        ("Action item 2", ["Paint"]),
    ]


def test_rows_of_the_table_of_drafts_have_their_number(db: None) -> None:
    match = resolve("/documents/share/table/")
    sent = [
        ("all-dated_on", "2026-02-03"),
        ("k7tn2dvndz3n-title", "Corridor plan"),
        ("k7tn2dvndz3n-label", "public"),
        ("k7tn2dvndz3n-revision", "1"),
        ("ck66pv4hz9s5-title", "Inspection"),
        ("ck66pv4hz9s5-sharing", ""),
    ]

    assert [(one.label, one.values) for one in typed(match, sent)] == [
        ("Document date (all rows)", ["February 3, 2026"]),
        ("Draft 1: Title", ["Corridor plan"]),
        ("Draft 1: Public records", ["Already public"]),
        ("Draft 2: Title", ["Inspection"]),
    ]


def test_answers_to_questions_stand_together_without_what_was_asked(db: None, client: Client) -> None:
    sent = {
        "q_bqqym3pb": "no",
        "q_4sz9vg6h_0": "3",
        "q_4sz9vg6h_1": "",
        "q_mg5c8bk2": "Lost and found.",
        "sharing": "naseo",
    }

    response = send(client, "/inquiries/abcdefghijkl/answer/IN/", sent)

    assert shown(response) == {"Your answers": ["no", "3", "Lost and found."], "Sharing": ["naseo"]}


def test_form_without_a_form_class_is_named_too(db: None) -> None:
    found = typed(resolve("/meetings/abcdefghijkm/documents/"), [("role", "slides"), ("document", "x")])

    assert [(field.label, field.values) for field in found] == [("Listed as", ["slides"])]


def test_reference_data_is_named_as_its_form_names_it(db: None, client: Client) -> None:
    sent = {"name": "Agency of all roads", "state": "VT", "kind": "DOT", "is_sample": "on", "domains-0-domain": "x.gov"}

    assert shown(send(client, "/data/accounts/agency/add/", sent)) == {
        "Name": ["Agency of all roads"],
        "State": ["Vermont"],
        "Type": ["Department of Transportation"],
        "Sample data": ["Yes"],
        "Domain 1": ["x.gov"],
    }


def test_people_and_circles_are_not_named_to_who_is_signed_out(cast: Cast, client: Client) -> None:
    document = library.document(cast.vermont, "Plan", pages=["a"])
    circle = Audience.objects.filter(kind=Audience.Kind.WORKING_GROUP).first()

    response = send(
        client, f"/documents/{document.key}/edit/", {"people": cast.vermont_energy.key, "groups": str(circle.pk)}
    )

    assert list(shown(response).values()) == [[CHOSEN], [CHOSEN]]
    assert cast.vermont_energy.name not in response.content.decode()


@pytest.mark.parametrize("value", ["x", "9" * 30, "-1"])
def test_what_is_no_choice_is_not_looked_up(value: str, cast: Cast, client: Client) -> None:
    response = send(client, "/documents/abcdefghijkm/edit/", {"kind": value, "state": value, "sharing": value})

    assert response.status_code == 403
    assert {words for values in shown(response).values() for words in values} <= {CHOSEN}


def test_only_reference_data_is_looked_up() -> None:
    get_resolver().url_patterns  # noqa: B018  (imports every view)
    models = {
        field.queryset.model._meta.label_lower
        for form in _all_forms(BaseForm)
        for field in form.base_fields.values()
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None
    }

    assert REFERENCE_DATA & {User._meta.label_lower, Audience._meta.label_lower, "documents.document"} == set()
    assert Agency._meta.label_lower in models & REFERENCE_DATA


def test_every_control_in_a_template_has_words() -> None:
    get_resolver().url_patterns  # noqa: B018
    known = {name for form in _all_forms(BaseForm) for name in form.base_fields}
    control = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([a-z_]+)"', re.S)
    sent = {
        name
        for path in TEMPLATES.rglob("*.html")
        if path.parent.name not in ("admin", "styleguide")
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', path.read_text(), re.S)
        for name in control.findall(form)
    }

    assert sent - known - NOT_TYPED - set(DRAWN_BY_HAND) - {"csrfmiddlewaretoken", "unsent-form-page", "q"} == set()
