"""Recording, seeing, editing and removing uses of documents, in the browser's way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import mail
from accounts.models import AuditEvent, Membership, OutboxMail, Preferences, User
from accounts.standing import forget_standing
from documents.models import Document, Page
from documents.sharing import grants
from following.collecting import collect
from reuse.actions import MOST_USES
from reuse.models import Use
from tests import library, pages
from tests.cast import Cast, agency
from tests.security.scene_reuse import use

SignIn = Callable[[User | None], Client]
SAID = {"purpose": "For our second RFP.", "sections": "pages 3–9", "sharing": "named", "once": "one"}


@pytest.fixture
def paper(cast: Cast) -> Document:
    """Vermont's, for all members."""
    return library.document(cast.vermont, "Fast charging RFP")


def add_url(document: Document) -> str:
    return f"/reuse/documents/{document.key}/add/"


def url(document: Document) -> str:
    return f"/reuse/documents/{document.key}/"


def panel(answer: Any) -> str:
    """The panel about reuse on a document's page."""
    return next((words for words in pages.texts(answer, "section.panel") if words.startswith("Reuse")), "")


def test_member_records_a_use_and_everyone_who_sees_the_document_reads_it(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    own = library.document(cast.colorado, "Colorado RFP", state="CO")
    colorado = sign_in(cast.colorado)

    form = colorado.get(add_url(paper))
    answer = colorado.post(
        add_url(paper), {**SAID, "since": "2026-03-01", "result": own.key, "hours_saved": "40"}, follow=True
    )

    assert pages.texts(form, "#id_result option") == ["None, or it isn’t here", "Colorado RFP"]
    assert pages.texts(answer, ".usa-alert") == [
        "We recorded that you used this document and emailed the people who shared it."
    ]
    (made,) = Use.objects.all()
    assert (made.agency, made.state_id, made.result, made.hours_saved) == (agency("CO", "DOT"), "CO", own, 40)
    seen = sign_in(cast.new_hampshire).get(url(paper))
    assert pages.texts(seen, "h2#used-by") == ["Reused by 1 state"]
    assert pages.texts(seen, ".use-state__name") == ["Colorado"]
    assert pages.texts(seen, ".use__purpose") == ["For our second RFP."]
    assert pages.texts(seen, ".use .meta li") == [
        str(agency("CO", "DOT")), "pages 3–9", "since March 1, 2026", "saved about 40 hours"
    ]  # fmt: skip
    assert panel(sign_in(cast.new_hampshire).get(paper.get_absolute_url())) == (
        "Reuse Reused by 1 state: Colorado We used this Uses and lineage"
    )


def test_form_sent_twice_records_once_and_says_what_is_missing(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    colorado = sign_in(cast.colorado)

    for _ in range(2):
        colorado.post(add_url(paper), SAID)
    empty = colorado.post(add_url(paper), {"sharing": "named"})
    early = colorado.post(add_url(paper), {**SAID, "since": "2999-01-01", "once": "two"})

    assert Use.objects.count() == 1
    assert (empty.status_code, pages.texts(empty, ".usa-error-message")) == (400, ["Fill in this field."])
    assert pages.texts(early, ".usa-error-message") == [
        "This day is in the future. Enter the day on which you first used it."
    ]


def test_counted_state_is_in_the_number_and_not_in_the_names(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    use(paper, agency("CO", "DOT"), sharing="counted")
    use(paper, agency("NH", "DOT"))

    energy = sign_in(cast.vermont_energy)
    other, owner, own = energy.get(url(paper)), sign_in(cast.vermont).get(url(paper)), sign_in(cast.colorado)

    assert pages.texts(other, "h2#used-by") == ["Reused by 2 states"]
    assert pages.texts(other, ".use-state__name") == ["New Hampshire"]
    assert "And 1 state that asked to be counted without being named." in pages.words(pages.tree(other))
    assert pages.texts(owner, ".use-state__name") == ["Colorado", "New Hampshire"]
    assert pages.texts(own.get(url(paper)), ".use-state__name") == ["Colorado", "New Hampshire"]
    assert "Reused by 2 states: New Hampshire and 1 other" in panel(energy.get(paper.get_absolute_url()))


def test_a_states_use_of_its_own_document_is_listed_and_does_not_count(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    use(paper, agency("VT", "SEO"))

    seen = sign_in(cast.colorado).get(url(paper))

    assert pages.texts(seen, "h2#used-by") == ["No other state has recorded a reuse"]
    assert pages.texts(seen, ".use-state__name") == ["Vermont"]


def test_what_came_of_it_is_named_only_to_who_sees_that_too(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    hidden = library.document(cast.colorado, "Colorado draft", sharing_choice="agency", state="CO")
    use(paper, agency("CO", "DOT"), result=hidden)

    seen = [sign_in(person).get(url(paper)) for person in (cast.vermont, cast.colorado)]

    assert ["Colorado draft" in answer.content.decode() for answer in seen] == [False, True]


def test_a_document_that_becomes_hidden_takes_its_uses_with_it(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    use(paper, agency("CO", "DOT"))
    Document.objects.filter(pk=paper.pk).update(sharing="agency")
    paper.refresh_from_db()
    grants.apply_sharing(paper)

    assert sign_in(cast.colorado).get(url(paper)).status_code == 404
    assert list(Use.objects.visible_to(cast.colorado)) == []
    assert sign_in(cast.vermont).get(url(paper)).status_code == 200


def test_owner_is_told_by_email_in_words_put_together_when_it_goes_out(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    sign_in(cast.colorado).post(add_url(paper), SAID)

    (row,) = OutboxMail.objects.filter(check_name="reuse.used")
    written = mail.written_now(row)

    assert (row.person, row.body) == (cast.vermont, "")
    assert written is not None
    assert written.subject == "Colorado reused “Fast charging RFP”"
    assert "For our second RFP." in written.body
    Preferences.objects.create(user=cast.vermont, wants_reuse=False)
    assert mail.written_now(row) is None


def test_email_tells_nothing_once_the_owner_has_left_or_the_use_is_gone(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    sign_in(cast.colorado).post(add_url(paper), SAID)
    (row,) = OutboxMail.objects.filter(check_name="reuse.used")
    made = Use.objects.get()

    Membership.objects.filter(user=cast.vermont).update(ended_at=timezone.now())
    forget_standing(row.person)
    left = mail.written_now(row)
    sign_in(cast.colorado).post(f"/reuse/uses/{made.key}/remove/")

    assert left is None
    assert mail.written_now(OutboxMail.objects.get(pk=row.pk)) is None


def test_lead_is_told_where_the_owner_has_left(cast: Cast, sign_in: SignIn) -> None:
    paper = library.document(cast.left, "Left behind", agency=agency("VT", "DOT"))

    sign_in(cast.colorado).post(add_url(paper), SAID)

    assert list(OutboxMail.objects.filter(check_name="reuse.used").values_list("person", flat=True)) == [
        cast.vermont_editor.pk
    ]


def test_home_names_reuse_of_ones_own_documents(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    use(paper, agency("CO", "DOT"))
    collect()

    own, other = sign_in(cast.vermont).get("/"), sign_in(cast.new_hampshire).get("/")

    assert ["Used by Colorado" in pages.texts(answer, ".news .meta li") for answer in (own, other)] == [True, False]


def test_record_stays_with_the_agency(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    """Who recorded it moves away; a colleague goes on, another agency of the state only reads."""
    made = use(paper, agency("VT", "DOT"), added_by=cast.vermont)
    edit = f"/reuse/uses/{made.key}/"
    before = sign_in(cast.vermont).get(edit).status_code
    Membership.objects.filter(user=cast.vermont).update(ended_at=timezone.now())

    colleague, energy = sign_in(cast.vermont_editor), sign_in(cast.vermont_energy)

    assert before == 200
    assert sign_in(cast.vermont).get(edit).status_code == 403
    assert (colleague.get(edit).status_code, energy.get(edit).status_code) == (200, 403)


def test_two_editors_notice_each_other(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    made = use(paper, agency("VT", "DOT"))
    edit, said = f"/reuse/uses/{made.key}/", {**SAID, "revision": "1"}

    first = sign_in(cast.vermont).post(edit, {**said, "purpose": "First."})
    second = sign_in(cast.vermont_editor).post(edit, {**said, "purpose": "Second."})

    assert (first.status_code, second.status_code) == (302, 409)
    assert Use.objects.get().purpose == "First."
    assert "Second." in second.content.decode()


def test_editing_keeps_a_result_that_the_editor_cannot_see(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    hidden = library.document(cast.vermont, "Only mine", sharing_choice="me")
    made = use(paper, agency("VT", "DOT"), result=hidden)

    edited = sign_in(cast.vermont_editor).post(f"/reuse/uses/{made.key}/", {**SAID, "revision": "1"})

    made.refresh_from_db()
    assert (edited.status_code, made.purpose, made.result) == (302, "For our second RFP.", hidden)


def test_document_of_somebody_else_or_the_document_itself_is_no_result(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    others = library.document(cast.new_hampshire, "New Hampshire RFP", state="NH")
    client = sign_in(cast.colorado)

    answers = [client.post(add_url(paper), {**SAID, "result": key}) for key in (others.key, paper.key)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert Use.objects.count() == 0


def test_an_agency_has_only_so_many_uses_of_one_document(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    for number in range(MOST_USES):
        Use.objects.create(
            document=paper, agency=agency("CO", "DOT"), state_id="CO", purpose="For us.", once=f"n{number}"
        )

    answer = sign_in(cast.colorado).post(add_url(paper), SAID)

    assert (answer.status_code, Use.objects.count()) == (400, MOST_USES)


def test_activity_log_names_who_and_not_the_document(cast: Cast, sign_in: SignIn, paper: Document) -> None:
    client = sign_in(cast.colorado)
    client.post(add_url(paper), SAID)
    client.post(f"/reuse/uses/{Use.objects.get().key}/remove/")

    lines = AuditEvent.objects.filter(object_type="reuse.use").order_by("pk").values_list("action", "sentence")

    office = agency("CO", "DOT")
    assert list(lines) == [
        ("reuse.added", f"Colorado recorded for {office} that it reused a document."),
        ("reuse.removed", f"Colorado removed a reuse of {office}."),
    ]


@pytest.mark.parametrize("uses", [1, 3])
def test_page_asks_as_much_for_one_use_as_for_three(
    cast: Cast, sign_in: SignIn, paper: Document, uses: int, django_assert_num_queries: Any
) -> None:
    for state in ("CO", "NH", "ME")[:uses]:
        use(paper, agency(state, "DOT"))
    client = sign_in(cast.vermont)
    client.get(url(paper))

    with django_assert_num_queries(5):
        client.get(url(paper))


def test_sections_of_the_document_are_offered_and_other_words_are_taken(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    Page.objects.filter(document=paper, number=1).update(heading="4. Uptime")
    colorado = sign_in(cast.colorado)

    form = colorado.get(add_url(paper))
    colorado.post(add_url(paper), {**SAID, "sections": "Half of 4. Uptime"})

    assert [option.get("value") for option in pages.find(form, "datalist option")] == ["4. Uptime"]
    assert [field.get("list") for field in pages.find(form, "#id_sections")] == ["section-names"]
    assert Use.objects.get().sections == "Half of 4. Uptime"


# In lists


def facts(answer: Any, row: str) -> list[list[str]]:
    """The small print of each row."""
    rows = [item.iterfind('.//ul[@class="meta"]/li') for item in pages.find(answer, row)]
    return [[pages.words(fact) for fact in found] for found in rows]


def test_lists_and_search_say_by_how_many_other_states_a_document_was_reused(
    cast: Cast, sign_in: SignIn, paper: Document
) -> None:
    library.document(cast.vermont, "Charging sites nobody used")
    for state, kind, sharing in (
        ("CO", "DOT", "named"), ("CO", "SEO", "named"), ("NH", "DOT", "counted"), ("VT", "SEO", "named"),
    ):  # fmt: skip
        use(paper, agency(state, kind), sharing=sharing)

    member = sign_in(cast.group_member)
    listed = facts(member.get("/documents/"), ".doc-row")
    found = facts(member.get("/documents/search/?q=uptime+percent"), ".hit")

    assert [[fact for fact in row if fact.startswith("Reused")] for row in listed] == [[], ["Reused by 2 states"]]
    assert sorted([fact for fact in row if fact.startswith("Reused")] for row in found) == [[], ["Reused by 2 states"]]


@pytest.mark.parametrize("address", ["/documents/", "/documents/?sort=dated", "/documents/search/?q=uptime+percent"])
def test_counts_of_reuse_take_no_statement_of_their_own(
    cast: Cast, sign_in: SignIn, paper: Document, address: str
) -> None:
    member = sign_in(cast.group_member)
    member.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            member.get(address)
        counts.append(len(asked))
        use(library.document(cast.vermont, "Another RFP"), agency("CO", "DOT"))
        member.get(address)

    assert counts[0] == counts[1]
