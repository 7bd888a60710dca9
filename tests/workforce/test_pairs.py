"""States with their cities: who sees what, who edits, and the numbers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts import actions as membership
from accounts.editing import EditConflict
from accounts.models import User
from tests import library, pages
from tests.cast import Cast, agency, member
from tests.workforce.pairs import details, pair
from tests.workforce.people import carer
from workforce.actions import SpaceRefused, goals, pairs
from workforce.actions.goals import GoalDetails, MilestoneDetails
from workforce.actions.pairs import YearNumbers
from workforce.chart import chart_of
from workforce.models import Goal, Milestone, Pair, PairPartner, PairYear, SpaceAdministrator

pytestmark = pytest.mark.django_db
PAIRS = "/workforce/pairs/"


def shown(client: Client, made: Pair) -> dict[str, bool]:
    page = client.get(made.get_absolute_url()).content.decode()
    return {"goal": "Train 120 people" in page, "step": "First class" in page, "numbers": 'class="pair-chart"' in page}


def test_goals_are_for_partners_until_somebody_opens_them(cast: Cast, sign_in) -> None:
    made = pair(cast)
    people = {"vermont": cast.vermont, "guest": cast.guest, "carer": carer(cast), "colorado": cast.colorado}
    before = {name: all(shown(sign_in(user), made).values()) for name, user in people.items()}
    hidden = any(shown(sign_in(cast.colorado), made).values())

    pairs.change_pair(pair=made, by=cast.guest, details=details(cast, goals_sharing="space"), revision=1)

    assert (before, hidden) == ({"vermont": True, "guest": True, "carer": True, "colorado": False}, False)
    assert all(shown(sign_in(cast.colorado), made).values())


def test_nobody_outside_the_space_sees_a_pair(cast: Cast, sign_in) -> None:
    made = pair(cast, goals_sharing="space")

    assert [sign_in(user).get(made.get_absolute_url()).status_code for user in (None, cast.applicant)] == [302, 302]
    assert [model.objects.visible_to(cast.left).count() for model in (Pair, Goal, Milestone, PairYear)] == [0] * 4


def test_partner_whose_membership_ends_sees_and_edits_nothing_any_more(cast: Cast) -> None:
    made = pair(cast)

    membership.end_membership(membership=cast.guest.memberships.get(), by=cast.administrator, reason="Left.")

    assert [partner.person for partner in PairPartner.objects.filter(pair=made)] == [cast.vermont]
    assert Goal.objects.visible_to(cast.guest).count() == 0


@pytest.mark.parametrize("name", ["colorado", "vermont_editor", "group_member"])
def test_only_partners_and_who_takes_care_edit(name: str, cast: Cast, sign_in) -> None:
    made, by = pair(cast, goals_sharing="space"), getattr(cast, name)
    goal, step = made.goals.get(), made.milestones.get()

    for change in (
        lambda: pairs.change_pair(pair=made, by=by, details=details(cast), revision=1),
        lambda: pairs.set_closed(pair=made, by=by, closed=True),
        lambda: pairs.add_partner(pair=made, by=by, person=by, role=""),
        lambda: pairs.remove_partner(partner=made.partners.all()[0], by=by),
        lambda: pairs.save_years(pair=made, by=by, numbers=[], seen=[]),
        lambda: goals.add_goal(pair=made, by=by, details=GoalDetails("Mine")),
        lambda: goals.change_goal(goal=goal, by=by, details=GoalDetails("Mine"), revision=1),
        lambda: goals.remove_goal(goal=goal, by=by),
        lambda: goals.save_milestone(pair=made, by=by, details=MilestoneDetails("Mine")),
        lambda: goals.remove_milestone(milestone=step, by=by),
        lambda: pairs.make_pair(by=by, details=details(cast)),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert sign_in(by).get(f"{made.get_absolute_url()}edit/").status_code == 403


def test_milestone_sent_twice_is_one(cast: Cast) -> None:
    made = pair(cast)

    first, second = (
        goals.save_milestone(pair=made, by=cast.vermont, details=MilestoneDetails("First class")) for _ in range(2)
    )

    assert first == second


def test_guest_sees_a_states_people_where_they_work_together_only(cast: Cast, sign_in) -> None:
    made = pair(cast)
    elsewhere = pairs.make_pair(by=cast.administrator, details=details(cast, name="Elsewhere"))
    pairs.add_partner(pair=elsewhere, by=cast.administrator, person=cast.vermont, role="Lead")
    client = sign_in(cast.guest)

    together, apart = (pages.texts(client.get(one.get_absolute_url()), ".panel") for one in (made, elsewhere))

    assert "Vermont Lead" in together[0]
    assert apart[0] == "Partners Its partners aren’t in your directory."


def test_partner_is_added_by_a_name_that_the_editor_may_find(cast: Cast, sign_in) -> None:
    made = pair(cast)
    address = f"{made.get_absolute_url()}people/"

    by_guest = sign_in(cast.guest).post(address, {"who": cast.colorado.email})
    by_member = sign_in(cast.vermont).post(address, {"who": "Colorado", "role": "Friend"})

    assert (by_guest.status_code, by_member.status_code) == (400, 302)
    assert by_guest.context["form"].errors["who"] == ["We can’t find this person in your directory."]
    assert cast.colorado.pk in made.partners.values_list("person", flat=True)


def test_documents_and_meetings_show_to_who_may_see_them(cast: Cast, sign_in) -> None:
    made = pair(cast)
    paper = library.document(cast.vermont, "For states", sharing_choice="all_members")
    address = f"{made.get_absolute_url()}things/"

    added = sign_in(cast.vermont).post(address, {"address": f"/documents/{paper.key}/"})
    refused = sign_in(cast.guest).post(address, {"address": f"/documents/{paper.key}/"})

    assert (added.status_code, refused.status_code) == (302, 400)
    seen = ["For states" in sign_in(user).get(made.get_absolute_url()).content.decode()
            for user in (cast.vermont, cast.guest)]  # fmt: skip
    assert seen == [True, False]
    assert sign_in(cast.guest).post(f"{address}{paper.key}/remove/").status_code == 404
    assert sign_in(cast.vermont).post(f"{address}{paper.key}/remove/").status_code == 302
    assert made.documents.count() == 0


def test_second_editor_is_told_what_the_first_did(cast: Cast, sign_in) -> None:
    made = pair(cast)
    goal = made.goals.get()
    pairs.change_pair(pair=made, by=cast.guest, details=details(cast, summary="Ours"), revision=1)
    goals.change_goal(goal=goal, by=cast.guest, details=GoalDetails("Train 150"), revision=1)

    with pytest.raises(EditConflict):
        pairs.change_pair(pair=made, by=cast.vermont, details=details(cast, summary="Mine"), revision=1)
    answer = sign_in(cast.vermont).post(
        f"{made.get_absolute_url()}goals/{goal.key}/",
        {"title": "Mine", "status": "planned", "revision": "1"},
    )

    assert answer.status_code == 409
    assert "Train 150" in answer.content.decode()


def test_owner_of_a_goal_is_a_partner(cast: Cast) -> None:
    with pytest.raises(SpaceRefused):
        goals.add_goal(pair=pair(cast), by=cast.vermont, details=GoalDetails("Goal", owner=cast.colorado))


def test_numbers_are_kept_by_year_and_drawn_with_the_same_numbers_in_a_table(cast: Cast, sign_in) -> None:
    made, client = pair(cast), sign_in(cast.guest)
    address = f"{made.get_absolute_url()}trained/"
    lines = {"row0-year": 2026, "row0-goal": 40, "row0-trained": 30, "row1-year": 2027, "row1-goal": 60,
             "seen": "2026:40:25"}  # fmt: skip

    saved = client.post(address, {**lines, "row1-trained": "", "row2-year": "", "row2-goal": "", "row2-trained": ""})
    twice = client.post(address, {**lines, "row1-year": 2026})

    assert (saved.status_code, twice.status_code) == (302, 400)
    table = pages.texts(client.get(made.get_absolute_url()), ".pair-numbers tr")
    assert table == ["Year Goal Trained", "2026 40 30", "2027 60 Not known", "Total 100 30"]


def test_second_of_two_who_edit_numbers_sees_both(cast: Cast, sign_in) -> None:
    made, client = pair(cast), sign_in(cast.guest)
    address = f"{made.get_absolute_url()}trained/"
    (seen,) = [box.get("value") for box in pages.find(client.get(address), "form input") if box.get("name") == "seen"]
    pairs.save_years(pair=made, by=cast.vermont, numbers=[YearNumbers(2026, 40, 33)], seen=[YearNumbers(2026, 40, 25)])
    mine = {"row0-year": 2026, "row0-goal": 45, "row0-trained": ""}

    conflict = client.post(address, {**mine, "seen": seen})
    between = list(PairYear.objects.filter(pair=made).values_list("goal", "trained"))
    fields = {box.get("name"): box.get("value", "") for box in pages.find(conflict, "main form input")}
    saved = client.post(address, fields)

    assert (conflict.status_code, between) == (409, [(40, 33)])
    assert pages.texts(conflict, ".theirs .facts__row") == ["2026 goal 40, trained 33"]
    assert (fields["row0-goal"], pages.texts(conflict, ".form button")) == ("45", ["Save my version instead"])
    assert (saved.status_code, list(PairYear.objects.filter(pair=made).values_list("goal", "trained"))) == (
        302, [(45, None)],
    )  # fmt: skip


@pytest.mark.parametrize("seen", ["", "nonsense;2026:x:1", "2026:40:25;2027::"])
def test_numbers_that_nobody_saw_are_a_conflict(cast: Cast, sign_in, seen: str) -> None:
    made = pair(cast)
    fields = {"row0-year": 2026, "row0-goal": 1, "row0-trained": 1, "seen": seen}

    answer = sign_in(cast.guest).post(f"{made.get_absolute_url()}trained/", fields)

    assert (answer.status_code, PairYear.objects.get(pair=made).goal) == (409, 40)


def test_a_post_that_ended_since_the_page_was_asked_for_edits_nothing(cast: Cast) -> None:
    made, keeper = pair(cast), carer(cast)
    pairs.change_pair(pair=made, by=keeper, details=details(cast, name="First"), revision=1)
    SpaceAdministrator.objects.all().delete()

    with pytest.raises(PermissionDenied):
        pairs.change_pair(pair=made, by=keeper, details=details(cast, name="Second"), revision=2)


def test_bars_stand_on_the_line_and_the_highest_number_reaches_the_top() -> None:
    rows = [PairYear(year=2026, goal=40, trained=0), PairYear(year=2027, goal=None, trained=80)]

    drawn = chart_of(rows)

    assert drawn is not None
    first, second = drawn.years
    assert (first.goal_height, first.trained_height, second.trained_top) == (60, 0, 20)
    assert first.goal_top + first.goal_height == drawn.base
    assert chart_of([]) is None


def test_years_are_dropped_only_by_who_may_edit_and_no_more_than_twenty_are_kept(cast: Cast) -> None:
    made = pair(cast)
    many = [YearNumbers(2020 + place, 1, None) for place in range(21)]
    with pytest.raises(SpaceRefused):
        pairs.save_years(pair=made, by=cast.guest, numbers=many, seen=[])

    stand = [YearNumbers(2026, 40, 25)]
    pairs.save_years(pair=made, by=cast.guest, numbers=[YearNumbers(2026, None, None)], seen=stand)

    assert made.years.count() == 0


def test_closed_pair_is_for_its_partners(cast: Cast, sign_in) -> None:
    made = pair(cast, goals_sharing="space")

    pairs.set_closed(pair=made, by=cast.vermont, closed=True)

    people = (cast.vermont, cast.guest, cast.administrator, cast.colorado)
    assert [sign_in(user).get(made.get_absolute_url()).status_code for user in people] == [200, 200, 200, 404]
    assert Goal.objects.visible_to(cast.colorado).count() == 0


def test_print_view_holds_the_goals_of_who_may_see_them(cast: Cast, sign_in) -> None:
    made = pair(cast)

    seen = ["Train 120 people" in sign_in(user).get(f"{made.get_absolute_url()}print/").content.decode()
            for user in (cast.guest, cast.colorado)]  # fmt: skip

    assert seen == [True, False]


def test_file_holds_what_the_person_sees(cast: Cast, sign_in) -> None:
    pair(cast)

    kinds = {
        name: [line.split(",")[3] for line in b"".join(sign_in(user).get(f"{PAIRS}export/").streaming_content)
               .decode().splitlines()[1:]]
        for name, user in (("guest", cast.guest), ("colorado", cast.colorado))
    }  # fmt: skip

    assert kinds == {"guest": ["Pair", "Goal", "Milestone", "People trained"], "colorado": ["Pair"]}


def test_owner_of_a_goal_is_named_to_who_may_find_them(cast: Cast, sign_in) -> None:
    """Goals may be open to the whole space; who in a state works on them is not."""
    made = pair(cast, goals_sharing="space")
    User.objects.filter(pk=cast.vermont.pk).update(name="Robin Zett")
    other_city = member("other", agency("CO", "DOT"), cast.administrator, tier="guest")
    addresses = (made.get_absolute_url(), f"{made.get_absolute_url()}print/", f"{PAIRS}export/")
    people = {"partner": cast.guest, "member": cast.colorado, "other city": other_city}

    read = {
        name: ["Robin Zett" in b"".join(sign_in(user).get(address)).decode() for address in addresses]
        for name, user in people.items()
    }

    assert read == {"partner": [True] * 3, "member": [True] * 3, "other city": [False] * 3}


def test_form_sent_twice_gives_one_pair_and_one_goal(cast: Cast) -> None:
    first, second = (pairs.make_pair(by=cast.administrator, details=details(cast)) for _ in range(2))
    made = [goals.add_goal(pair=first, by=cast.administrator, details=GoalDetails("Goal")) for _ in range(2)]

    assert (first, made[0]) == (second, made[1])


@pytest.mark.parametrize("address", ["http://[", "/documents/[", "http://[::1", "https://x]/documents/"])
def test_address_that_cannot_be_read_gets_a_sentence(address: str, cast: Cast, sign_in) -> None:
    answer = sign_in(cast.guest).post(f"{pair(cast).get_absolute_url()}things/", {"address": address})

    assert answer.status_code == 400
    assert answer.context["form"].errors["address"] == ["We can’t find a document or meeting at this address."]


@pytest.mark.parametrize("path", ["", "1"])
def test_list_and_page_ask_the_same_number_of_questions(
    path: str, cast: Cast, sign_in, django_assert_num_queries
) -> None:
    made, client = pair(cast), sign_in(cast.guest)
    address, questions = (made.get_absolute_url(), 5) if path else (PAIRS, 6)
    client.get(address)

    with django_assert_num_queries(questions):
        client.get(address)
    for number in ("second", "third"):
        pairs.make_pair(by=cast.administrator, details=details(cast, name=number))
        Goal.objects.create(pair=made, title=number)
        Milestone.objects.create(pair=made, title=number)
    with django_assert_num_queries(questions):
        client.get(address)
