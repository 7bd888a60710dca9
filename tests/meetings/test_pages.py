"""The record's page, lists, panels on other pages, speakers, documents and search."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMail, User
from documents.finding import related
from documents.finding.related import found_related
from meetings.emails.call_notices import subject_of
from meetings.models import ActionItem, Decision, Meeting, MeetingDocument, Speaker
from meetings.panels.on_other_pages import of_group
from tests import library
from tests.calls import meeting
from tests.jobs import run_jobs
from tests.meetings.circle import Circle
from tests.pages import document_titles, headings, links, texts, words
from tests.pages import tree as tree_of
from workinggroups.models import WorkingGroup

SignIn = Callable[[User | None], Client]
LIST = reverse("meetings:list")


def text_of(response: Any) -> str:
    return words(tree_of(response).find(".//main"))


def address(name: str, made: Meeting) -> str:
    return reverse(f"meetings:{name}", args=[made.key])


def titles(response: Any) -> list[str]:
    return texts(response, ".call__title")


# The record


def test_who_may_not_read_the_summary_learns_whom_to_ask_and_nothing_more(circle: Circle, sign_in: SignIn) -> None:
    made = meeting(
        "Open record",
        days=-3,
        status="held",
        summary="Secret words.",
        record_sharing="public",
        recording_url="https://recordings.example/secret",
        join_url="https://meet.example/secret",
    )
    Decision.objects.create(meeting=made, text="Secret decision")
    ActionItem.objects.create(meeting=made, text="Secret item", owner_name="Secret owner")

    pages = [sign_in(user).get(made.get_absolute_url()) for user in (None, circle.cast.colorado)]

    for page in pages:
        assert "ecret" not in page.content.decode()
        assert texts(page, ".page-body__content h2") == ["Summary"]
        assert "Who can read the summary: Members of Cybersecurity of EV Charging." in text_of(page)
    assert "Secret words." in text_of(sign_in(circle.member).get(made.get_absolute_url()))


def test_the_link_to_join_is_for_those_who_take_part(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Open call", record_sharing="public", join_url="https://meet.example/7")

    shown = {
        user.name: "Join the call" in links(sign_in(user).get(made.get_absolute_url()), ".panel a")
        for user in (circle.member, circle.lead, circle.cast.administrator, circle.cast.colorado, circle.cast.guest)
    }

    assert shown == {"Vermont": True, "Group Member": True, "Administrator": True, "Colorado": False, "Guest": False}


def test_markdown_and_names_bring_no_script(circle: Circle, sign_in: SignIn) -> None:
    bad = "<script>alert(1)</script>"
    made = meeting(
        f"Title {bad}", days=-1, status="held", agenda=f"[x](javascript:alert(1)) {bad}", summary=bad, speakers=[bad]
    )

    page = sign_in(circle.member).get(made.get_absolute_url())

    assert tree_of(page).xpath("//main//script") == []
    assert [href for href in links(page).values() if href.startswith("javascript")] == []
    assert page.context["citation"].startswith(f"“Title {bad}.” Call of Cybersecurity of EV Charging, ")


def test_it_leads_to_the_calls_before_and_after_that_one_may_open(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Second", days=-5, record_sharing="all_members")
    meeting("First", days=-9)
    meeting("Third", days=-1, status="cancelled")
    meeting("Fourth", days=3, record_sharing="all_members")
    meeting("Of another group", group="data-and-reporting", days=-4, record_sharing="all_members")

    member, stranger = (
        [link.split()[-1] for link in links(sign_in(user).get(made.get_absolute_url()), ".neighbours a")]
        for user in (circle.member, circle.cast.colorado)
    )

    assert (member, stranger) == (["First", "Fourth"], ["Fourth"])


# Speakers and documents


def speakers(*rows: dict[str, str], do: str = "save", revision: int = 1) -> dict[str, Any]:
    data = {"revision": revision, "do": do, "speakers-TOTAL_FORMS": len(rows), "speakers-INITIAL_FORMS": 0}
    return data | {f"speakers-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}


def test_speakers_are_kept_as_of_the_day_and_notes_stay_with_those_who_prepare(circle: Circle, sign_in: SignIn) -> None:
    made, lead = meeting("July call"), sign_in(circle.lead)
    row = {"name": "Ann Lee", "title": "Engineer", "organization": "City", "bio": "Builds.", "notes": "Call her first."}

    lead.post(address("speakers", made), speakers(row, {"name": "Bob"}))
    conflict = sign_in(circle.cast.administrator).post(address("speakers", made), speakers({"name": "Cid"}))
    page = sign_in(circle.member).get(made.get_absolute_url())

    assert [str(speaker) for speaker in Speaker.objects.order_by("position")] == ["Ann Lee, Engineer, City", "Bob"]
    assert (conflict.status_code, texts(conflict, ".theirs-open li")[1]) == (409, "Bob")
    assert texts(page, ".speakers__one") == ["Ann Lee Engineer, City Builds.", "Bob"]
    assert "Call her first." not in page.content.decode()
    assert "Call her first." in lead.get(address("speakers", made)).content.decode()


def test_a_listed_document_is_seen_by_those_who_may_see_it_anyway(circle: Circle, sign_in: SignIn) -> None:
    made, lead = meeting("July call", days=-1, status="held", record_sharing="all_members"), sign_in(circle.lead)
    group = [circle.group.audience]
    shared = library.document(circle.lead, "Slides on locks", sharing_choice="groups", groups=group, state="CO")
    own = library.document(circle.lead, "Notes of the lead", sharing_choice="me", state="CO")

    for document, role in ((shared, "slides"), (shared, "slides"), (own, "material")):
        lead.post(address("materials", made), {"document": document.key, "role": role})
    form = lead.get(address("materials", made))
    member, stranger = (sign_in(user).get(made.get_absolute_url()) for user in (circle.member, circle.cast.colorado))
    run_jobs()

    assert MeetingDocument.objects.count() == 2
    assert (document_titles(member), document_titles(stranger)) == (["Slides on locks"], [])
    assert texts(form, ".listed__note") == [
        "Not shared with the group. Most of them won’t see it here. Share document: Notes of the lead"
    ]
    assert list(OutboxMail.objects.order_by("to").values_list("to", "subject")) == sorted(
        (user.email, subject_of("Slides: {title}, {when}", made)) for user in (circle.lead, circle.member)
    )
    assert links(sign_in(circle.member).get(shared.get_absolute_url()), ".plain-list a")["July call"] == (
        made.get_absolute_url()
    )


def test_nobody_lists_what_they_do_not_see_or_takes_off_what_is_not_there(circle: Circle, sign_in: SignIn) -> None:
    made, other = meeting("July call"), meeting("Other", group="data-and-reporting")
    hidden = library.document(circle.cast.new_hampshire, "Hidden", sharing_choice="agency", state="NH")
    theirs = MeetingDocument.objects.create(meeting=other, document=library.document(circle.lead, "Open", state="CO"))
    lead = sign_in(circle.lead)

    statuses = [
        lead.post(address("materials", made), {"document": hidden.key, "role": "slides"}).status_code,
        lead.post(address("materials", made), {"document": "a\x00b"}).status_code,
        lead.post(address("remove_document", made), {"listed": theirs.pk}).status_code,
        lead.post(address("remove_document", made), {"listed": "9" * 30}).status_code,
    ]

    assert statuses == [404, 404, 404, 404]
    assert MeetingDocument.objects.count() == 1
    assert document_titles(lead.get(f"{address('materials', made)}?q=hidden")) == []


def test_what_was_mentioned_tells_on_the_documents_page_only_who_reads_the_summary(
    circle: Circle, sign_in: SignIn
) -> None:
    made = meeting("July call", days=-1, status="held", summary="Said.", record_sharing="all_members")
    document = library.document(circle.lead, "Guide", state="CO")
    MeetingDocument.objects.create(meeting=made, document=document, role="mentioned")

    shown = [
        "Discussed at" in headings(sign_in(user).get(document.get_absolute_url()))
        for user in (circle.member, circle.cast.colorado)
    ]

    assert shown == [True, False]


# Lists


def test_lists_show_what_each_person_may_see_with_what_it_has_for_them(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Told", days=-2, status="held", summary="Said.", record_sharing="all_members")
    Meeting.objects.filter(pk=made.pk).update(recording_url="https://recordings.example/1")
    meeting("Hidden", days=-1, status="held")
    meeting("Off", days=1, status="cancelled", cancel_reason="Ill.", record_sharing="all_members")
    meeting("Next", days=2, record_sharing="all_members")
    member, stranger = sign_in(circle.member), sign_in(circle.cast.colorado)

    assert (titles(member.get(LIST)), titles(member.get(f"{LIST}?when=past"))) == (["Off", "Next"], ["Hidden", "Told"])
    assert titles(stranger.get(f"{LIST}?when=past")) == ["Told"]
    assert texts(member.get(f"{LIST}?when=past&has=summary"), ".badges li") == ["Summary", "Recording"]
    assert texts(stranger.get(f"{LIST}?when=past"), ".badges li") == []
    assert titles(stranger.get(f"{LIST}?when=past&has=summary")) == []
    assert texts(member.get(f"{LIST}?has=summary"), ".badges li") == ["Summary", "Recording"]
    assert titles(member.get(f"{LIST}?has=summary&when=upcoming")) == []
    assert links(member.get(f"{LIST}?has=summary"), ".tabs a") == {
        "Upcoming": "?has=summary&when=upcoming",
        "Past": "?has=summary",
    }
    assert titles(member.get(f"{LIST}?group=data-and-reporting")) == []
    assert titles(member.get(f"{LIST}?group=%00&kind=nonsense&has=x&page=zzz")) == ["Off", "Next"]
    assert texts(member.get(LIST), ".call .chip--amber") == ["Next"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_panels_cost_the_same_for_one_and_three(circle: Circle, sign_in: SignIn, count: int) -> None:
    document = library.document(circle.lead, "Guide", state="CO")
    for number in range(count):
        made = meeting(f"Call {number}", days=-2 - number, status="held", summary="Locks.", speakers=["Ann"])
        MeetingDocument.objects.create(meeting=made, document=document, role="slides")
        ActionItem.objects.create(meeting=made, text="Do it", owner=circle.member, owner_name="Vermont")
    member = sign_in(circle.member)
    counts = []

    for page in (f"{LIST}?when=past", reverse("meetings:my_items"), made.get_absolute_url()):
        member.get(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            member.get(page)
        counts.append(len(queries))
    found_related(circle.member, "locks")  # reads words for the same thing, which are kept
    with CaptureQueriesContext(connection) as queries:
        found_related(circle.member, "locks")
    counts.append(len(queries))

    assert counts == [4, 5, 6, 1]


def test_action_items_are_listed_for_owner_and_lead_while_they_may_read_them(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Told", days=-2, status="held", summary="Said.")
    for text, owner in (("Mine", circle.member), ("Theirs", None), ("Of a stranger", circle.cast.colorado)):
        ActionItem.objects.create(meeting=made, text=text, owner=owner, owner_name="Somebody")
    ActionItem.objects.create(meeting=made, text="Done", owner=circle.member, owner_name="V", done_at=timezone.now())
    items = reverse("meetings:my_items")

    shown = {
        user.name: texts(sign_in(user).get(items), ".tasks-list__words p")
        for user in (circle.member, circle.lead, circle.cast.colorado)
    }

    assert shown == {"Vermont": ["Mine"], "Group Member": ["Mine", "Theirs", "Of a stranger"], "Colorado": []}


def test_a_groups_page_names_the_next_call_and_the_latest_summaries(circle: Circle, sign_in: SignIn) -> None:
    meeting("Told", days=-2, status="held", summary="Said.")
    meeting("Open", days=-3, status="held", summary="Said.", summary_sharing="public")
    meeting("Next", days=2)

    member, public = (of_group(circle.group, user).alone().content for user in (circle.member, AnonymousUser()))
    nothing = of_group(WorkingGroup.objects.get(slug="data-and-reporting"), circle.member).alone()

    assert (member.following.title, [row.title for row in member.latest]) == ("Next", ["Told", "Open"])
    assert (public.following, [row.title for row in public.latest]) == (None, ["Open"])
    assert nothing is None


# Search


def test_search_finds_summaries_and_agendas_as_themselves(circle: Circle, sign_in: SignIn) -> None:
    published = meeting(
        "Told", days=-2, status="held", summary="The **interlock** <b>failed</b>.", agenda="Bollards first"
    )
    Decision.objects.create(meeting=published, text="Replace each gasket.")
    search = reverse("documents:search")
    member, stranger = sign_in(circle.member), sign_in(circle.cast.colorado)

    found = {word: texts(member.get(search, {"q": word}), ".hit__title") for word in ("interlock", "gasket", "bollard")}
    page = member.get(search, {"q": "interlock"})

    assert found == {"interlock": ["Told"], "gasket": ["Told"], "bollard": ["Told"]}
    assert headings(page)[-1] == "Meetings"
    assert texts(page, ".hit__snippet") == ["The interlock <b>failed</b>. Replace each gasket."]
    assert texts(page, ".hit__snippet mark") == ["interlock"]
    assert list(links(page, ".hit__title a").values()) == [f"{published.get_absolute_url()}#said"]
    assert texts(stranger.get(search, {"q": "interlock"}), ".hit__title") == []


def test_search_counts_calls_and_never_shows_them_below_no_results(circle: Circle, sign_in: SignIn) -> None:
    for number in range(7):
        meeting(f"Told {number}", days=-2 - number, status="held", summary="The interlock failed.")
    meeting("Hidden", group="data-and-reporting", days=-2, status="held", summary="The interlock failed.")

    page = sign_in(circle.member).get(reverse("documents:search"), {"q": "interlock"})

    assert texts(page, ".list-head__count") == ["No matching pages, 7 meetings"]
    assert links(page, ".list-head__count a") == {"7 meetings": "#found-meetings"}
    assert len(texts(page, "#found-meetings .hit__title")) == 5
    assert "No results" not in words(tree_of(page).find(".//main"))
    newest = timezone.localtime(Meeting.objects.get(title="Told 0").starts_at)
    assert f"{newest:%A}," in texts(page, "#found-meetings .meta li")[0]


def test_search_says_that_it_stopped_counting_calls(
    circle: Circle, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "MOST_COUNTED", 6)
    for number in range(9):
        meeting(f"Told {number}", days=-2 - number, status="held", summary="The interlock failed.")

    page = sign_in(circle.member).get(reverse("documents:search"), {"q": "interlock"})

    assert links(page, ".list-head__count a") == {"6+ meetings": "#found-meetings"}
    assert texts(page, "#found-meetings .hit__title") == [f"Told {number}" for number in range(5)]


def test_a_snippet_never_shows_a_part_that_the_reader_may_not_read(circle: Circle, sign_in: SignIn) -> None:
    """A word that stands in both parts finds the agenda for who may see the record only."""
    meeting(
        "Both", days=-2, status="held", agenda="About gaskets.", summary="Gaskets leak.", record_sharing="all_members"
    )
    meeting("Draft", days=-1, status="held", summary_draft="Gaskets in draft.", record_sharing="all_members")

    snippets = {
        user.name: [hit.plain for hit in _hits(user, "gasket")] for user in (circle.member, circle.cast.colorado)
    }

    assert snippets == {"Vermont": ["Gaskets leak."], "Colorado": ["About gaskets."]}


def _hits(user: User, text: str) -> list[Any]:
    found = [hit for section in found_related(user, text) for hit in section.hits]
    for hit in found:
        object.__setattr__(hit, "plain", hit.headline.replace("\x02", "").replace("\x03", ""))
    return found
