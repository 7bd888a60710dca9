"""Members find the people who are listed, with what each shows, and cannot carry the directory away."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import audiences
from accounts.models import Agency, AuditEvent, Preferences, User
from contacts.models import Mailbox, Route
from directory import views as views
from directory.entries import directory_for
from tests import library, pages
from tests.accounts.signing import sign_in_long_ago
from tests.cast import Cast, agency, member
from workinggroups.models import GroupMembership, WorkingGroup

SignIn = Callable[[User | None], Client]
URL = "/directory/"
# By last name, as the directory has them.
MEMBERS = ["Colorado", "Vermont Editor", "Vermont Energy", "New Hampshire", "Group Member", "Vermont"]
ADMINISTRATORS = ["Administrator", "Second Administrator"]
EVERYBODY = [*ADMINISTRATORS, *MEMBERS[:3], "Guest", *MEMBERS[3:]]


def names(client: Client, query: str = "") -> list[str]:
    return pages.texts(client.get(URL + query), ".member__name")


def choose(person: User, **fields: object) -> None:
    Preferences.objects.update_or_create(user=person, defaults=fields)


def put_in(slug: str, *people: User) -> WorkingGroup:
    group = WorkingGroup.objects.get(slug=slug)
    for person in people:
        audiences.join(person, group.audience)
    return group


def test_who_finds_whom(cast: Cast) -> None:
    found = {
        name: [listed.name for listed in directory_for(person).order_by("name")]
        for name, person in cast.everybody().items()
    }

    everybody = sorted(EVERYBODY)
    guests = sorted([*ADMINISTRATORS, "Guest"])
    nobody = ("unverified", "applicant", "declined", "deactivated", "left")
    assert found == {
        name: [] if name in nobody else guests if name == "guest" else everybody for name in cast.everybody()
    }


def test_people_leave_the_directory_at_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    choose(cast.colorado, is_listed=False)
    cast.new_hampshire.memberships.update(ended_at="2026-01-01T00:00Z")
    User.objects.filter(pk=cast.vermont_energy.pk).update(is_active=False)
    User.objects.filter(pk=cast.vermont_editor.pk).update(name="")  # would be shown by the e-mail address

    assert names(client) == ["Administrator", "Second Administrator", "Guest", "Group Member", "Vermont"]
    gone = [cast.colorado, cast.new_hampshire, cast.vermont_energy, cast.vermont_editor, cast.left, cast.applicant]
    assert {client.get(f"{URL}{person.key}/").status_code for person in gone} == {404}


def test_guests_open_no_member(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.guest)

    assert names(client) == ["Administrator", "Second Administrator", "Guest"]
    assert names(client, f"?agency={agency('VT', 'DOT').pk}") == []
    assert client.get(f"{URL}{cast.vermont.key}/").status_code == 404
    assert client.get(f"{URL}{cast.administrator.key}/").status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=verm", ["Vermont Editor", "Vermont Energy", "Vermont"]),
        ("?q=people.example", []),  # addresses are not searched
        ("?state=VT", ["Vermont Editor", "Vermont Energy", "Guest", "Vermont"]),
        ("?state=VT&kind=SEO", ["Vermont Energy"]),
        ("?kind=CITY", ["Guest"]),
        ("?kind=DOT&q=color", ["Colorado"]),
        ("?group=cybersecurity", []),  # its roster is for its members
        ("?group=northeast", ["Vermont"]),
        ("?state=ZZ", []),
        ("?kind=%00", []),
        ("?agency=1%20OR%201", []),
        ("?agency=99999999999999999999", []),
        ("?q=%00", []),
        ("?page=x", EVERYBODY),
    ],
)
def test_directory_narrows(query: str, expected: list[str], cast: Cast, sign_in: SignIn) -> None:
    put_in("northeast", cast.vermont)

    assert names(sign_in(cast.vermont), query) == expected


@pytest.mark.parametrize("path", ["/directory/?kind=zz", "/people/activity/?kind=zz", "/people/approvals/?show=zz"])
def test_filter_that_is_no_choice_is_not_called_unsaved(path: str, cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.administrator).get(path)

    assert pages.texts(page, ".error-summary .usa-alert__heading") == [
        "We couldn’t use every filter. Check the fields below."
    ]


def test_group_narrows_for_those_who_may_see_its_roster(cast: Cast, sign_in: SignIn) -> None:
    put_in("cybersecurity", cast.group_member, cast.colorado)

    assert names(sign_in(cast.group_member), "?group=cybersecurity") == ["Colorado", "Group Member"]
    WorkingGroup.objects.filter(slug="cybersecurity").update(roster_for="leads")
    assert names(sign_in(cast.group_member), "?group=cybersecurity") == []
    assert names(sign_in(cast.administrator), "?group=cybersecurity") == ["Colorado", "Group Member"]


def test_agency_of_nobody_listed_is_not_offered(cast: Cast, sign_in: SignIn) -> None:
    choose(cast.new_hampshire, is_listed=False)

    offered = pages.texts(sign_in(cast.vermont).get(URL), "#id_agency option")

    vermont_city = Agency.objects.get(name="City of Samples (Sample)")
    assert offered == [
        "All",
        *(f"CO: {agency('CO', kind)}" for kind in ("DOT", "SEO")),
        f"VT: {vermont_city}",
        *(f"VT: {name}" for name in sorted(str(agency("VT", kind)) for kind in ("DOT", "SEO"))),
    ]


def test_page_of_a_person_shows_what_they_agreed_to(cast: Cast, sign_in: SignIn) -> None:
    put_in("cybersecurity", cast.colorado)
    put_in("northeast", cast.vermont)
    GroupMembership.objects.filter(user=cast.vermont).update(role="lead")
    library.document(cast.vermont, "For all", sharing_choice="all_members")
    library.document(cast.vermont, "Canary for the agency", sharing_choice="agency")
    choose(cast.vermont, phone="802-555-0100", shows_phone=True)
    choose(cast.vermont_editor, shows_email=True, phone="802-555-0199")
    client = sign_in(cast.new_hampshire)

    page, editors = (client.get(f"{URL}{person.key}/") for person in (cast.vermont, cast.vermont_editor))

    assert pages.texts(page, "main h1") == ["Vermont"]
    assert pages.texts(page, ".page-body__content .facts dd") == ["802-555-0100"]
    assert pages.document_titles(page) == ["For all"]
    assert cast.vermont.email not in page.content.decode()
    assert pages.links(editors, ".address") == {cast.vermont_editor.email: f"mailto:{cast.vermont_editor.email}"}
    assert "802-555-0199" not in editors.content.decode()
    groups = {
        person.name: list(pages.links(sign_in(person).get(f"{URL}{cast.vermont.key}/"), ".page-aside .link-list a"))
        for person in (cast.vermont, cast.colorado, cast.administrator)
    }
    mine = ["Northeast Regional Working Group"]
    assert groups == {"Vermont": mine, "Colorado": [], "Administrator": mine}


def test_mailboxes_of_routes_are_listed_as_such(cast: Cast, sign_in: SignIn) -> None:
    Mailbox.objects.create(name="Canary of no route", email="nowhere@people.example")
    box = Mailbox.objects.create(name="Chargers of Vermont", email="nevi@vermont.example")
    Route.objects.create(state_id="VT", mailbox=box)

    first = sign_in(cast.guest).get(URL)

    assert pages.texts(first, ".mailbox__name") == ["Chargers of Vermont", "Delaney Dixon"]
    assert pages.links(first, "section .address")["nevi@vermont.example"] == "mailto:nevi@vermont.example"
    assert pages.texts(sign_in(cast.guest).get(f"{URL}?q=v"), ".mailbox__name") == []


def test_no_running_number_opens_anybody_or_stands_in_a_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    assert {client.get(f"{URL}{person.pk}/").status_code for person in cast.everybody().values()} == {404}
    assert (
        client.get(URL).content.decode().count("/people/")
        == client.get("/privacy/").content.decode().count("/people/") + 1
    )  # the link to one's own preferences


def test_cursor_tells_no_number(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 4)
    client = sign_in(cast.vermont)
    everybody = EVERYBODY

    first = client.get(URL)
    (more,) = pages.links(first, ".pager a").values()
    second = client.get(URL + more)

    assert pages.texts(first, ".member__name") == everybody[:4]
    assert pages.texts(second, ".member__name") == everybody[4:8]
    last = everybody[3]
    place = views.page_by_key(directory_for(cast.vermont), views.BY_NAME, "", 4)
    assert more == f"?page={place.after}"
    assert (place.rows[-1].name, str(place.rows[-1].pk) in more) == (last, False)


def test_reading_too_many_people_in_an_hour_is_stopped(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (views.LISTS, views.PEOPLE) == ("300/h/user", "120/h/user,400/d/user")
    monkeypatch.setattr(views, "PEOPLE", "2/h/user")
    client = sign_in(cast.vermont)

    # HEAD counts too, and so does guessing keys.
    tries = [client.get(f"{URL}{cast.colorado.key}/"), client.head(f"{URL}zzzzzzzzzzzz/")]
    stopped = client.get(f"{URL}{cast.colorado.key}/")

    assert [answer.status_code for answer in tries] == [200, 404]
    assert (stopped.status_code, pages.texts(stopped, "h1")) == (429, ["Too many attempts"])
    assert "Colorado" not in stopped.content.decode()
    assert client.get(URL).status_code == 200
    assert sign_in(cast.colorado).get(f"{URL}{cast.vermont.key}/").status_code == 200


def test_lists_are_limited_too(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LISTS", "1/h/user")
    client = sign_in(cast.vermont)

    assert [client.get(URL).status_code, client.get(f"{URL}?q=c").status_code] == [200, 429]


# The administrators' table


def test_export_holds_the_people_that_the_page_shows_in_its_order(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    query = "?state=VT&q=verm"

    page = client.get(URL + query)
    link = pages.links(page, ".usa-button--outline")["Export these people"]
    answer = client.post(link)

    _, *rows = csv.reader(StringIO(b"".join(answer).decode().removeprefix("\ufeff")))
    assert [row[0] for row in rows] == pages.texts(page, ".member__name")
    assert [row[2] for row in rows] == pages.texts(page, ".member__agency")
    assert client.post(f"{URL}export/?state=ZZ").status_code == 400


def test_export_holds_what_people_show_with_formulas_as_text(cast: Cast, sign_in: SignIn) -> None:
    put_in("cybersecurity", cast.colorado)
    choose(cast.colorado, shows_email=True)
    choose(cast.new_hampshire, is_listed=False, shows_email=True)
    choose(cast.guest, phone="+1 802 555 0100", shows_phone=True)
    User.objects.filter(pk=cast.vermont.pk).update(name="=HYPERLINK(1)")

    answer = sign_in(cast.administrator).post(f"{URL}export/")

    text = b"".join(answer).decode()
    head, *rows = csv.reader(StringIO(text.removeprefix("\ufeff")))
    assert head == [
        "Name", "Position", "Agency", "Type of agency", "State", "Second agency", "Role", "Working groups", "Email",
        "Phone",
    ]  # fmt: skip
    assert {row[0]: (row[7], row[8], row[9]) for row in rows} == {
        **dict.fromkeys(["Administrator", "Second Administrator", "Vermont Editor", "Vermont Energy"], ("", "", "")),
        "'=HYPERLINK(1)": ("", "", ""),
        "Colorado": ("Cybersecurity of EV Charging", cast.colorado.email, ""),
        "Group Member": ("Cybersecurity of EV Charging", "", ""),
        "Guest": ("", "", "'+1 802 555 0100"),
        "Delaney Dixon": ("", "ddixon@naseo.org", ""),
    }
    assert answer["Content-Disposition"].startswith('attachment; filename="members-')
    assert list(AuditEvent.objects.values_list("action", "sentence")) == [
        ("directory.exported", "Administrator exported the directory of members: 8 people."),
    ]


def test_a_workbook_holds_exactly_what_is_stored(cast: Cast, sign_in: SignIn) -> None:
    choose(cast.guest, phone="+1 (555) 010-0100", shows_phone=True)
    User.objects.filter(pk=cast.vermont.pk).update(name="=1+1")
    User.objects.filter(pk=cast.colorado.pk).update(name="-Able Roads Office")
    User.objects.filter(pk=cast.new_hampshire.pk).update(name="02035")

    answer = sign_in(cast.administrator).post(f"{URL}export/", {"format": "xlsx"})

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer))).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    wanted = ("=1+1", "-Able Roads Office", "02035", "+1 (555) 010-0100")
    assert [cells.get(value) for value in wanted] == ["s"] * 4
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert AuditEvent.objects.filter(action="directory.exported").count() == 1


def test_export_is_for_administrators_who_just_signed_in(cast: Cast, sign_in: SignIn) -> None:
    cast.administrator.set_password("correct horse battery staple")
    cast.administrator.save()
    client = sign_in_long_ago(cast.administrator)

    answer = client.post(f"{URL}export/")

    assert answer.url == "/account/reauthenticate/?next=%2Fdirectory%2Fexport%2F"
    assert AuditEvent.objects.count() == 0
    answer = client.post(answer.url, {"password": "correct horse battery staple"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert AuditEvent.objects.filter(action="directory.exported").count() == 1
    others = (cast.vermont, cast.guest, cast.vermont_editor)
    assert {sign_in(person).post(f"{URL}export/").status_code for person in others} == {403}


# Speed


def test_query_counts_do_not_grow(cast: Cast, sign_in: SignIn) -> None:
    reader, office = sign_in(cast.administrator), agency("TX", "DOT")

    def counts() -> list[int]:
        found = []
        for ask in (
            lambda: reader.get(f"{URL}?state=TX"),
            lambda: reader.get(f"{URL}{User.objects.get(name='Kim1').key}/"),
            lambda: reader.post(f"{URL}export/"),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert ask().status_code == 200
            found.append(len([query for query in captured if "clearinghouse_cache" not in query["sql"]]))
        return found

    put_in("cybersecurity", member("kim1", office, cast.administrator))
    one = counts()
    put_in("cybersecurity", *(member(f"kim{number}", office, cast.administrator) for number in (2, 3)))

    assert (one, counts()) == ([9, 8, 10], [9, 8, 10])
