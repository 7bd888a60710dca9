"""Career pathways: who sees and changes them, their list, their form, their file."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.editing import EditConflict
from accounts.models import AuditEvent, User
from tests import pages
from tests.cast import Cast
from tests.workforce import training
from workforce.actions.entering import EntryRefused, remove, restore
from workforce.actions.pathways import change_pathway, details_of
from workforce.models import Pathway, PathwayWage, SpaceAdministrator

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
URL = "/workforce/pathways/"
SHIPPED = "Electrician for charging stations"


def names(client: Client, query: str = "") -> list[str]:
    return [text.removesuffix(" Sample") for text in pages.texts(client.get(URL + query), ".pathway-row__name")]


def form_data(**fields: str) -> dict[str, str]:
    rows = {"steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "0", "wages-TOTAL_FORMS": "1", "wages-INITIAL_FORMS": "0"}
    return {"occupation": "Technician", "summary": "Keeps stations running.", "do": "save", **rows, **fields}


WAGE = {
    "wages-0-lowest": "20", "wages-0-highest": "30", "wages-0-unit": "hour", "wages-0-place": "Vermont",
    "wages-0-year": "2025", "wages-0-source_name": "A survey", "wages-0-source_url": "https://survey.example/",
}  # fmt: skip


def test_who_sees_and_who_changes_a_pathway(cast: Cast) -> None:
    Pathway.objects.all().delete()
    listed = training.pathway(cast.vermont)
    removed = training.pathway(cast.guest, "Helper")
    remove(thing=removed, by=cast.guest)

    people = cast.everybody()
    seen = {name: set(Pathway.objects.visible_to(person)) for name, person in people.items()}
    changed = {name: set(Pathway.objects.editable_by(person)) for name, person in people.items()}

    administrators = ("administrator", "second_administrator")
    nobody = ("unverified", "applicant", "declined", "deactivated", "left")
    assert seen == {
        name: set() if name in nobody else {listed, removed} if name in ("guest", *administrators) else {listed}
        for name in people
    }
    theirs = {"vermont": {listed}, "vermont_editor": {listed}, "guest": {removed}}
    assert changed == {
        name: {listed, removed} if name in administrators else theirs.get(name, set()) for name in people
    }


def test_form_sent_twice_enters_one_pathway(cast: Cast) -> None:
    first, second, other = (training.pathway(cast.vermont, name) for name in ("One", "One", "Other"))

    assert (first == second, first == other) == (True, False)


def test_space_administrator_changes_what_others_entered(cast: Cast) -> None:
    made = training.pathway(cast.guest)
    SpaceAdministrator.objects.create(person=cast.colorado, named_by=cast.administrator)

    change_pathway(pathway=made, by=cast.colorado, details=training.pathway_details("Lineworker"), revision=1)
    User.objects.filter(pk=cast.colorado.pk).update(approved_email="before@people.example")
    cast.colorado.refresh_from_db()

    assert Pathway.objects.get(pk=made.pk).occupation == "Lineworker"
    with pytest.raises(PermissionDenied):
        change_pathway(pathway=made, by=cast.colorado, details=training.pathway_details("Other"), revision=2)


@pytest.mark.parametrize("name", ["unverified", "applicant", "declined", "deactivated", "left"])
def test_nobody_outside_the_space_adds_a_pathway(name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        training.pathway(getattr(cast, name))

    assert not AuditEvent.objects.filter(action="pathway.added").exists()


def test_administrator_without_an_agency_names_a_source(cast: Cast) -> None:
    with pytest.raises(EntryRefused):
        training.pathway(cast.administrator)

    made = training.pathway(cast.administrator, source_name="A source", source_url="https://source.example/")

    assert made.agency is None


def test_database_keeps_no_wage_without_a_source_and_no_fact_of_nobody(cast: Cast) -> None:
    made = training.pathway(cast.vermont)
    wage = {"pathway": made, "lowest": 2, "highest": 3, "unit": "hour", "place": "Here", "year": 2025}

    for bad in (
        {"source_name": "", "source_url": ""},
        {"source_name": "S", "source_url": "https://s.example", "highest": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PathwayWage.objects.create(**{**wage, **bad})
    with pytest.raises(IntegrityError), transaction.atomic():
        Pathway.objects.create(occupation="Of nobody", summary="No source.")


def test_same_words_again_change_nothing_and_a_second_editor_is_told(cast: Cast) -> None:
    made = training.pathway(cast.vermont)
    change_pathway(pathway=made, by=cast.vermont, details=details_of(made), revision=1)
    change_pathway(pathway=made, by=cast.vermont, details=training.pathway_details(length="4 years"), revision=1)

    with pytest.raises(EditConflict) as conflict:
        change_pathway(pathway=made, by=cast.vermont_editor, details=training.pathway_details(), revision=1)

    assert [event.action for event in conflict.value.events] == ["pathway.changed"]
    assert Pathway.objects.get(pk=made.pk).revision == 2


def test_steps_and_wages_are_replaced_in_their_order(cast: Cast) -> None:
    made = training.pathway(cast.vermont)
    before = training.pathway_details()

    change_pathway(
        pathway=made, by=cast.vermont, details=replace(before, steps=before.steps[::-1], wages=()), revision=1
    )

    assert list(made.steps.order_by("position").values_list("title", flat=True)) == ["Electrician", "Apprenticeship"]
    assert not made.wages.exists()


def test_removed_pathway_comes_back(cast: Cast, sign_in: SignIn) -> None:
    made = training.pathway(cast.vermont, "Of Vermont")

    remove(thing=made, by=cast.vermont)
    gone = names(sign_in(cast.guest)), sign_in(cast.guest).get(made.get_absolute_url()).status_code
    restore(thing=made, by=cast.vermont)

    assert gone == ([SHIPPED], 404)
    assert names(sign_in(cast.guest)) == [SHIPPED, "Of Vermont"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=helper", ["Helper"]),
        ("?q=47-2111", [SHIPPED]),
        ("?state=CO", ["Helper", SHIPPED]),
        ("?state=VT", [SHIPPED, "Technician"]),
        ("?credential=osha-10", ["Helper"]),
        ("?support=child-care", ["Technician"]),
        ("?support=child-care&credential=osha-10", []),
        ("?state=ZZ", []),
        ("?credential=%00", []),
        ("?page=x", ["Helper", SHIPPED, "Technician"]),
    ],
)
def test_list_narrows(query: str, expected: list[str], cast: Cast, sign_in: SignIn) -> None:
    training.pathway(cast.colorado, "Helper", state="CO", credentials=(training.credential("osha-10"),))
    training.pathway(cast.vermont, "Technician", supports=(training.support(),))

    found = names(sign_in(cast.guest), query)

    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_of_the_database_however_long(rows: int, cast: Cast, sign_in: SignIn) -> None:
    Pathway.objects.all().delete()
    for number in range(rows):
        training.pathway(cast.vermont, f"Occupation {number}", credentials=(training.credential(),))
    client = sign_in(cast.guest)
    client.get(URL)

    with CaptureQueriesContext(connection) as queries:
        assert len(names(client)) == rows

    assert len(queries) == 4


def test_page_shows_steps_wages_and_sources(cast: Cast, sign_in: SignIn) -> None:
    shipped = Pathway.objects.get(occupation=SHIPPED)

    page = sign_in(cast.guest).get(shipped.get_absolute_url())

    assert pages.texts(page, ".pathway__title") == [
        "Registered apprenticeship for electricians",
        "State electrician license",
        "EVITP course and exam",
        "Electrician who installs and maintains charging stations",
    ]
    assert pages.texts(page, ".wages__amount") == ["$16.30 to $47.11 per hour", "$18.44 to $48.46 per hour"]
    assert "California Energy Commission" in pages.links(page)
    assert "Edit pathway" not in pages.links(page)


def test_form_enters_a_pathway_with_steps_and_a_wage(cast: Cast, sign_in: SignIn) -> None:
    data = form_data(**{"state": "VT", "steps-0-title": "Classes", "steps-0-kind": "classes", **WAGE})

    answer = sign_in(cast.guest).post(reverse("workforce:pathway_add"), data)

    made = Pathway.objects.get(occupation="Technician")
    assert answer["Location"] == made.get_absolute_url()
    assert [step.title for step in made.steps.all()] == ["Classes"]
    assert [str(wage) for wage in made.wages.all()] == ["$20.00 to $30.00 per hour, Vermont, 2025"]
    assert made.agency == cast.guest.memberships.get().agency


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({**WAGE, "wages-0-source_url": ""}, "Enter the web address of the source. No wage is shown without one."),
        ({**WAGE, "wages-0-highest": "10"}, "Enter an amount that isn’t lower than the first one."),
        ({**WAGE, "wages-0-year": "2999"}, "Enter a year that isn’t in the future."),
        ({**WAGE, "wages-0-lowest": ""}, "Enter the amount."),
        ({**WAGE, "wages-0-source_url": "javascript:alert(1)"}, "Enter a web address that begins with https://."),
        ({"steps-0-description": "Words"}, "Name this step."),
        ({"soc_code": "472111"}, "Enter the code as 47-2111."),
        ({"source_name": "Somebody"}, "Enter the web address of the source too."),
        ({"occupation": ""}, "Enter the occupation, such as Electrician."),
    ],
)
def test_form_says_what_is_missing(fields: dict[str, str], sentence: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).post(reverse("workforce:pathway_add"), form_data(**fields))

    assert answer.status_code == 400
    assert sentence in " ".join(pages.texts(answer, "main form"))
    assert not Pathway.objects.filter(summary="Keeps stations running.").exists()


def test_form_gives_more_rows_without_saving(cast: Cast, sign_in: SignIn) -> None:
    data = form_data(**{"do": "rows", "steps-0-title": "Classes"})

    page = sign_in(cast.vermont).post(reverse("workforce:pathway_add"), data)

    assert len(pages.find(page, ".training-rows__row")) == 6
    assert not Pathway.objects.filter(occupation="Technician").exists()


def test_second_editor_sees_both_versions(cast: Cast, sign_in: SignIn) -> None:
    made = training.pathway(cast.vermont)
    client = sign_in(cast.vermont_editor)
    change_pathway(pathway=made, by=cast.vermont, details=training.pathway_details(length="4 years"), revision=1)

    answer = client.post(reverse("workforce:pathway_edit", args=[made.key]), form_data(revision="1"))
    again = client.post(reverse("workforce:pathway_edit", args=[made.key]), form_data(revision="2"))

    assert (answer.status_code, again.status_code) == (409, 302)
    assert "4 years" in pages.texts(answer, ".theirs")[0]
    assert Pathway.objects.get(pk=made.pk).occupation == "Technician"


def test_export_holds_what_the_list_shows_with_formulas_as_text(cast: Cast, sign_in: SignIn) -> None:
    training.pathway(cast.vermont, "=HYPERLINK(1)")

    answer = sign_in(cast.guest).get(f"{URL}export/?format=csv&state=VT")
    workbook = sign_in(cast.guest).get(f"{URL}export/?format=xlsx")

    head, *rows = csv.reader(StringIO(b"".join(answer).decode().removeprefix("\ufeff")))  # type: ignore[arg-type]
    assert head[0] == "Occupation"
    assert sorted(row[0] for row in rows) == ["'=HYPERLINK(1)", SHIPPED]
    assert workbook.content.startswith(b"PK")
    assert sign_in(cast.guest).get(f"{URL}export/?state=ZZ").status_code == 302
