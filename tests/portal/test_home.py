"""The home page of the public, of people who wait, of guests, members and administrators."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, MembershipRequest, User
from clearinghouse.lib.wording import age_in_words
from documents.models import Document, Upload
from following.collecting import collect
from meetings.models import ActionItem, Rsvp
from tests import library, pages
from tests.calls import meeting
from tests.cast import Cast
from tests.contacts.builders import made
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup

SignIn = Callable[[User | None], Client]
PEOPLE = ("vermont", "colorado", "guest", "administrator")


def share_in_each_circle(cast: Cast) -> None:
    """One document for each circle; the newest first in the order of this list."""
    now = timezone.now()
    choices = ("me", "agency", "state", "region", "all_members", "workforce", "public")
    for hours, choice in enumerate(choices):
        library.document(
            cast.vermont, f"For {choice}", sharing_choice=choice, shared_at=now - timedelta(hours=hours),
            kind="fact-sheet", status="draft" if choice == "me" else "published",
        )  # fmt: skip


def statements(client: Client) -> int:
    """How many SQL statements the home page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


# The public


def test_home_tells_the_public_what_the_clearinghouse_is(db: None, client: Client) -> None:
    response = client.get("/")

    assert pages.headings(response, 1) == ["What one state wrote, every state can use"]
    assert pages.headings(response) == [
        "Six regions",
        "What members find here",
        "Topical working groups",
        "Two related efforts",
        "Newest publications",
        "How to join",
        "Who to contact",
    ]
    assert pages.texts(response, ".card__title") == [
        "Medium- and Heavy-Duty (M/HD) Charging",
        "EVs and Grid Integration",
        "Data and Reporting",
        "Cybersecurity of EV Charging",
    ]
    assert pages.links(response)["ddixon@naseo.org"] == "mailto:ddixon@naseo.org"


def test_home_colours_56_states_by_region_and_leads_to_their_pages(db: None, client: Client) -> None:
    response = client.get("/")

    drawn = pages.find(response, ".us-map a")
    by_title = {link.find("title").text: (link.get("href"), link.get("class")) for link in drawn}
    assert len(by_title) == 56
    assert by_title["Vermont (VT), Northeast region"] == (
        "/states/vt/",
        "us-map__state us-map__state--1",
    )
    assert by_title["Guam (GU), West region"] == ("/states/gu/", "us-map__state us-map__state--6")


def test_home_says_beside_the_map_what_the_map_shows(db: None, client: Client) -> None:
    response = client.get("/")

    assert pages.texts(response, ".regions__name") == [
        "Northeast", "Mid-Atlantic", "Southeast", "Midwest", "Central", "West",
    ]  # fmt: skip
    assert pages.texts(response, ".regions__states")[0] == (
        "Connecticut Maine Massachusetts New Hampshire New York Rhode Island Vermont"
    )


def test_home_names_the_families_of_documents(db: None, client: Client) -> None:
    response = client.get("/")

    assert pages.texts(response, ".family dt") == [
        "Solicitations",
        "Contracts and agreements",
        "Plans and roadmaps",
        "Staffing and budget",
        "Siting and assessment tools",
        "Operations and reporting",
        "Publications",
        "Meeting materials",
    ]
    assert pages.texts(response, ".family dd")[0] == "RFP, RFQ, RFI, NOFO, Draft NOFO, RFA, and more"


def test_home_shows_the_public_the_three_newest_public_publications(cast: Cast, client: Client) -> None:
    share_in_each_circle(cast)
    now = timezone.now()
    for days in range(1, 4):
        library.document(
            cast.vermont, f"Paper {days}", kind="briefing-paper", sharing_choice="public",
            shared_at=now - timedelta(days=days),
        )  # fmt: skip
    library.document(cast.vermont, "A public RFP, no publication", sharing_choice="public")

    response = client.get("/")

    assert pages.document_titles(response) == ["For public", "Paper 1", "Paper 2"]


def test_home_says_when_there_are_no_publications(db: None, client: Client) -> None:
    response = client.get("/")

    assert pages.texts(response, ".empty__title") == ["No public publications yet"]


def test_home_takes_the_public_nine_statements_at_any_size(cast: Cast, client: Client) -> None:
    library.document(cast.vermont, kind="fact-sheet", sharing_choice="public")
    meeting("Conference", group=None, record_sharing="public")
    with_one = statements(client)
    for _ in range(2):
        library.document(cast.vermont, kind="fact-sheet", sharing_choice="public")
        meeting("Conference", group=None, record_sharing="public")

    assert (with_one, statements(client)) == (9, 9)


