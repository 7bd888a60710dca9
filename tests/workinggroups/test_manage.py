"""Adding groups and editing them: who may, what follows, and two editors at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience, User
from tests import pages
from tests.cast import Cast, agency
from tests.workinggroups.people import group, in_group, lines, mails, put_in
from workinggroups.models import WorkingGroup

SignIn = Callable[[User | None], Client]
PATH = "/groups/cybersecurity/edit/"
PUBLIC = {"name": "Rural Charging", "description": "Far from the highway.", "who_may_join": "State staff only."}
INSIDE = {
    "charter": "## Aims\n\nWe *share* clauses.\n\n<script>alert(1)</script>", "joining": "open", "roster_for": "leads",
    "contact_name": "Delaney Dixon", "contact_email": "ddixon@naseo.org", "revision": "1",
}  # fmt: skip


def said(response: Any) -> list[str]:
    return pages.texts(response, ".messages .usa-alert__text")


def test_administrators_add_a_topical_group_with_its_audience(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    answer = client.post("/groups/add/?kind=topical", {**PUBLIC, **INSIDE, "topics": []}, follow=True)

    made = WorkingGroup.objects.get(name="Rural Charging")
    assert said(answer) == ["Rural Charging was added. Next, add its leads."]
    assert (made.slug, made.audience.label, made.audience.kind) == ("rural-charging", "Rural Charging", "working_group")
    assert lines() == ["Administrator added the topical Rural Charging."]
    assert list(WorkingGroup.objects.in_order())[-1] == made
    sign_in(cast.vermont).post("/groups/rural-charging/join/")
    assert in_group("rural-charging") == ["Vermont"]


def test_a_name_is_taken_once_and_gives_an_address_that_is_free(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    taken = client.post("/groups/add/?kind=topical", {**PUBLIC, **INSIDE, "name": "cybersecurity of ev CHARGING"})
    for name in ("Add", "Cybersecurity", "質問"):
        client.post("/groups/add/?kind=topical", {**PUBLIC, **INSIDE, "name": name})

    assert taken.status_code == 400
    assert "A working group already has this name. Choose another name." in str(pages.texts(taken, "main"))
    slugs = WorkingGroup.objects.order_by("-pk").values_list("slug", flat=True)[:3]
    assert list(slugs) == ["group", "cybersecurity-2", "add-2"]


def test_a_regional_group_takes_a_region_without_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    page = client.get("/groups/add/?kind=regional")
    region = group("northeast").region_id
    taken = client.post("/groups/add/?kind=regional", {**PUBLIC, **INSIDE, "region": region})
    free = pages.find(page, "#id_region option")[1].get("value")
    client.post("/groups/add/?kind=regional", {**PUBLIC, **INSIDE, "region": free})

    assert taken.status_code == 400
    assert str(WorkingGroup.objects.get(name="Rural Charging").region_id) == free


def test_a_collaborative_lets_go_of_whom_nobody_invites_any_more(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    city, energy = cast.guest.memberships.get().agency, agency("CO", "SEO")
    data = {**PUBLIC, **INSIDE}
    empty = client.post("/groups/add/?kind=collaborative", data)
    client.post("/groups/add/?kind=collaborative", {**data, "invited_agencies": [city.pk, energy.pk]})
    for person in (cast.guest, cast.group_member):
        sign_in(person).post("/groups/rural-charging/join/")
    before = in_group("rural-charging")

    client.post("/groups/rural-charging/edit/", {**data, "invited_agencies": [energy.pk]})

    assert (empty.status_code, before, in_group("rural-charging")) == (
        400, ["Group Member", "Guest"], ["Group Member"],
    )  # fmt: skip
    assert mails() == [("guest@people.example", "You’re no longer a member of Rural Charging")]
    assert sign_in(cast.guest).get("/groups/rural-charging/people/").status_code == 403


def test_leads_edit_what_is_theirs_and_nothing_the_public_reads(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")

    sign_in(cast.vermont).post(PATH, {**INSIDE, **PUBLIC})

    made = group()
    assert (made.name, made.joining, made.roster_for, made.revision) == (
        "Cybersecurity of EV Charging", "open", "leads", 2,
    )  # fmt: skip
    page = sign_in(cast.vermont).get("/groups/cybersecurity/")
    assert pages.texts(page, ".charter")[0].startswith("Aims We share clauses. <script>alert(1)</script>")
    assert pages.find(page, ".charter script") == []
    assert lines() == [
        "Vermont edited Cybersecurity of EV Charging: charter, topics, how people join, who can see the roster."
    ]


def test_renaming_renames_the_audience(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.administrator).post(PATH, {**INSIDE, **PUBLIC})

    assert Audience.objects.get(working_group__slug="cybersecurity").label == "Rural Charging"


def test_the_second_of_two_editors_is_told_and_loses_nothing(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")
    first, second = sign_in(cast.administrator), sign_in(cast.vermont)
    first.post(PATH, {**INSIDE, **PUBLIC, "charter": "Theirs stands."})

    late = second.post(PATH, {**INSIDE, "charter": "Mine is kept."})
    stands = group().charter
    again = {box.get("name"): box.get("value") for box in pages.find(late, "input") if box.get("type") == "hidden"}
    second.post(PATH, {**INSIDE, "charter": "Mine is kept.", "revision": again["revision"]})

    assert (late.status_code, stands) == (409, "Theirs stands.")
    assert pages.texts(late, "#id_charter") == ["Mine is kept."]
    assert "Theirs stands." in pages.texts(late, ".theirs dd")
    assert pages.texts(late, ".usa-alert--warning li")[0].startswith("Administrator, ")
    assert group().charter == "Mine is kept."


def test_the_same_form_sent_twice_is_saved_once(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)

    statuses = [client.post(PATH, {**INSIDE, **PUBLIC}).status_code for _ in range(2)]

    assert (statuses, group().revision, len(lines())) == ([302, 302], 2, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"contact_email": "a@b.example\r\nBcc: x@y.example"}, {"contact_name": "\u202e\u200b"},
        {"charter": "x" * 21_000},
        {"name": "\x00\u200b"}, {"revision": "9" * 30}, {"joining": "never"}, {"topics": ["\x00"]},
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_words(cast: Cast, sign_in: SignIn, changes: dict[str, Any]) -> None:
    data = {**INSIDE, **PUBLIC, **changes}

    answer = sign_in(cast.administrator).post(PATH, data)

    assert (answer.status_code, group().revision) == (400, 1)


def test_only_administrators_add_groups(cast: Cast, sign_in: SignIn) -> None:
    put_in(cast.vermont, role="lead")

    statuses = [sign_in(person).post("/groups/add/?kind=topical", {**PUBLIC, **INSIDE}).status_code
                for person in (cast.vermont, cast.guest)]  # fmt: skip

    assert (statuses, WorkingGroup.objects.count()) == ([403, 403], 10)
