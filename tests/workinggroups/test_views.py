"""The list of working groups and the page of one: who reads what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Agency, Membership, MembershipRequest, User
from tests import library, pages
from tests.cast import Cast
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.panels import Panel
from workinggroups.views import PAGE_SIZE
from workinggroups.views.groups import PEOPLE_ON_PAGE
from workinggroups.views.roster import MOST_ROWS

SignIn = Callable[[User | None], Client]
PATH = "/groups/cybersecurity/"


def group(slug: str = "cybersecurity") -> WorkingGroup:
    return WorkingGroup.objects.get(slug=slug)


def share(owner: User, title: str, *slugs: str, hours_ago: int = 0) -> None:
    """A document shared with these groups."""
    audiences = [group(slug).audience for slug in slugs]
    shared_at = timezone.now() - timedelta(hours=hours_ago)
    library.document(owner, title, sharing_choice="groups", groups=audiences, shared_at=shared_at)


@pytest.fixture
def member(cast: Cast) -> User:
    """Somebody of Colorado who belongs to the group on cybersecurity."""
    cast.colorado.groups.add(group().audience.group)
    return cast.colorado


def test_list_shows_everybody_the_ten_groups_by_kind(db: None, client: Client) -> None:
    response = client.get("/groups/")

    assert pages.headings(response) == ["Regional", "Topical"]
    assert list(pages.links(response, ".card__title a").values()) == [
        f"/groups/{slug}/"
        for slug in (
            "northeast", "mid-atlantic", "southeast", "midwest", "central", "west",
            "mhd-charging", "grid-integration", "data-and-reporting", "cybersecurity",
        )
    ]  # fmt: skip


def test_list_marks_ones_own_groups(member: User, sign_in: SignIn) -> None:
    response = sign_in(member).get("/groups/")

    marked = [pages.words(card) for card in pages.find(response, ".card") if card.find_class("card__kicker")]
    assert [words.split(" How")[0] for words in marked] == ["You’re a member Cybersecurity of EV Charging"]


def test_list_marks_nothing_for_the_public(db: None, client: Client) -> None:
    assert pages.texts(client.get("/groups/"), ".card__kicker") == []


def test_page_tells_the_public_what_the_group_is_for_and_whom_to_ask(db: None, client: Client) -> None:
    response = client.get("/groups/northeast/")

    assert pages.headings(response, 1) == ["Northeast Regional Working Group"]
    assert pages.texts(response, ".page-aside .panel") == [
        "Who can join Staff of state agencies in the Northeast region: State DOT, State Energy Office, environmental "
        "agency, or public utility commission. States in the Northeast region",
        "Who to contact Delaney Dixon ddixon@naseo.org Ask a question",
    ]
    assert pages.links(response, ".page-aside a") == {
        "States in the Northeast region": "/regions/#naseo-northeast",
        "ddixon@naseo.org": "mailto:ddixon@naseo.org",
        "Ask a question": "/questions/ask/?group=northeast",
    }
    assert pages.links(response, "main section a")["Sign in"] == "/account/login/?next=/groups/northeast/"


def test_page_lists_what_is_shared_with_the_group_newest_first(cast: Cast, member: User, sign_in: SignIn) -> None:
    share(cast.vermont, "Older", "cybersecurity", hours_ago=2)
    share(cast.vermont, "Newer", "cybersecurity", "grid-integration", hours_ago=1)
    share(cast.vermont, "Of another group", "grid-integration")
    library.document(cast.vermont, "For all members", sharing_choice="all_members")
    library.document(cast.vermont, "A draft", sharing_choice="groups", groups=[group().audience], status="draft")

    response = sign_in(member).get(PATH)

    assert pages.document_titles(response) == ["Newer", "Older"]


def test_page_shows_each_person_only_what_they_may_see(cast: Cast, member: User, sign_in: SignIn) -> None:
    cast.vermont_energy.groups.add(group("grid-integration").audience.group)
    share(cast.vermont, "For both groups", "cybersecurity", "grid-integration", hours_ago=1)
    share(cast.vermont, "For cybersecurity", "cybersecurity", hours_ago=2)
    people = {**cast.everybody(), "public": None}

    seen = {name: pages.document_titles(sign_in(person).get(PATH)) for name, person in people.items()}

    both = ["For both groups", "For cybersecurity"]
    readers = ["vermont", "colorado", "group_member", "administrator", "second_administrator"]
    expected = dict.fromkeys(readers, both)
    assert seen == {name: expected.get(name, []) for name in people} | {"vermont_energy": ["For both groups"]}


def test_page_says_what_belongs_here_when_nothing_is_shared(member: User, sign_in: SignIn) -> None:
    response = sign_in(member).get(PATH)

    assert pages.texts(response, ".empty__title") == ["No documents yet"]
    assert pages.texts(response, ".page-head .chip") == ["You’re a member"]


def test_page_tells_other_members_how_to_join(cast: Cast, sign_in: SignIn) -> None:
    share(cast.vermont, "Canary", "cybersecurity")
    WorkingGroup.objects.update(charter="Canary")

    response = sign_in(cast.new_hampshire).get(PATH)

    assert pages.headings(response) == ["How to join", "Who can join", "Topics", "Who to contact"]
    assert pages.links(response, "main .usa-button") == {
        "Ask to join": f"{PATH}join/", "Follow Cybersecurity of EV Charging": None
    }  # fmt: skip
    assert b"Canary" not in response.content


@pytest.mark.parametrize(
    ("persona", "slug", "joining", "said"),
    [
        ("colorado", "northeast", "request", "You can’t join this group with your current agency."),
        ("guest", "cybersecurity", "open", "You can’t join this group with your current agency."),
        ("vermont", "northeast", "invitation", "This group is by invitation. Its leads add members."),
        ("vermont", "northeast", "open", "You can join this group right away."),
    ],
)
def test_page_says_why_somebody_cannot_ask(
    cast: Cast, sign_in: SignIn, persona: str, slug: str, joining: str, said: str
) -> None:
    WorkingGroup.objects.update(joining=joining)

    response = sign_in(getattr(cast, persona)).get(f"/groups/{slug}/")

    assert pages.texts(response, "main section > p")[0].startswith(said)
    assert ("Ask to join" in pages.links(response)) is False


def test_panels_of_other_apps_stand_on_the_page_for_whom_they_say(
    member: User, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panel(about: WorkingGroup, viewer: object) -> Panel | None:
        return Panel("components/alert.html", {"text": "unused"}) if viewer == member else None

    monkeypatch.setattr("workinggroups.panels.GROUP_PANELS", [panel])

    alerts = [len(pages.find(sign_in(person).get(PATH), ".usa-alert__body")) for person in (member, cast.vermont)]

    assert alerts == [1, 0]


def test_page_turns_through_a_long_list_and_back(cast: Cast, member: User, sign_in: SignIn) -> None:
    titles = [f"Number {number}" for number in range(PAGE_SIZE + 2)]
    for hours, title in enumerate(titles):
        share(cast.vermont, title, "cybersecurity", hours_ago=hours)
    client = sign_in(member)

    first = client.get(PATH)
    second = client.get(PATH + pages.links(first, ".pager a")["Older documents"])
    again = client.get(PATH + pages.links(second, ".pager a")["Newer documents"])

    assert pages.document_titles(first) == titles[:PAGE_SIZE]
    assert pages.document_titles(second) == titles[PAGE_SIZE:]
    assert pages.document_titles(again) == titles[:PAGE_SIZE]
    assert list(pages.links(second, ".pager a")) == ["Newer documents"]


@pytest.mark.parametrize("place", ["x", "%00", "AAAA", "WzFd", "W2ZhbHNlLCJ4IiwieSJd"])
def test_page_takes_an_unreadable_place_for_the_first_page(
    cast: Cast, member: User, sign_in: SignIn, place: str
) -> None:
    share(cast.vermont, "Shared", "cybersecurity")

    response = sign_in(member).get(f"{PATH}?page={place}")

    assert pages.document_titles(response) == ["Shared"]


def test_page_of_an_unknown_group_is_not_found(db: None, client: Client) -> None:
    assert client.get("/groups/no-such-group/").status_code == 404


def crowd(about: WorkingGroup, count: int, by: User) -> None:
    """So many people of many agencies in the group, at once, approved by this person."""
    agencies = list(Agency.objects.exclude(state=None).exclude(kind="CITY").order_by("pk")[:100])
    people = User.objects.bulk_create(
        [User(email=f"crowd{number}@people.example", name=f"Person {number:04}") for number in range(count)]
    )
    asked = MembershipRequest.objects.bulk_create(
        [
            MembershipRequest(
                user=one,
                email=one.email,
                name=one.name,
                state_id="VT",
                agency=agencies[0],
                reason="x",
                status="approved",
                decided_at=timezone.now(),
                decided_by=by,
            )
            for one in people
        ]
    )
    Membership.objects.bulk_create(
        [
            Membership(user=ask.user, agency=agencies[place % 100], request=ask, started_at=timezone.now())
            for place, ask in enumerate(asked)
        ]
    )
    through = User.groups.through
    through.objects.bulk_create([through(user=one, group_id=about.audience_id) for one in people])


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_pages_take_the_same_few_statements_at_one_and_at_a_thousand_people(
    cast: Cast, member: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workinggroups.panels.GROUP_PANELS", [])  # other apps count their own
    GroupMembership.objects.filter(user=member).update(role="lead")
    share(cast.vermont, "Shared", "cybersecurity")
    client = sign_in(member)
    paths = ["/groups/", PATH, f"{PATH}people/", f"{PATH}states/", f"{PATH}requests/"]
    few = [statements(client, path) for path in paths]

    crowd(group(), 1000, cast.administrator)
    for number in range(2):
        share(cast.vermont, f"Shared {number}", "cybersecurity")

    assert few == [4, 6, 8, 7, 8]
    assert [statements(client, path) for path in paths] == few
    shown = client.get(PATH)
    assert len(pages.find(shown, ".roster__person")) == PEOPLE_ON_PAGE
    assert pages.texts(shown, ".section__words")[0].startswith("1,000+ people from ")
    assert len(pages.find(client.get(f"{PATH}people/"), ".roster__person")) == MOST_ROWS
