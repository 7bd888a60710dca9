"""The page of a state: what each person sees of it, and that what is hidden from them changes nothing on it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import audiences
from accounts.models import Agency, Audience, User
from contacts.models import Entry
from documents.models import Era
from meetings.models import Speaker
from states.models import CorridorMiles, Funding
from tests import library, pages
from tests.calls import meeting
from tests.cast import Cast, agency, member
from tests.contacts import builders
from tests.states.builders import compared, matrix, section, years
from tests.workforce import training
from workforce.models import TrainedYear
from workinggroups.models import WorkingGroup

SignIn = Callable[[User | None], Client]
VERMONT = "/states/vt/"


def put_in(slug: str, *people: User) -> WorkingGroup:
    group = WorkingGroup.objects.get(slug=slug)
    for person in people:
        audiences.join(person, group.audience)
    return group


def speaker(organization: str, **fields: object) -> None:
    made = meeting(f"Call of {organization}", record_sharing="all_members", **fields)
    Speaker.objects.create(meeting=made, name="Kim Field", title="Engineer", organization=organization)


def entry(question: str, *, audience: str = "all_members", state: str = "VT") -> Entry:
    circle = Audience.objects.get(kind=audience)
    return Entry.objects.create(question=question, answer="Yes.", audience=circle, state_id=state)


def test_documents_by_type_and_era_are_those_one_sees(cast: Cast, sign_in: SignIn) -> None:
    launch = {"era": Era.objects.get(code="G1"), "dated_on": date(2022, 8, 1)}
    library.document(cast.vermont, "For members")
    library.document(cast.vermont, "For everyone", sharing_choice="public", **launch)
    library.document(cast.vermont, "For the collaborative", sharing_choice="workforce", kind="contract", era=None)
    library.document(cast.colorado, "Elsewhere", state="CO")

    seen = {name: matrix(sign_in(person).get(VERMONT)) for name, person in
            {"member": cast.colorado, "guest": cast.guest, "public": None}.items()}  # fmt: skip

    none = ["none"] * 4
    assert seen == {
        "member": {"RFP": ["1", *none[:3], "1", "none"], "Contract": ["none", *none, "1"]},
        "guest": {"RFP": ["1", *none, "none"], "Contract": ["none", *none, "1"]},
        "public": {"RFP": ["1", *none]},
    }


def test_a_cell_leads_to_the_documents_it_counts(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "First")
    library.document(cast.vermont, "Second", era=Era.objects.get(code="G1"))
    client = sign_in(cast.vermont)

    (url,) = {link.get("href") for link in pages.find(client.get(VERMONT), ".matrix td a")[1:]}

    assert url == "/documents/?state=VT&kind=rfp&era=G3"
    assert pages.document_titles(client.get(url)) == ["First"]


def test_categories_without_a_document_are_named(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont)

    assert (
        "You can see nothing at all in: Contracts and agreements, Plans and roadmaps, Staffing and budget, Siting and "
        "assessment tools, Operations and reporting, Publications, and Meeting materials." in section(
            sign_in(cast.vermont).get(VERMONT), "documents"
        )
    )  # fmt: skip


def test_program_has_plans_by_fiscal_year_and_funding_with_its_source(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Plan", kind="nevi-plan", dated_on=date(2022, 8, 1))
    library.document(cast.vermont, "Update", kind="plan-update", dated_on=date(2023, 10, 1))
    library.document(cast.vermont_editor, "Draft update", kind="plan-update", sharing_choice="agency")
    library.document(cast.vermont, "Old plan", kind="nevi-plan", dated_on=None)
    facts = {"source_name": "A notice", "source_url": "https://source.example/", "checked_on": date(2026, 11, 30)}
    Funding.objects.create(state_id="VT", fiscal_year=2022, amount=1_234_567, is_estimate=True, **facts)
    answer = sign_in(cast.colorado).get(VERMONT)

    nothing = "Not recorded yet"
    assert years(answer) == [
        ("2022", "$1,234,567 estimate", "Plan NEVI plan, August 1, 2022"),
        ("2023", nothing, "None you can see"),
        ("2024", nothing, "Update Plan update, October 1, 2023"),
        ("2025", nothing, "None you can see"),
        ("2026", nothing, "None you can see"),
        ("Date unknown", "", "Old plan NEVI plan"),
    ]
    assert pages.links(answer, ".state-sources a") == {"A notice": "https://source.example/"}


def test_corridor_miles_are_the_latest(cast: Cast, sign_in: SignIn) -> None:
    facts = {"source_name": "A list", "source_url": "https://source.example/", "checked_on": date(2026, 11, 30)}
    CorridorMiles.objects.create(state_id="VT", as_of=date(2022, 7, 1), miles=300, **facts)
    CorridorMiles.objects.create(state_id="VT", as_of=date(2024, 1, 1), miles=1310, **facts)

    assert "1,310 miles of highway are designated as corridors" in section(sign_in(None).get(VERMONT), "program")


def test_agencies_are_those_of_the_reference_data(cast: Cast, sign_in: SignIn) -> None:
    Agency.objects.create(state_id="VT", kind="OTHER", name="Typed in a request")

    assert pages.texts(sign_in(None).get(VERMONT), "#people .state-offices li") == [
        "Vermont Agency of Transportation (VTrans) Department of Transportation",
        "Vermont Department of Public Service (PSD) State Energy Office",
    ]


def test_contacts_are_those_that_routes_name(cast: Cast, sign_in: SignIn) -> None:
    builders.route(cast.vermont, state_id="VT")
    builders.route(cast.vermont_energy, state_id="VT", topic=builders.topic())

    member, public = (section(sign_in(person).get(VERMONT), "people") for person in (cast.colorado, None))

    assert "Who to contact Vermont Ask a question For one subject Cybersecurity" in member
    assert "Vermont Energy" in member
    assert "NASEO staff" in public
    assert "Vermont Energy" not in public


def test_groups_show_people_to_members_as_rosters_do(cast: Cast, sign_in: SignIn) -> None:
    group = put_in("cybersecurity", cast.vermont, cast.colorado)
    city = cast.guest
    audiences.join(city, group.audience)
    put_in("data-and-reporting", cast.vermont_energy)
    WorkingGroup.objects.update(roster_for="group")

    seen = {name: pages.texts(sign_in(person).get(VERMONT), ".state-groups__name") for name, person in
            {"in it": cast.colorado, "elsewhere": cast.new_hampshire, "administrator": cast.administrator,
             "guest": city, "public": None}.items()}  # fmt: skip

    region = "Northeast Regional Working Group"
    assert seen == {
        "in it": [region, "Cybersecurity of EV Charging"],
        "elsewhere": [region],
        "administrator": [region, "Data and Reporting", "Cybersecurity of EV Charging"],
        "guest": [region],
        "public": [region],
    }
    assert pages.texts(sign_in(cast.colorado).get(VERMONT), ".state-groups__people li") == [
        "Vermont Vermont Agency of Transportation"
    ]


def test_meetings_are_those_at_which_its_agencies_spoke(cast: Cast, sign_in: SignIn) -> None:
    speaker("Vermont Agency of Transportation", days=-1)
    speaker("VTrans")  # has not spoken yet
    speaker("vermont agency of transportation (VTRANS)", days=-3)
    speaker("VTrans", days=-5, status="cancelled")
    speaker("ODOT", days=-1)  # of three states
    speaker("Vermont Agency of Everything", days=-1)
    meeting("Hidden")

    assert pages.texts(sign_in(cast.colorado).get(VERMONT), "#calls .state-groups__name") == [
        "Call of Vermont Agency of Transportation", "Call of vermont agency of transportation (VTRANS)",
    ]  # fmt: skip
    assert "No meeting you can see" in section(sign_in(None).get(VERMONT), "calls")


def test_answers_are_those_one_may_read(cast: Cast, sign_in: SignIn) -> None:
    entry("For members")
    entry("For everyone", audience="public")
    entry("Elsewhere", state="NH")
    Entry.objects.filter(pk=entry("Withdrawn").pk).update(withdrawn_at=timezone.now())

    seen = [pages.texts(sign_in(person).get(VERMONT), "#answers .link-list a") for person in
            (cast.colorado, cast.administrator, cast.guest, None)]  # fmt: skip

    assert seen == [["For everyone", "For members"]] * 2 + [["For everyone"]] * 2


def test_map_layers_are_listed(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Sites", file_type="geojson", sharing_choice="public")
    library.document(cast.vermont, "Corridors", kind="gis-layer")

    assert pages.texts(sign_in(cast.colorado).get(VERMONT), "#layers li a") == ["Corridors", "Sites"]
    assert pages.texts(sign_in(None).get(VERMONT), "#layers li a") == ["Sites"]


def test_what_is_hidden_changes_nothing_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    def seen() -> list[str]:
        return [pages.main_of(sign_in(person).get(VERMONT)) for person in (cast.guest, None)]

    library.document(cast.vermont, "Plan", kind="nevi-plan", sharing_choice="public")
    before = seen()

    library.document(cast.vermont, "Hidden", kind="plan-update", era=Era.objects.get(code="G1"))
    library.document(cast.vermont, "Hidden layer", file_type="geojson", sharing_choice="region")
    speaker("VTrans")
    entry("Hidden")
    put_in("data-and-reporting", cast.vermont, cast.vermont_energy)

    assert seen() == before


def test_territories_have_a_page_without_an_outline(db: None, client: Client) -> None:
    answer = client.get("/states/gu/")

    assert pages.headings(answer, 1) == ["Guam"]
    assert pages.find(answer, ".state-outline") == []


@pytest.mark.parametrize(("path", "status", "leads_to"), [("/states/VT/", 301, VERMONT), ("/states/zz/", 404, None)])
def test_codes_are_written_small(path: str, status: int, leads_to: str | None, db: None, client: Client) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers.get("Location")) == (status, leads_to)


def test_comparison_counts_what_the_pages_of_the_states_show(cast: Cast, sign_in: SignIn) -> None:
    put_in("cybersecurity", member("kim", agency("VT", "DOT"), cast.administrator), cast.colorado)
    speaker("VTrans", days=-1)
    speaker("VTrans", days=1)  # has not taken place
    entry("For members")
    entry("For all", audience="workforce")
    for year, people in ((2024, 7), (2025, 9)):
        TrainedYear.objects.create(provider=training.provider(cast.vermont, f"Of {year}"), year=year, people=people)

    seen = {name: compared(sign_in(person).get("/states/compare/?state=vt&state=co")) for name, person in
            {"member": cast.colorado, "guest": cast.guest, "public": None}.items()}  # fmt: skip

    labels = ("Working groups", "Meetings it spoke at", "Published answers about it", "Training providers",
              "People trained")  # fmt: skip
    group = WorkingGroup.objects.get(slug="cybersecurity").name
    northeast, central = "Northeast Regional Working Group", "Central Regional Working Group"
    trained = {"Training providers": ["2", "0"], "People trained": ["9 in 2025", "None recorded"]}
    assert {name: {label: found[label] for label in labels if label in found} for name, found in seen.items()} == {
        "member": {
            "Working groups": [f"{northeast}, {group}", f"{central}, {group}"],
            "Meetings it spoke at": ["1", "0"],
            "Published answers about it": ["2", "0"],
            **trained,
        },
        "guest": {
            "Working groups": [northeast, central],
            "Meetings it spoke at": ["0", "0"],
            "Published answers about it": ["1", "0"],
            **trained,
        },
        "public": {
            "Working groups": [northeast, central],
            "Meetings it spoke at": ["0", "0"],
            "Published answers about it": ["0", "0"],
        },
    }


def test_statements_do_not_grow(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    def counts() -> list[int]:
        found = []
        for path in (VERMONT, "/states/", "/states/compare/?state=vt&state=nh&state=co&state=al&state=mo"):
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            found.append(len([query for query in captured if "clearinghouse_cache" not in query["sql"]]))
        return found

    def add(number: int) -> None:
        library.document(cast.vermont, f"Plan {number}", kind="nevi-plan", dated_on=date(2021 + number, 8, 1))
        library.document(cast.vermont, f"Layer {number}", kind="gis-layer")
        put_in("cybersecurity", member(f"kim{number}", agency("VT", "DOT"), cast.administrator))
        builders.route(cast.vermont, state_id="VT", topic_id=number)
        speaker("VTrans", days=-number)
        entry(f"Question {number}")
        provider = training.provider(cast.vermont, f"College {number}")
        TrainedYear.objects.create(provider=provider, year=2020 + number, people=number)

    add(1)
    one = counts()
    for number in (2, 3):
        add(number)

    assert (one, counts()) == ([4, 3, 4], [4, 3, 4])


def test_training_is_for_who_can_open_the_collaboratives_pages(cast: Cast, sign_in: SignIn) -> None:
    made = training.provider(cast.vermont)
    TrainedYear.objects.create(provider=made, year=2025, people=1200)
    gone = training.provider(cast.vermont, "Gone College")
    gone.removed_at = timezone.now()
    gone.save(update_fields=["removed_at"])

    seen = [pages.texts(sign_in(person).get(VERMONT), "#training") for person in
            (cast.colorado, cast.guest, cast.applicant, None)]  # fmt: skip

    words = "EV workforce Vermont in the EV Workforce Collaborative 1 training provider. People trained by year"
    assert seen == [[f"{words} Year People trained 2025 1,200"]] * 2 + [[]] * 2
