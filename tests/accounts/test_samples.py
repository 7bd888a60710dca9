"""The sample people: invented, marked, and signed in with one click only where the setting allows it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import samples
from accounts.models import Agency, Audience, AuditEvent, Membership, MembershipRequest, OutboxMail, User
from accounts.standing import standing_of
from accounts.templatetags.sample_tags import sample_people
from tests import pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
LOGIN = "/account/login/"


def sample(first_name: str) -> User:
    return User.objects.get(is_sample=True, name__startswith=first_name)


def labels(user: User) -> list[str]:
    return sorted(Audience.objects.filter(group__user=user).values_list("label", flat=True))


@pytest.mark.django_db
def test_load_makes_people_with_their_standing() -> None:
    able = samples.load()

    everybody = User.objects.filter(is_sample=True)
    assert (everybody.count(), len(able)) == (26, 16)
    assert {user.name for user in everybody if "(Sample)" not in user.name} == set()
    standings = {user.name.split()[0]: standing_of(user) for user in everybody}
    assert {name for name, standing in standings.items() if standing.is_administrator} == {"Dana"}
    assert {name for name, standing in standings.items() if standing.is_guest and not standing.is_member} == {"Tasha"}
    assert {name for name, standing in standings.items() if standing.is_member} == {
        "Ana", "James", "Marcus", "Priya", "Thomas", "Helen", "Grace", "Luis",
    }  # fmt: skip


@pytest.mark.django_db
def test_loaded_requests_are_real_and_decided_by_the_sample_administrator() -> None:
    samples.load()

    requests = MembershipRequest.objects.filter(user__is_sample=True)
    assert sorted(requests.values_list("status", flat=True)) == ["approved"] * 13 + ["declined"] + ["waiting"] * 10
    assert set(requests.exclude(status="waiting").values_list("decided_by__name", flat=True)) == {
        "Dana Whitfield (Sample)"
    }
    assert AuditEvent.objects.count() == 14


@pytest.mark.django_db
def test_loaded_samples_show_a_question_and_a_new_address() -> None:
    samples.load()

    request = sample("Sofia").membership_requests.get()
    assert [message.is_answer for message in request.messages.order_by("pk")] == [False, True]
    assert list(User.objects.with_unchecked_address().order_by("name")) == [sample("Luis"), sample("Nora Feld")]
    suspended = Membership.objects.suspended().order_by("user__name").values_list("user__name", "suspended_for")
    assert list(suspended) == [("Nora Feld (Sample)", "address"), ("Walter Price (Sample)", "unconfirmed")]


@pytest.mark.django_db
def test_loaded_members_are_in_the_circles_of_their_agency_and_groups() -> None:
    samples.load()

    assert labels(sample("Marcus")) == [
        "All member states", "Central Regional Working Group", "Central region", "Colorado", "Colorado Energy Office",
        "EV Workforce Collaborative: states and cities", "EVs and Grid Integration", "REV West region", "WASHTO region",
    ]  # fmt: skip
    assert labels(sample("Tasha")) == ["EV Workforce Collaborative: states and cities"]
    assert Agency.objects.get(name="City of Millbrook (Sample)").kind == "CITY"


@pytest.mark.django_db
def test_load_twice_changes_nothing() -> None:
    samples.load()
    before = (User.objects.count(), MembershipRequest.objects.count(), AuditEvent.objects.count())

    samples.load()

    assert (User.objects.count(), MembershipRequest.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.django_db
def test_load_sends_no_mail() -> None:
    samples.load()

    assert OutboxMail.objects.count() == 0


@pytest.mark.django_db
def test_waiting_samples_show_each_kind_of_applicant(sign_in: SignIn) -> None:
    samples.load()

    answer = sign_in(sample("Dana")).get("/people/approvals/")

    names = [text.split()[0] for text in pages.texts(answer, "details .ask__name")]
    advice = [text.partition(":")[0] for text in pages.texts(answer, "details .ask__advice")]
    kinds = [text.partition(", by")[0] for text in pages.texts(answer, ".facts__row--kind dd")]
    assert list(zip(names, advice, kinds, strict=True)) == [
        ("Sofia", "Approve", "State agency"),
        ("Jordan", "Approve", "State agency"),
        ("Dale", "Ask first", "County"),
        ("Erin", "Ask first", "College or university"),
        ("Miles", "Decline", "Consulting or engineering firm"),
        ("Nora", "Look closely", "Type can’t be told"),
        ("Omar", "Ask first", "Utility"),
        ("Gwen", "Ask first", "School or library"),
        ("Ray", "Ask first", "Tribal nation"),
        ("Sue", "Ask first", "Association or nonprofit"),
    ]


@pytest.mark.django_db
def test_sign_in_page_offers_samples_in_groups_with_what_they_are_for(client: Client, settings: object) -> None:
    settings.SAMPLE_SIGN_IN = True
    samples.load()

    answer = client.get(LOGIN)

    assert pages.headings(answer, 3) == [
        "Administrators", "State members", "Guests", "Access paused", "Not members",
    ]  # fmt: skip
    buttons = pages.texts(answer, ".rows button")
    assert len(buttons) == 16
    assert "Paul Ferris (Sample)" not in buttons
    assert pages.texts(answer, ".rows span")[0].startswith("Approves requests each morning")


@pytest.mark.django_db
@pytest.mark.parametrize(("allowed", "loaded"), [(False, True), (True, False), (False, False)])
def test_sign_in_page_offers_nobody_otherwise(allowed: bool, loaded: bool, client: Client, settings: object) -> None:
    settings.SAMPLE_SIGN_IN = allowed
    if loaded:
        samples.load()

    assert sample_people() == []
    assert pages.find(client.get(LOGIN), ".rows button") == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "lands"), [("Ana", "/"), ("Dana", "/"), ("Sofia", "/people/request/mine/")])
def test_one_click_signs_in(name: str, lands: str, client: Client, settings: object) -> None:
    settings.SAMPLE_SIGN_IN = True
    samples.load()

    answer = client.post(f"/people/sample/{sample(name).pk}/")

    assert (answer.status_code, answer.url) == (302, lands)
    assert client.get("/people/me/").status_code == 200


@pytest.mark.django_db
def test_unconfirmed_sample_is_asked_for_the_code(client: Client, settings: object) -> None:
    settings.SAMPLE_SIGN_IN = True
    samples.load()

    answer = client.post(f"/people/sample/{sample('Nina').pk}/")

    assert answer.url == "/account/confirm-email/"
    assert client.get("/people/me/").status_code == 302


@pytest.mark.django_db
def test_click_follows_next_within_the_portal_only(client: Client, settings: object) -> None:
    settings.SAMPLE_SIGN_IN = True
    samples.load()
    path = f"/people/sample/{sample('Ana').pk}/"

    assert client.post(path, {"next": "/documents/"}).url == "/documents/"
    assert Client().post(path, {"next": "//evil.example"}).url == "/"


def test_nobody_else_is_signed_in_by_a_click(cast: Cast, client: Client, settings: object) -> None:
    settings.SAMPLE_SIGN_IN = True
    samples.load()

    for person in (cast.vermont, cast.administrator, sample("Paul")):
        assert client.post(f"/people/sample/{person.pk}/").status_code == 404
    assert client.get("/people/me/").status_code == 302


@pytest.mark.django_db
def test_setting_off_means_not_found_also_for_samples(client: Client) -> None:
    samples.load()

    assert client.post(f"/people/sample/{sample('Dana').pk}/").status_code == 404
    assert client.get("/people/me/").status_code == 302


@pytest.mark.django_db
def test_click_is_a_form_with_a_token(settings: object) -> None:
    settings.SAMPLE_SIGN_IN = True
    samples.load()
    strict = Client(enforce_csrf_checks=True)
    path = f"/people/sample/{sample('Dana').pk}/"

    assert (strict.get(path).status_code, strict.post(path).status_code) == (405, 403)
