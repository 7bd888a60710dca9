"""Every page of every route, empty, full and with errors, at 1280 and 320 px."""

from collections.abc import Iterable, Sequence

import pytest
from django.urls import reverse

from tests import library
from tests.browser.sweeps.conftest import OpenAs
from tests.browser.sweeps.looking import NARROW, Eyes
from tests.security.answers import Gate, administrators, carers, deciders
from tests.security.matrix import LIBRARY_PAGES, ROUTES
from tests.security.matrix_announcements import writers
from tests.security.matrix_campaigns import organized, organizers
from tests.security.matrix_workforce import keepers
from tests.security.scene import Scene

pytestmark = pytest.mark.browser

NO_PAGES = ("robots", "security_txt", "healthz", "readyz", "documents:status", "accounts:session")
FILES = (
    *("documents:download", "documents:download_version", "documents:thumbnail", "documents:page_image"),
    *("documents:page_marks", "documents:share_template", "documents:search_export", "documents:suggestions"),
    *("documents:question_set_export", "documents:question_set_questions"),
    *("publications:feed", "publications:bibtex", "publications:ris", "sitemap"),
    *("workforce:pathways_export", "workforce:providers_export"),
    *("workforce:export_resources", "workforce:export_pairs"),
    *("phasemap:phases", "signon:metadata"),
    *("meetings:calendar_file", "meetings:feed", "meetings:group_report_file", "meetings:series_report_file"),
    *("reuse:report_file", "reuse:report_year_file", "following:feed"),
    *("inquiries:export", "inquiries:synthesis_file"),
    *("states:export", "states:export_comparison", "gaps:export"),
    *("accounts:mail_preview_html", "announcements:html"),
)
FOR_FEW = [administrators, deciders, carers, keepers, organized, organizers, writers]
FULL = {
    "public": ["/documents/search/?q=uptime", "/documents/search/?q=zzz", "/documents/?kind=rfp", "/no/such/page"],
    "vermont": [
        *(f"/documents/search/?q=uptime{fold}" for fold in ("", "&fold=documents", "&fold=states")),
        "/documents/search/?q=the",
        "/documents/search/?q=zzz&state=VT",
        "/documents/?kind=rfp&sort=dated",
        "/documents/saved/new/?q=winter&state=VT",
        "/states/compare/?state=vt&state=nh&state=al&state=mo&state=gu",
        "/states/?region=naseo-northeast",
        "/coverage/?kind=rfp",
        "/coverage/requests/new/?state=OH&family=solicitations",
        "/people/",
    ],
    "vermont_editor": ["/", "/documents/"],
    "guest": [
        "/",
        "/directory/",
        "/documents/",
        "/documents/share/",
        "/people/me/",
        "/people/request/?tier=member&state=VT",
        "/workforce/pathways/?q=nothing",
        "/workforce/providers/",
        "/workforce/providers/?state=VT&county=Nowhere",
        "/workforce/states/VT/",
    ],
    "group_member": ["/", "/groups/cybersecurity/", "/meetings/", "/meetings/?when=past", "/directory/?q=nobody"],
    "applicant": ["/", "/people/request/mine/", "/people/me/"],
    "left": ["/", "/people/request/mine/", "/people/request/", "/people/request/?tier=member&state=VT"],
    "declined": ["/", "/people/request/mine/"],
    "expired": ["/", "/people/request/mine/", "/people/me/"],
    "administrator": ["/", "/documents/", "/people/?q=ver", "/people/?show=deactivated"],
}


def html_routes(persona: str, scene: Scene, gates: Sequence[Gate] = ()) -> list[str]:
    """One address of each route, or of each behind these gates, that shows this person a page."""
    found = []
    for name, route in ROUTES.items():
        if gates and route.gate not in gates:
            continue
        if name.startswith("api:") or name in (*NO_PAGES, *FILES) or "GET" not in route.verbs:
            continue
        shown = [case for case in route.cases(scene) if route.expected("GET", persona, case) == 200]
        if shown:
            found.append(reverse(name, kwargs=dict(shown[0].arguments)))
    return found


def pages_of(persona: str, scene: Scene) -> list[str]:
    """What is looked at as this person: all routes as four of them, a choice as the others."""
    if persona not in ("public", "vermont", "administrator"):
        return FULL[persona]
    routes = html_routes(persona, scene, FOR_FEW if persona == "administrator" else [])
    if persona == "vermont":
        routes = [*routes, *html_routes("public", scene)[:1], f"/documents/{scene.papers['draft'].key}/describe/"]
    return list(dict.fromkeys([*routes, *FULL[persona]]))


