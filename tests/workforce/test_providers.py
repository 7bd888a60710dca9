"""Training providers: who sees and changes them, their list, map and file, and confirming them once a year."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.editing import EditConflict
from accounts.models import AuditEvent, User
from tests import pages
from tests.cast import Cast
from tests.workforce import training
from workforce.actions.entering import EntryRefused, remove, restore
from workforce.actions.providers import change_provider, confirm_provider, details_of
from workforce.models import Provider, SpaceAdministrator
from workforce.views import providers as views

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
URL = "/workforce/providers/"
FORM = {
    "name": "Blue College",
    "kind": "college",
    "state": "VT",
    "county": "Chittenden",
    "trained": "2025: 1,140\n2024 12",
}


def names(client: Client, query: str = "") -> list[str]:
    return pages.texts(client.get(URL + query), ".provider-row__name")


def test_agency_changes_what_it_entered_and_nobody_elses(cast: Cast) -> None:
    made = training.provider(cast.vermont)
    details = training.provider_details(programs="Two semesters.")

    for name in ("vermont_energy", "colorado", "guest", "left", "applicant"):
        with pytest.raises(PermissionDenied):
            change_provider(provider=made, by=getattr(cast, name), details=details, revision=1)
    change_provider(provider=made, by=cast.vermont_editor, details=details, revision=1)

    made.refresh_from_db()
    assert (made.programs, made.revision, made.confirmed_by) == ("Two semesters.", 2, cast.vermont_editor)
    with pytest.raises(EditConflict):
        change_provider(provider=made, by=cast.vermont, details=training.provider_details(), revision=1)


def test_one_provider_of_a_name_in_a_county(cast: Cast) -> None:
    made = training.provider(cast.vermont, county="Chittenden County")

    with pytest.raises(EntryRefused):
        training.provider(cast.guest, "GREEN COLLEGE", county="Chittenden County")
    training.provider(cast.guest, county="Addison County")
    remove(thing=made, by=cast.vermont)
    training.provider(cast.guest, county="Chittenden County")
    with pytest.raises(EntryRefused):
        restore(thing=made, by=cast.vermont)

    assert Provider.objects.listed().count() == 2


def test_confirming_counts_once_a_day(cast: Cast) -> None:
    made = training.provider(cast.vermont, days=400)

    for _ in range(2):
        confirm_provider(provider=made, by=cast.vermont)

    made.refresh_from_db()
    assert not made.is_stale
    assert AuditEvent.objects.filter(action="provider.confirmed").count() == 1
    with pytest.raises(PermissionDenied):
        confirm_provider(provider=made, by=cast.guest)


def test_confirming_leads_on_to_what_else_is_due(cast: Cast, sign_in: SignIn) -> None:
    first, second = training.provider(cast.vermont, days=401), training.provider(cast.vermont, "Blue College", days=400)
    training.provider(cast.guest, "Canary of the city", days=500)
    client = sign_in(cast.vermont_editor)

    due = pages.texts(client.get(f"{URL}due/"), ".provider-row__name")
    answers = [client.post(reverse("workforce:provider_confirm", args=[row.key])) for row in (first, second)]

    assert due == ["Green College", "Blue College"]
    assert [answer["Location"] for answer in answers] == [f"{URL}due/", second.get_absolute_url()]
    assert pages.texts(client.get(f"{URL}due/"), ".provider-row__name") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=blue", ["Blue College"]),
        ("?state=CO", ["High Plains"]),
        ("?state=VT&county=Chittenden", ["Blue College"]),
        ("?county=Chittenden", []),
        ("?state=VT&county=Nowhere", []),
        ("?credential=evitp", ["High Plains", "Green College"]),
        ("?credential=evitp&support=child-care", ["Green College"]),
        ("?kind=union", ["High Plains"]),
        ("?confirmed=due", ["High Plains"]),
        ("?kind=zz", []),
        ("?state=%00", []),
        ("?page=x", ["High Plains", "Blue College", "Green College"]),
    ],
)
def test_list_narrows(query: str, expected: list[str], cast: Cast, sign_in: SignIn) -> None:
    both = {"credentials": (training.credential(),)}
    training.provider(cast.vermont, supports=(training.support(),), **both)
    training.provider(cast.guest, "Blue College", county="Chittenden County")
    training.provider(cast.colorado, "High Plains", state="CO", kind="union", days=366, **both)

    assert names(sign_in(cast.guest), query) == expected


def test_filter_names_counties_that_are_written_alike(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.guest).get(f"{URL}?state=VT&county=Chitenden")

    assert "Did you mean Chittenden County?" in " ".join(pages.texts(page, ".training-filter"))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_of_the_database_however_long(rows: int, cast: Cast, sign_in: SignIn) -> None:
    for number in range(rows):
        both = {"credentials": (training.credential(),), "trained": {2024: 3, 2025: 4}}
        training.provider(cast.vermont, f"College {number}", supports=(training.support(),), **both)
    client = sign_in(cast.guest)
    client.get(URL)

    with CaptureQueriesContext(connection) as queries:
        assert len(names(client)) == rows

    assert len(queries) == 5


def test_pages_follow_the_key(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for name in ("A", "B", "C"):
        training.provider(cast.vermont, name)
    client = sign_in(cast.guest)

    (more,) = pages.links(client.get(URL), ".pager a").values()

    assert (names(client), names(client, more)) == (["A", "B"], ["C"])


def test_stale_provider_is_marked(cast: Cast, sign_in: SignIn) -> None:
    made = training.provider(cast.vermont, days=400)

    row = pages.texts(sign_in(cast.guest).get(URL), ".provider-row .chip--caution")
    page = sign_in(cast.guest).get(made.get_absolute_url())

    assert row[0].startswith("Not confirmed since")
    assert pages.texts(page, ".usa-alert__heading") == ["Not confirmed for more than a year"]


def test_map_and_table_count_the_same(cast: Cast, sign_in: SignIn) -> None:
    training.provider(cast.vermont, trained={2025: 30, 2024: 10})
    training.provider(cast.guest, "Blue College", trained={2024: 99})
    training.provider(cast.colorado, "High Plains", state="CO", trained={2025: 1200})
    remove(thing=training.provider(cast.colorado, "Canary", state="CO"), by=cast.colorado)
    client = sign_in(cast.guest)
    client.get(f"{URL}map/")

    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{URL}map/")

    rows = pages.texts(page, ".training-table tbody tr")
    assert rows == ["Colorado 1 1,200 What Colorado asks for", "Vermont 2 30 What Vermont asks for"]
    titles = [title for title in pages.texts(page, ".us-map title") if "provider" in title]
    assert titles == [
        "Colorado (CO), 1 provider and 1,200 people trained in 2025",
        "Vermont (VT), 2 providers and 30 people trained in 2025",
    ]
    assert len(queries) == 6


def test_form_enters_a_provider(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.guest).post(f"{URL}add/", {**FORM, "contact_email": "a@school.example"})

    made = Provider.objects.get(name="Blue College")
    assert answer["Location"] == made.get_absolute_url()
    assert (made.county, details_of(made).trained) == ("Chittenden County", {2025: 1140, 2024: 12})
    assert made.agency == cast.guest.memberships.get().agency


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"county": "Chitenden"}, "“Chitenden” isn’t a county of Vermont. Did you mean Chittenden County?"),
        ({"trained": "many"}, "We can’t read “many”. Enter the year and the number: 2025: 140"),
        ({"trained": "2025: ,"}, "We can’t read “2025:,”."),
        ({"trained": f"2025: {'9' * 5000}"}, "We can’t read “2025: 9"),
        ({"trained": "1999: 5"}, "Enter years from 2000"),
        ({"trained": "2025: 5\n2025: 6"}, "2025 is there twice."),
        ({"trained": "2025: 99999999"}, "Enter 1,000,000 people or fewer for 2025."),
        ({"website": "javascript:alert(1)"}, "Enter a web address that begins with https://."),
        ({"state": ""}, "Choose one."),
        ({"source_url": "https://a.example"}, "Enter the name of the source too."),
    ],
)
def test_form_says_what_is_wrong(fields: dict[str, str], sentence: str, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont).post(f"{URL}add/", {**FORM, **fields})

    assert answer.status_code == 400
    assert sentence in " ".join(pages.texts(answer, "main form"))
    assert not Provider.objects.exists()


def test_saving_the_same_confirms_nothing_and_an_edit_does(cast: Cast, sign_in: SignIn) -> None:
    made = training.provider(cast.vermont, days=400)
    client, url = sign_in(cast.vermont), reverse("workforce:provider_edit", args=[made.key])
    same = {"name": made.name, "kind": "college", "state": "VT", "revision": "1"}

    client.post(url, same)
    before = Provider.objects.get(pk=made.pk).is_stale
    client.post(url, {**same, "programs": "Two semesters."})

    made.refresh_from_db()
    assert (before, made.is_stale, made.revision) == (True, False, 2)


def test_second_editor_sees_both_versions(cast: Cast, sign_in: SignIn) -> None:
    made = training.provider(cast.vermont)
    change_provider(provider=made, by=cast.vermont, details=training.provider_details(capacity=77), revision=1)

    answer = sign_in(cast.vermont_editor).post(
        reverse("workforce:provider_edit", args=[made.key]), {**FORM, "revision": "1"}
    )

    assert answer.status_code == 409
    assert "77" in pages.texts(answer, ".theirs")[0]


def test_restoring_over_another_one_is_a_sentence(cast: Cast, sign_in: SignIn) -> None:
    made = training.provider(cast.vermont)
    remove(thing=made, by=cast.vermont)
    training.provider(cast.guest)

    page = sign_in(cast.vermont).post(reverse("workforce:provider_restore", args=[made.key]), follow=True)

    assert "There is another provider with this name in this county now. Edit that one." in page.content.decode()


def test_export_has_the_columns_of_an_import(cast: Cast, sign_in: SignIn) -> None:
    phone = {"contact_phone": "+1 802 555 0100", "trained": {2025: 7}}
    training.provider(cast.vermont, county="Chittenden County", credentials=(training.credential(),), **phone)
    training.provider(cast.colorado, "Canary", state="CO", trained={2020: 1})

    answer = sign_in(cast.guest).get(f"{URL}export/?format=csv&state=VT")

    head, row = csv.reader(StringIO(b"".join(answer).decode().removeprefix("\ufeff")))  # type: ignore[arg-type]
    assert head[:5] == ["ID", "Name", "Type", "State", "County"]
    assert head[16:] == ["Trained in 2025", "Last confirmed", "Entered by", "Sample data"]
    assert (row[1], row[4], row[6], row[12], row[16]) == (
        "Green College", "Chittenden County", "EVITP certification", "'+1 802 555 0100", "7",
    )  # fmt: skip


def test_named_administrator_of_the_space_confirms_anything(cast: Cast) -> None:
    made = training.provider(cast.guest, days=400)
    SpaceAdministrator.objects.create(person=cast.colorado, named_by=cast.administrator)

    confirm_provider(provider=made, by=cast.colorado)

    assert Provider.objects.get(pk=made.pk).confirmed_at > timezone.now() - timedelta(minutes=5)