def test_home_tells_the_public_of_public_events_only(cast: Cast, client: Client) -> None:
    assert "Public events" not in pages.headings(client.get("/"))
    meeting("Canary call")
    meeting("Canary of all members", record_sharing="all_members")
    meeting("Long ago", group=None, record_sharing="public", days=-9)
    meeting("Called off", group=None, record_sharing="public", status="cancelled")
    for number in (4, 3, 2, 1):
        meeting(f"Conference {number}", group=None, record_sharing="public", days=number)

    response = client.get("/")

    assert pages.texts(response, ".call__title") == ["Conference 1", "Conference 2", "Conference 3"]


def test_home_of_a_deactivated_person_is_the_public_one(cast: Cast, sign_in: SignIn) -> None:
    share_in_each_circle(cast)
    client = sign_in(cast.deactivated)

    response = client.get("/")

    assert pages.headings(response, 1) == ["What one state wrote, every state can use"]
    assert pages.document_titles(response) == ["For public"]


# Members, guests and administrators


def test_home_lists_the_newest_that_the_person_may_see(cast: Cast, sign_in: SignIn) -> None:
    share_in_each_circle(cast)
    people = cast.everybody()

    listed = {name: pages.document_titles(sign_in(person).get("/")) for name, person in people.items()}

    for_members = ["For all_members", "For workforce", "For public"]
    everything = ["For agency", "For state", "For region", *for_members]
    assert listed == {
        "unverified": ["For public"],
        "applicant": ["For public"],
        "declined": ["For public"],
        "vermont": everything,
        "vermont_editor": everything,
        "vermont_energy": ["For state", "For region", *for_members],
        "new_hampshire": ["For region", *for_members],
        "colorado": for_members,
        "group_member": for_members,
        "guest": ["For workforce", "For public"],
        "administrator": everything,
        "second_administrator": everything,
        "deactivated": ["For public"],
        "left": ["For public"],
    }


def test_home_takes_at_most_six_statements_at_any_size_and_one_more_for_news(cast: Cast, sign_in: SignIn) -> None:
    people = {name: getattr(cast, name) for name in PEOPLE}
    clients = {name: sign_in(person) for name, person in people.items()}
    counts: dict[str, list[int]] = {name: [] for name in PEOPLE}

    for group in WorkingGroup.objects.in_order()[:3]:
        library.document(cast.vermont, sharing_choice="workforce")
        meeting(group=group.slug)
        past = meeting(group=group.slug, days=-3, summary="Said.")
        for name, person in people.items():
            library.document(person, "Draft", sharing_choice="me", status="draft")
            Upload.objects.create(owner=person, filename="a.pdf", length=10, offset=1)
            person.groups.add(group.audience.group)
            ActionItem.objects.create(meeting=past, text="Write", owner=person, owner_name=person.name)
            counts[name].append(statements(clients[name]))

    few = {name: 5 if name in ("vermont", "colorado") else 6 for name in PEOPLE}
    assert counts == {name: [few[name]] * 3 for name in PEOPLE}
    library.document(cast.new_hampshire, "Vermont plan", state="VT")
    collect()
    assert statements(clients["vermont"]) == few["vermont"] + 1


def test_home_greets_with_agency_and_state(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.vermont).get("/")

    assert pages.texts(response, ".page-head") == [
        "Vermont Agency of Transportation, Vermont Hello, Vermont Share a document"
    ]


def test_home_puts_a_search_of_its_own_first(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.vermont).get("/")

    form = pages.find(response, "main form")[0]
    assert (form.get("action"), form.get("method"), form.get("role")) == ("/documents/search/", "get", "search")
    assert [field.get("name") for field in form.iter("input")] == ["q"]


def test_home_leads_a_member_to_their_documents(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.vermont).get("/")

    assert pages.links(response, ".shortcuts a") == {
        "Vermont": "/documents/?state=VT",
        "Northeast region": "/documents/?region=naseo-northeast",
        "Requests for proposals (RFPs)": "/documents/?kind=rfp",
        "Contracts and agreements": "/documents/?family=contracts-and-agreements",
        "Plans and roadmaps": "/documents/?family=plans-and-roadmaps",
        "Staffing and budget": "/documents/?family=staffing-and-budget",
    }


def test_home_shortcuts_use_filters_that_the_documents_list_knows(cast: Cast, sign_in: SignIn) -> None:
    clients = [sign_in(cast.vermont), sign_in(cast.guest)]

    found = [
        (client.get(address), address)
        for client in clients
        for address in pages.links(client.get("/"), ".shortcuts a").values()
    ]

    assert [(response.status_code, pages.texts(response, ".usa-alert--warning")) for response, _ in found] == (
        [(200, [])] * 9
    )


