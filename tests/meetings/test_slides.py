"""Slides that are uploaded where the call is: the same way in, the group proposed, and listed when they are shared."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, User
from documents.models import Document, Kind, Upload
from meetings.models import Meeting, MeetingDocument
from tests.calls import meeting
from tests.cast import Cast
from tests.documents.intake import RFP, scan_with, shared
from tests.documents.tus import create, patch, send_form
from tests.jobs import run_jobs
from tests.meetings.circle import Circle
from tests.pages import find, links, texts

SignIn = Callable[[User | None], Client]
SHARE = reverse("documents:share")


@pytest.fixture(autouse=True)
def scanner(monkeypatch: pytest.MonkeyPatch) -> None:
    scan_with(monkeypatch)


def resumed(client: Client, call: Meeting) -> Document:
    """Through the resumable way, in two pieces."""
    address = create(client, len(RFP), url=f"{reverse('documents:tus')}?for={call.key}")["Location"]
    patch(client, address, 0, RFP[:10])
    patch(client, address, 10, RFP[10:])
    return Document.objects.get()


def described(client: Client, document: Document) -> object:
    """Confirm what the form proposes."""
    page = client.get(reverse("documents:describe", args=[document.key]))
    boxes = [box.get("value") for box in find(page, "input") if box.get("checked") is not None]
    proposed = {"sharing": [box for box in boxes if box == "groups"], "groups": [box for box in boxes if box.isdigit()]}
    (kind,) = [option.get("value") for option in find(page, "select#id_kind option") if "selected" in option.attrib]
    return client.post(
        reverse("documents:describe", args=[document.key]),
        {"title": "Locks", "kind": kind, "label": "public", "revision": document.revision, **proposed},
    )


def test_leads_find_the_button_and_members_do_not(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    page = sign_in(circle.lead).get(call.get_absolute_url())

    assert links(page)["Upload slides"] == f"{SHARE}?for={call.key}"
    assert "Upload slides" not in links(sign_in(circle.member).get(call.get_absolute_url()))


@pytest.mark.parametrize("way", ["resumable", "form"])
def test_slides_are_proposed_to_the_group_and_listed_when_shared(
    circle: Circle, call: Meeting, sign_in: SignIn, way: str
) -> None:
    lead = sign_in(circle.lead)
    document = resumed(lead, call) if way == "resumable" else None
    if way == "form":
        send_form(lead, RFP, url=f"{SHARE}?for={call.key}")
        document = Document.objects.get()
    assert document is not None
    run_jobs()

    before = texts(sign_in(circle.member).get(call.get_absolute_url()), ".doc-row__title")
    answer = described(lead, document)
    document.refresh_from_db()
    page = sign_in(circle.member).get(call.get_absolute_url())

    assert before == []
    assert answer["Location"] == call.get_absolute_url()
    assert (document.sharing, document.kind) == ("groups", Kind.objects.get(slug="slides"))
    assert document.status == Document.Status.PUBLISHED
    assert texts(page, ".doc-row__title") == ["Locks"]
    assert list(MeetingDocument.objects.values_list("role", "added_by")) == [("slides", circle.lead.pk)]
    assert Audience.objects.get(pk=circle.group.audience_id).group_id in document.reader_keys


def test_what_is_described_before_its_file_is_ready_is_listed_by_the_worker(
    circle: Circle, call: Meeting, sign_in: SignIn
) -> None:
    lead = sign_in(circle.lead)
    document = resumed(lead, call)
    page = lead.get(f"{reverse('documents:describe', args=[document.key])}?now=1")

    described_at_once = {"title": "Locks", "kind": Kind.objects.get(slug="slides").pk, "label": "public"}
    lead.post(
        reverse("documents:describe", args=[document.key]),
        {**described_at_once, "revision": document.revision, "sharing": "groups", "groups": circle.group.audience_id},
    )
    listed = MeetingDocument.objects.count()
    run_jobs()

    assert links(page, ".lede a") == {"July call": call.get_absolute_url()}
    assert listed == 0
    assert list(MeetingDocument.objects.values_list("document", "role")) == [(document.pk, "slides")]


def test_who_may_not_change_the_call_uploads_for_nothing_and_learns_nothing(
    circle: Circle, call: Meeting, cast: Cast, sign_in: SignIn
) -> None:
    hidden = meeting("Zqhidden call", days=-1)
    outsider = sign_in(cast.new_hampshire)

    page, absent = (outsider.get(f"{SHARE}?for={key}") for key in (hidden.key, "nosuchkey"))
    create(outsider, len(RFP), url=f"{reverse('documents:tus')}?for={hidden.key}")

    assert "Zqhidden" not in page.content.decode()
    assert texts(page, ".lede") == texts(absent, ".lede")
    assert list(Upload.objects.values_list("brought_for", flat=True)) == [""]


def test_who_lost_the_lead_in_between_lists_nothing(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    document = resumed(sign_in(circle.lead), call)
    run_jobs()
    circle.group.memberships.filter(user=circle.lead).update(role="member")

    lead = sign_in(circle.lead)
    lead.post(
        reverse("documents:describe", args=[document.key]),
        {
            "title": "Locks", "kind": Kind.objects.get(slug="slides").pk, "label": "public", "sharing": "groups",
            "groups": circle.group.audience_id, "revision": document.revision,
        },
    )  # fmt: skip
    document.refresh_from_db()

    assert document.status == Document.Status.PUBLISHED
    assert not MeetingDocument.objects.exists()


def test_listed_documents_are_not_offered_again(circle: Circle, call: Meeting, sign_in: SignIn) -> None:
    listed, other = (
        shared(circle.lead, content=RFP + name.encode(), title=name, sharing="all_members") for name in ("One", "Two")
    )
    MeetingDocument.objects.create(meeting=call, document=listed, role="material")

    page = sign_in(circle.lead).get(reverse("meetings:materials", args=[call.key]))

    assert other.title == "Two"
    assert texts(page, ".listed__add .usa-button") == ["Add “Two”"]
