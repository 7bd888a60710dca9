"""The data administration: who enters, what may be edited there, and what follows from an edit."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.data_site import SECTIONS
from accounts.models import Agency, AgencyDomain, Audience, AuditEvent, DomainNote, Region, User
from tests import pages
from tests.accounts.people import agency_at
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
DATA = "/data/"


@pytest.fixture
def administrator(cast: Cast, sign_in: SignIn) -> Client:
    """A browser of an administrator who may edit data."""
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=cast.administrator.pk))


def agency_form(agency: Agency, **changes: object) -> dict[str, object]:
    rows = agency.domains.order_by("pk")
    form: dict[str, object] = {
        "kind": agency.kind, "name": agency.name, "abbreviation": agency.abbreviation,
        "domains-TOTAL_FORMS": len(rows), "domains-INITIAL_FORMS": len(rows),
    }  # fmt: skip
    for place, row in enumerate(rows):
        values = {"id": row.pk, "agency": agency.pk, "domain": row.domain, "check_mark": row.check_mark,
                  "is_primary": row.is_primary or "", "check_note": row.check_note}  # fmt: skip
        form |= {f"domains-{place}-{name}": value for name, value in values.items()}
    return form | changes


def test_index_shows_reference_data_and_nothing_else(administrator: Client) -> None:
    answer = administrator.get(DATA)

    assert pages.headings(answer) == [
        "Agencies and places", "Documents and search", "Working groups", "EV Workforce Collaborative", "Phase map",
        "Evidence and records",
    ]  # fmt: skip
    assert sorted(pages.texts(answer, ".module th a")) == [
        ".gov domains", "Activity log entries", "Agencies", "Categories of document types",
        "Corridor miles by state", "Document types", "Guidance eras", "Hubs and corridors", "NEVI funding by state",
        "Notes about email domains", "Phases", "Regions", "Sample searches", "Search synonyms", "Sets of phases",
        "Sets of regions", "Sign-ins and downloads",
        "States and territories", "Topics", "Training credentials", "Training supports", "Workforce challenges",
        "Workforce requirements in contracts", "Working groups",
    ]  # fmt: skip


def test_reference_data_has_the_portals_header_and_no_inline_style(administrator: Client) -> None:
    frame = pages.links(administrator.get("/people/system/"), "header.masthead a")

    for address in (DATA, f"{DATA}accounts/agency/", f"{DATA}accounts/agency/add/"):
        page = administrator.get(address)
        assert pages.links(page, "header.masthead a") == frame
        assert "style=" not in page.content.decode()
        assert pages.find(page, "style") == []
        assert [tab.get("href") for tab in pages.find(page, ".tabs a") if tab.get("aria-current")] == [DATA]


def test_page_of_an_app_is_the_one_list(administrator: Client) -> None:
    assert administrator.get(f"{DATA}accounts/").url == DATA


def test_every_table_says_what_it_is_for(administrator: Client) -> None:
    for model_admin in admin.site._registry.values():
        assert model_admin.about.endswith(".")
        assert model_admin.section in SECTIONS


@pytest.mark.parametrize("path", ["", "accounts/agency/", "accounts/agency/add/", "documents/topic/"])
def test_session_end_is_warned_of_here_too(path: str, administrator: Client) -> None:
    """The script reads the seconds, and finds the form that signs out."""
    answer = administrator.get(DATA + path)

    seconds = [entry.get("data-session-seconds") for entry in pages.find(answer, "div")]
    assert list(filter(None, seconds)) == ["900"]
    assert pages.texts(answer, "dialog h2")[0] == "You’ll be signed out in 2 minutes"
    assert [form.get("action") for form in pages.find(answer, "form#sign-out")] == ["/account/logout/"]


@pytest.mark.parametrize(
    ("path", "title"),
    [("accounts/agency/", "Agencies"), ("accounts/agency/add/", "Add agency"), ("documents/kind/", "Document types"),
     ("accounts/domainnote/add/", "Add note about email domains"),
     ("accounts/state/VT/change/", "Edit state or territory"),
     ("accounts/auditevent/", "Activity log entries")],
)  # fmt: skip
def test_pages_are_headed_in_plain_words(path: str, title: str, administrator: Client) -> None:
    assert pages.texts(administrator.get(DATA + path), "h1")[0] == title


def test_pages_carry_the_administrators_tabs(administrator: Client) -> None:
    assert list(pages.links(administrator.get(f"{DATA}documents/topic/"), ".tabs a")) == [
        "Approvals 1", "Accounts", "Agencies and reference data", "Activity", "Roles", "View as", "System status",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["vermont", "vermont_editor", "guest", "applicant", "left"])
def test_others_are_refused(name: str, cast: Cast, sign_in: SignIn) -> None:
    person = getattr(cast, name)
    User.objects.filter(pk=person.pk).update(is_staff=True)  # a flag alone opens nothing
    client = sign_in(User.objects.get(pk=person.pk))

    answer = client.get(f"{DATA}accounts/agency/", follow=True)

    assert answer.status_code == 403
    assert "Agencies" not in answer.content.decode()


def test_strangers_sign_in_at_the_one_place(db: None, client: Client) -> None:
    answer = client.get(f"{DATA}accounts/agency/", follow=True)

    assert [step for step, _ in answer.redirect_chain] == [
        "/data/login/?next=/data/accounts/agency/", "/account/login/?next=/data/",
    ]  # fmt: skip


def test_ways_in_and_out_are_the_portals(administrator: Client) -> None:
    assert administrator.get(f"{DATA}password_change/").url == "/account/password/change/"
    assert administrator.post(f"{DATA}logout/").url == "/account/logout/"


@pytest.mark.parametrize(
    "path",
    [
        "documents/document/",
        "documents/page/",
        "accounts/user/",
        "accounts/outboxmail/",
        "auth/group/",
        "account/emailaddress/",
        "mfa/authenticator/",
        "sessions/session/",
    ],
)
def test_tables_that_are_not_reference_data_have_no_page(path: str, administrator: Client) -> None:
    assert administrator.get(DATA + path).status_code == 404


def test_administrators_group_holds_rights_on_reference_data_only(db: None) -> None:
    group = Audience.objects.get(kind="administrators").group
    permitted = set(group.permissions.values_list("content_type__app_label", "content_type__model"))

    assert permitted == {
        ("accounts", name) for name in ("accessevent", "agency", "agencydomain", "auditevent", "domainnote", "region",
                                        "regionscheme", "regionstate", "registrydomain", "state")
    } | {("documents", name) for name in ("era", "family", "kind", "samplequery", "synonymset", "topic")} | {
        ("workinggroups", "workinggroup"), ("states", "funding"), ("states", "corridormiles"),
    } | {("workforce", name) for name in ("challenge", "credential", "requirement", "support")} | {
        ("phasemap", name) for name in ("phase", "phasescheme", "place")
    }  # fmt: skip
    audit = group.permissions.filter(content_type__model__in=("accessevent", "auditevent", "registrydomain"))
    seen_only = ["view_accessevent", "view_auditevent", "view_registrydomain"]
    assert sorted(audit.values_list("codename", flat=True)) == seen_only


def test_no_other_group_holds_rights(cast: Cast) -> None:
    others = Permission.objects.exclude(group=Audience.objects.get(kind="administrators").group)

    assert others.filter(group__isnull=False).count() == 0
    assert User.objects.filter(user_permissions__isnull=False).count() == 0


def test_agency_is_renamed_with_its_audience_and_said(cast: Cast, administrator: Client) -> None:
    agency = agency_at("VT", "VTrans")

    answer = administrator.post(f"{DATA}accounts/agency/{agency.pk}/change/", agency_form(agency, name="VTrans new"))

    assert answer.status_code == 302
    agency.refresh_from_db()
    assert (agency.name, agency.audience.label) == ("VTrans new", "VTrans new")
    assert AuditEvent.objects.get().sentence == "Administrator changed the agency “VTrans new”. Changed Name."


def test_what_was_saved_is_said_in_plain_words_and_as_text(cast: Cast, administrator: Client) -> None:
    agency = agency_at("VT", "VTrans")
    form = agency_form(agency, name="<b>VTrans</b>")

    answer = administrator.post(f"{DATA}accounts/agency/{agency.pk}/change/", form, follow=True)

    assert pages.texts(answer, ".messagelist li") == ["The agency “ <b>VTrans</b> ” was changed."]


def test_agency_gets_a_domain_in_lower_case(administrator: Client, cast: Cast) -> None:
    agency = agency_at("VT", "VTrans")
    place = agency.domains.count()
    new = {
        "domains-TOTAL_FORMS": place + 1,
        f"domains-{place}-domain": " VTrans-Charging.example ",
        f"domains-{place}-check_mark": "K",
    }

    administrator.post(f"{DATA}accounts/agency/{agency.pk}/change/", agency_form(agency, **new))

    assert AgencyDomain.objects.filter(agency=agency, domain="vtrans-charging.example").exists()


def test_agency_does_not_move_to_another_state(administrator: Client, cast: Cast) -> None:
    agency = agency_at("VT", "VTrans")

    administrator.post(f"{DATA}accounts/agency/{agency.pk}/change/", agency_form(agency, state="TX"))

    agency.refresh_from_db()
    assert agency.state_id == "VT"


def test_new_agency_has_its_audience(administrator: Client) -> None:
    form = {"state": "VT", "kind": "OTHER", "name": "Charging Office", "abbreviation": "",
            "domains-TOTAL_FORMS": 0, "domains-INITIAL_FORMS": 0}  # fmt: skip

    administrator.post(f"{DATA}accounts/agency/add/", form)

    assert Audience.objects.get(kind="agency", label="Charging Office").agency.name == "Charging Office"


def test_agency_in_use_cannot_be_deleted(administrator: Client, cast: Cast) -> None:
    agency = agency_at("VT", "VTrans")

    administrator.post(f"{DATA}accounts/agency/{agency.pk}/delete/", {"post": "yes"})

    assert Agency.objects.filter(pk=agency.pk).exists()


def test_regions_audience_follows_its_states(administrator: Client, cast: Cast) -> None:
    northeast = Region.objects.get(slug="naseo-northeast")
    rows = northeast.regionstate_set.order_by("pk")
    form = {"scheme": northeast.scheme_id, "slug": northeast.slug, "name": "North-East",
            "regionstate_set-TOTAL_FORMS": len(rows) + 1, "regionstate_set-INITIAL_FORMS": len(rows)}  # fmt: skip
    for place, row in enumerate(rows):
        prefix = f"regionstate_set-{place}-"
        form |= {f"{prefix}id": row.pk, f"{prefix}region": northeast.pk, f"{prefix}state": row.state_id,
                 f"{prefix}check_mark": row.check_mark}  # fmt: skip
        if row.state_id == "VT":
            form[f"{prefix}DELETE"] = "on"
    form |= {f"regionstate_set-{len(rows)}-state": "CO", f"regionstate_set-{len(rows)}-check_mark": "K"}

    administrator.post(f"{DATA}accounts/region/{northeast.pk}/change/", form)

    audience = Audience.objects.get(region=northeast)
    assert audience.label == "North-East region"
    assert sorted(audience.group.user_set.values_list("name", flat=True)) == [
        "Colorado",
        "Group Member",
        "New Hampshire",
    ]


def test_note_with_a_broken_pattern_is_refused(administrator: Client) -> None:
    form = {"match": "regex", "pattern": "(", "weight": "evidence_against", "category": "federal", "sentence": "X",
            "check_mark": "K"}  # fmt: skip

    answer = administrator.post(f"{DATA}accounts/domainnote/add/", form)

    assert "This pattern can’t be read" in answer.content.decode()
    assert not DomainNote.objects.filter(pattern="(").exists()


@pytest.mark.parametrize("path", ["accounts/auditevent/add/", "accounts/registrydomain/add/",
                                  "workinggroups/workinggroup/add/", "accounts/state/add/"])  # fmt: skip
def test_read_only_tables_take_nothing(path: str, administrator: Client) -> None:
    assert administrator.get(DATA + path).status_code == 403


def test_scripts_of_the_administration_work_under_a_policy_without_trusted_types(administrator: Client) -> None:
    policy = administrator.get(DATA).headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "trusted-types" not in policy


def test_every_page_of_every_table_opens(administrator: Client, cast: Cast) -> None:
    for model, model_admin in admin.site._registry.items():
        base = f"{DATA}{model._meta.app_label}/{model._meta.model_name}/"
        assert administrator.get(base).status_code == 200, base
        assert administrator.get(f"{base}?q=a").status_code == 200, base
        first = model._default_manager.order_by("pk").first()
        if first is not None and "view" in model_admin.rights:
            assert administrator.get(f"{base}{first.pk}/change/").status_code == 200, base