def test_home_names_a_members_own_working_groups_in_order(cast: Cast, sign_in: SignIn) -> None:
    for slug in ("cybersecurity", "northeast"):
        cast.vermont.groups.add(WorkingGroup.objects.get(slug=slug).audience.group)

    response = sign_in(cast.vermont).get("/")

    assert pages.links(response, ".page-aside .link-list a") == {
        "Northeast Regional Working Group": "/groups/northeast/",
        "Cybersecurity of EV Charging": "/groups/cybersecurity/",
    }


def test_home_of_a_guest_is_the_workforce_space(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.guest).get("/")

    assert pages.texts(response, ".page-head .kicker") == ["City of Samples (Sample)"]
    assert pages.headings(response) == [
        "Upcoming meetings",
        "Recently shared with you",
        "EV Workforce Collaborative",
        "What the Collaborative works on",
        "Who to contact",
    ]
    assert list(pages.links(response, ".shortcuts a")) == [
        "Workforce and training", "Position descriptions", "Everything shared with me",
    ]  # fmt: skip


def test_home_says_what_belongs_in_an_empty_documents_list(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.colorado).get("/")

    assert pages.texts(response, ".empty__title") == ["Nothing is shared with you yet"]


# Calls


def test_home_tells_the_next_calls_of_ones_groups_and_what_was_said(cast: Cast, sign_in: SignIn) -> None:
    event = meeting("Conference", group=None, days=30, record_sharing="all_members")
    meeting("Session", group=None, kind="session", parent=event, days=30, record_sharing="all_members")
    soon = meeting("Cyber call", days=2)
    meeting("Another group's, open to all", group="data-and-reporting", days=1, record_sharing="all_members")
    meeting("Called off", days=1, status="cancelled")
    meeting("Held and told", days=-5, summary="Canary", summary_published_at=timezone.now() - timedelta(days=1))
    meeting("Held and told last", days=-9, summary="Canary")
    meeting("Without a summary", days=-2)
    Rsvp.objects.create(meeting=soon, user=cast.group_member, answer="yes")
    Rsvp.objects.create(meeting=soon, user=cast.administrator, answer="no")
    people = {name: sign_in(getattr(cast, name)).get("/") for name in ("group_member", "vermont", "administrator")}

    assert {name: pages.texts(page, ".call__title") for name, page in people.items()} == {
        "group_member": ["Cyber call", "Conference"],
        "vermont": ["Conference"],
        "administrator": ["Another group's, open to all", "Cyber call", "Conference"],
    }
    said = ["Held and told last", "Held and told"]
    assert {name: pages.texts(page, ".news__title") for name, page in people.items()} == {
        "group_member": said, "vermont": [], "administrator": said,
    }  # fmt: skip
    answers = {name: "You replied: Yes" in pages.texts(page, ".call .meta li") for name, page in people.items()}
    assert answers == {"group_member": True, "vermont": False, "administrator": False}


def test_home_names_what_one_took_on(cast: Cast, sign_in: SignIn) -> None:
    published = meeting("Cyber call", days=-5, summary="Said.")
    draft = meeting("Not told yet", days=-4)
    for call, owner, text, due in (
        (published, cast.group_member, "No date", None),
        (published, cast.group_member, "Write to the utility", "2027-01-15"),
        (published, cast.vermont, "Canary of who left the group", None),
        (draft, cast.group_member, "Canary of a draft", None),
    ):
        ActionItem.objects.create(meeting=call, text=text, owner=owner, owner_name=owner.name, due_on=due)
    done = timezone.now()
    ActionItem.objects.create(
        meeting=published,
        text="Done",
        owner=cast.group_member,
        owner_name="Kim",
        done_at=done,
        done_by=cast.group_member,
    )

    seen = {
        name: pages.texts(sign_in(getattr(cast, name)).get("/"), ".todo__words") for name in ("group_member", "vermont")
    }

    assert seen == {
        "group_member": ["Write to the utility Due January 15, 2027. From Cyber call.", "No date From Cyber call."],
        "vermont": [],
    }


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        (None, ["Documents", "Working groups", "Meetings", "States and regions", "Publications", "Workforce",
                "Who to contact"]),
        ("applicant", ["Documents", "Working groups", "Meetings", "States and regions", "Publications",
                       "Workforce", "Who to contact"]),
        ("guest", ["Documents", "Working groups", "Meetings", "Ask the states", "States and regions", "Publications",
                   "Workforce", "People", "Who to contact"]),
    ],
)  # fmt: skip
def test_navigation_offers_people_to_those_who_may_see_them(
    name: str | None, labels: list[str], cast: Cast, sign_in: SignIn
) -> None:
    response = sign_in(getattr(cast, name) if name else None).get("/")

    assert pages.texts(response, ".nav--wide a") == labels