def wrong(eyes: Eyes, addresses: Iterable[str]) -> dict[str, list[str]]:
    """Addresses with what is wrong there."""
    seen = {address: eyes.look_at(address) for address in addresses}
    return {address: problems for address, problems in seen.items() if problems}


# Of one person's pages every third each, so that two processes share the longest.
THIRDS = [(persona, third) for persona in FULL for third in (range(3) if persona in ("public", "vermont") else [None])]


@pytest.mark.parametrize(("persona", "third"), THIRDS)
def test_every_page_is_sound_when_there_is_much_to_show(
    persona: str, third: int | None, scene: Scene, open_as: OpenAs
) -> None:
    eyes, addresses = Eyes(open_as(scene.people[persona]).new_page()), pages_of(persona, scene)

    assert wrong(eyes, addresses if third is None else addresses[third::3]) == {}


BESIDE = """[...document.querySelectorAll(".facts__row")].filter((row) => {
  const [name, value] = [row.querySelector("dt"), row.querySelector("dd")].map((part) => part.getBoundingClientRect());
  return name.left !== value.left;
}).length"""


def test_system_status_is_no_column_of_single_words_on_a_telephone(scene: Scene, open_as: OpenAs) -> None:
    page = open_as(scene.cast.administrator).new_page()
    page.set_viewport_size(NARROW)
    page.goto(reverse("accounts:system"))

    assert page.locator(".facts__row").count() > 10
    assert page.evaluate(BESIDE) == 0


def test_every_page_of_ones_account_is_sound(scene: Scene, open_as: OpenAs) -> None:
    public, member = Eyes(open_as().new_page()), Eyes(open_as(scene.cast.vermont).new_page())
    addresses = {
        name: reverse(name)
        for name in LIBRARY_PAGES
        if name not in ("mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_login_webauthn")
    }

    problems = wrong(public, [addresses[name] for name in addresses if LIBRARY_PAGES[name][0] == 200])
    problems |= wrong(member, [addresses[name] for name in addresses if LIBRARY_PAGES[name][1] == 200])

    assert problems == {}


# Forms sent with nothing or nonsense in them: the page that says what is wrong must be as sound as the others.

FORMS = {
    "public": ["/account/login/", "/account/signup/", "/account/login/code/", "/account/password/reset/"],
    "left": ["/people/request/?tier=member&state=VT"],
    "vermont": ["edit:agency", "describe:draft", "withdraw:agency", "restore:withdrawn", "share:"],
    "administrator": ["decline:waiting", "approve:waiting", "end:"],
}


def form_address(form: str, scene: Scene) -> str:
    """The page that holds the form."""
    action, _, state = form.partition(":")
    if form.startswith("/"):
        return form
    if state in scene.papers:
        return f"/documents/{scene.papers[state].key}/{action}/"
    if state in scene.requests:
        return f"/people/approvals/{scene.requests[state].pk}/"
    return "/documents/share/" if action == "share" else f"/people/{scene.cast.colorado.pk}/end/"


EMPTY_AND_SEND = """(action) => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.find((one) => one.action.includes(action)) ?? forms[0];
  for (const field of form.querySelectorAll("input[type=text], input[type=email], input[type=password], textarea"))
    field.value = "";
  for (const field of form.querySelectorAll("select")) field.selectedIndex = -1;
  for (const field of form.querySelectorAll("input[type=radio]")) field.checked = false;
  form.noValidate = true;
  form.submit();
}"""


@pytest.mark.parametrize("persona", FORMS)
def test_every_form_says_what_is_wrong_soundly(persona: str, scene: Scene, open_as: OpenAs) -> None:
    eyes, problems = Eyes(open_as(scene.people[persona]).new_page()), {}
    for form in FORMS[persona]:
        eyes.page.goto(form_address(form, scene))
        with eyes.page.expect_navigation():
            eyes.page.evaluate(EMPTY_AND_SEND, form.partition(":")[0].strip("/"))
        eyes.problems.clear()
        said = eyes.page.locator("main .usa-error-message, main .usa-alert--error, main [role=alert]").count()
        found = [*eyes.look_around(), *([] if said else ["it does not say what is wrong"])]
        if found:
            problems[form] = found

    assert problems == {}


def test_a_long_list_and_a_long_search_are_sound(scene: Scene, open_as: OpenAs) -> None:
    for number in range(28):
        words = "Request for proposals for fast chargers along the interstate corridors, with remedies for uptime"
        library.document(scene.cast.colorado, f"{words} {number}", state="CO", pages=["Port uptime. " * 40] * 2)
    eyes = Eyes(open_as(scene.cast.vermont).new_page())

    problems = wrong(eyes, ["/documents/", "/documents/search/?q=uptime", "/documents/search/?q=uptime&page=2"])

    assert problems == {}