# Questions, and requests to join groups


def test_home_names_questions_and_requests_that_wait_for_the_person(cast: Cast, sign_in: SignIn) -> None:
    cyber = WorkingGroup.objects.get(slug="cybersecurity")
    GroupMembership.objects.filter(user=cast.group_member).update(role="lead")
    for person, days in ((cast.vermont, 3), (cast.colorado, 1)):
        asked_at = timezone.now() - timedelta(days=days)
        JoinRequest.objects.create(group=cyber, user=person, requested_at=asked_at)
    now = timezone.now()
    fields = {"waiting_since": now - timedelta(days=2)}
    made(cast.vermont, person=cast.colorado, **fields)  # Question 0
    made(cast.new_hampshire, status="answered", person=cast.colorado, **fields)
    made(cast.new_hampshire, waiting_since=now)  # in the general queue
    made(cast.new_hampshire, status="closed", closed_at=now, **fields)
    names = ("group_member", "vermont", "colorado", "new_hampshire", "administrator", "guest")

    seen = {name: pages.texts(sign_in(getattr(cast, name)).get("/"), ".rows .todo__words") for name in names}

    asking = "Cybersecurity of EV Charging 2 people are asking to join."
    joining = f"{asking} The oldest request has been waiting for 3 days."
    assert seen == {
        "group_member": [joining],
        "vermont": ["Question 0 You asked this. It has been waiting for 2 days."],
        "colorado": ["Question 0 Vermont has been waiting for an answer for 2 days."],
        "new_hampshire": [
            "Question 1 Your question was answered.",
            "Question 2 You asked this. It has been waiting for less than an hour.",
        ],
        "administrator": [joining, "Question 2 New Hampshire has been waiting for an answer for less than an hour."],
        "guest": [],
    }


# What is not finished


def test_home_names_the_next_step_of_each_unfinished_document(cast: Cast, sign_in: SignIn) -> None:
    now = timezone.now()
    begun = [
        library.document(cast.vermont, "A draft", status="draft"),
        library.document(cast.vermont, "Being checked", status="confirmed"),
        library.document(cast.vermont, "With a macro", status="draft"),
        library.document(cast.vermont, "Withdrawn", status="withdrawn"),
        library.document(cast.vermont, "Shared"),
    ]
    for minutes, document in enumerate(begun):
        Document.objects.filter(pk=document.pk).update(created_at=now + timedelta(minutes=minutes))
    assert begun[2].current_version is not None
    status = begun[2].current_version.status
    status.stage, status.problem = "refused", "The file holds a macro."
    status.save(update_fields=["stage", "problem"])
    Upload.objects.create(owner=cast.vermont, filename="half.zip", length=10, offset=4, created_at=now - timedelta(1))
    Upload.objects.create(owner=cast.vermont, filename="not begun.zip", length=10)

    response = sign_in(cast.vermont).get("/")

    assert pages.texts(response, ".todo__words") == [
        "With a macro The file holds a macro.",
        "Being checked The file is being checked. You don’t need to do anything.",
        "A draft Next: add details and choose who can see it. Until then, only you can.",
        "half.zip The upload stopped before the end. Choose the same file again.",
    ]
    assert [link.get("href") for link in pages.find(response, ".todo__next")] == [
        f"/documents/{begun[2].key}/describe/",
        f"/documents/{begun[1].key}/describe/",
        f"/documents/{begun[0].key}/describe/",
        "/documents/mine/",
    ]
    assert pages.texts(response, ".todo--problem strong") == ["With a macro"]


def test_home_never_shows_what_others_have_not_finished(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Canary draft", sharing_choice="all_members", status="draft")
    library.document(cast.vermont, "Canary confirmed", sharing_choice="public", status="confirmed")
    Upload.objects.create(owner=cast.vermont, filename="canary.zip", length=10, offset=4)
    others = [person for name, person in cast.everybody().items() if name != "vermont"]

    seen = [sign_in(person).get("/").content.decode().lower() for person in [*others, None]]

    assert ["canary" in page for page in seen] == [False] * len(seen)


# Administrators


def test_home_tells_administrators_how_long_the_oldest_request_waits(cast: Cast, sign_in: SignIn) -> None:
    MembershipRequest.objects.filter(user=cast.applicant).update(requested_at=timezone.now() - timedelta(days=3))

    response = sign_in(cast.administrator).get("/")

    assert pages.texts(response, ".todo") == [
        "1 request to join is waiting for a decision. It has been waiting for 3 days."
    ]
    assert pages.links(response, ".page-aside a") == {
        "Approvals": "/people/approvals/",
        "Accounts": "/people/",
        "Questions to answer": "/questions/queue/",
        "Contact assignments": "/questions/routes/",
        "Activity": "/people/activity/",
        "What sharing did": "/reuse/report/",
        "System status": "/people/system/",
    }


def test_home_tells_administrators_when_no_request_waits(cast: Cast, sign_in: SignIn) -> None:
    MembershipRequest.objects.filter(user=cast.applicant).update(status="withdrawn")

    response = sign_in(cast.administrator).get("/")

    assert pages.texts(response, ".todo") == []
    assert "No requests are waiting for a decision." in pages.texts(response, "main section > p")


def test_home_says_nothing_of_requests_to_anybody_else(cast: Cast, sign_in: SignIn) -> None:
    MembershipRequest.objects.filter(user=cast.declined).update(name="Canary", reason="Canary", status="waiting",
                                                                decided_at=None, decided_by=None)  # fmt: skip
    User.objects.filter(pk=cast.declined.pk).update(name="Canary")
    others = [cast.vermont, cast.vermont_editor, cast.guest, cast.applicant, cast.left, None]

    seen = [sign_in(person).get("/") for person in others]

    assert ["canary" in page.content.decode().lower() for page in seen] == [False] * len(others)
    assert [{"Approvals", "Administration"} & set(pages.headings(page)) for page in seen] == [set()] * len(others)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), "less than an hour"),
        (timedelta(minutes=59, seconds=59), "less than an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=6, hours=23), "6 days"),
        (timedelta(days=8), "1 week"),
    ],
)
def test_age_in_words_names_one_unit(monkeypatch: pytest.MonkeyPatch, age: timedelta, expected: str) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)

    assert age_in_words(now - age) == expected


# People who wait


def test_home_says_where_a_request_stands(cast: Cast, sign_in: SignIn) -> None:
    people = [cast.applicant, cast.declined, cast.unverified, cast.left]

    seen = [sign_in(person).get("/") for person in people]

    assert [pages.headings(page, 1) for page in seen] == [
        ["NASEO is reviewing your request"],
        ["Your request was declined"],
        ["Tell us where you work"],
        ["Your membership has ended"],
    ]
    assert [pages.texts(page, ".step--current .step__label, .step--failed .step__label") for page in seen] == [
        ["NASEO decides: in progress"],
        ["NASEO decides: failed"],
        ["Request sent: next step"],
        [],
    ]


def test_home_gives_the_reason_of_a_decline(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.declined).get("/")

    assert pages.texts(response, ".reason") == ["Not a state agency."]
    assert pages.links(response, ".hero__actions a") == {
        "Ask again": "/people/request/",
        "My membership": "/people/request/mine/",
    }


def test_home_of_somebody_who_left_lists_no_draft_of_theirs(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.left, "My old draft", status="draft")
    library.document(cast.vermont, "Public", sharing_choice="public")

    response = sign_in(cast.left).get("/")

    assert pages.document_titles(response) == ["Public"]


def test_home_says_that_access_is_paused_and_not_that_it_ended(cast: Cast, sign_in: SignIn) -> None:
    Membership.objects.filter(user=cast.vermont).update(suspended_at=timezone.now(), suspended_for="unconfirmed")

    response = sign_in(cast.vermont).get("/")

    assert pages.headings(response, 1) == ["Your access is paused"]
    assert "Ask again" not in response.content.decode()


def test_home_after_a_withdrawal_offers_to_ask_again(cast: Cast, sign_in: SignIn) -> None:
    MembershipRequest.objects.filter(user=cast.applicant).update(status="withdrawn")

    response = sign_in(cast.applicant).get("/")

    assert pages.headings(response, 1) == ["Tell us where you work"]


def test_home_takes_an_applicant_six_statements_at_any_size(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.applicant)
    library.document(cast.vermont, sharing_choice="public")
    with_one = statements(client)
    for _ in range(2):
        library.document(cast.vermont, sharing_choice="public")

    assert (with_one, statements(client)) == (6, 6)


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_home_takes_no_other_verbs(db: None, client: Client, verb: str) -> None:
    assert getattr(client, verb)("/").status_code == 405
