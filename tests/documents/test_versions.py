"""Versions: their numbers and notes, links that meant an earlier one, and what changed between two."""

import time
from base64 import b64encode
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from clearinghouse.lib.wording import long_datetime
from documents.models import Document, DocumentVersion, VersionStatus
from documents.reading import comparing
from documents.reading.comparing import Passage, Start, compare
from documents.reading.moving import moves
from documents.sharing import grants
from tests import library, pages
from tests.cast import Cast
from tests.documents.intake import RFP, bring, shared
from tests.documents.tus import create, patch
from tests.jobs import run_jobs

SignIn = Callable[[object], Client]
LONG = "The agency pays for uptime and the operator keeps every port in good repair all year long. "


def numbers(made: Document) -> list[int]:
    return list(
        VersionStatus.objects.filter(version__document=made).order_by("version").values_list("number", flat=True)
    )


# Numbers and notes


def test_versions_of_a_document_are_counted_from_one(cast: Cast) -> None:
    made, other = library.document(cast.vermont), library.document(cast.vermont)
    library.add_version(made)
    library.add_version(other)
    library.add_version(made)

    assert (numbers(made), numbers(other)) == ([1, 2, 3], [1, 2])


def test_versions_of_one_day_can_be_told_apart(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont)
    first = made.current_version
    second = library.add_version(made, by=cast.vermont_editor)
    VersionStatus.objects.filter(version=second).update(note="Uptime is 98 percent now.")
    User.objects.filter(pk=cast.colorado.pk).update(time_zone="America/Denver")

    page = sign_in(cast.colorado).get(made.get_absolute_url())

    with timezone.override("America/Denver"):
        times = [long_datetime(version.uploaded_at) for version in (second, first)]
    assert pages.texts(page, ".version__line") == [
        f"Version 2 Current {times[0]}, by Vermont Editor",
        f"Version 1 {times[1]}, by Vermont",
    ]
    assert pages.texts(page, ".version__note") == ["Uptime is 98 percent now."]
    assert pages.links(page, ".versions a")["Compare version 2 with version 1"] == reverse(
        "documents:compare", args=[made.key, first.key, second.key]
    )


def test_a_note_comes_with_the_upload_and_can_be_edited(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast.vermont)
    client = sign_in(cast.vermont)
    content = RFP + b"More.\n"
    note = "Uptime: 98 percent, “site” hosts added."
    url = reverse("documents:tus_version", args=[made.key])
    said = f"filename {b64encode(b'plan.txt').decode()},note {b64encode(note.encode()).decode()}"
    address = create(client, len(content), url=url, **{"Upload-Metadata": said})["Location"]
    patch(client, address, 0, content)
    run_jobs()
    made.refresh_from_db()
    version = made.current_version
    assert (version.status.number, version.status.note) == (2, note)

    edit = reverse("documents:version_note", args=[made.key, version.key])
    answer = client.post(edit, {"note": "Uptime is\n98 percent."})

    version.status.refresh_from_db()
    event = AuditEvent.objects.order_by("-pk").first()
    assert (answer["Location"], version.status.note) == (f"{made.get_absolute_url()}#versions", "Uptime is 98 percent.")
    assert event.sentence == f"Changed the note for version 2: “{note}” → “Uptime is 98 percent.”."
    assert sign_in(cast.colorado).post(edit, {"note": "Mine."}).status_code == 403
    assert client.post(edit, {"note": "x" * 501}).status_code == 400


def test_the_plain_form_takes_a_note_too(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast.vermont)

    form = {"upload_id": str(uuid4()), "note": "New.", "file": SimpleUploadedFile("plan.txt", RFP + b"New.\n")}
    sign_in(cast.vermont).post(reverse("documents:new_version", args=[made.key]), form)

    assert made.versions.order_by("-pk")[0].status.note == "New."


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (
            "published",
            "After that, it becomes the current version, and everyone who can see the document can read "
            "it: All member states. You don’t need to confirm it.",
        ),
        ("withdrawn", "It becomes the current version. No one else can see it while the document is withdrawn."),
        ("draft", "You confirm the details and choose who can see it. Until then, no one else can."),
    ],
)
def test_the_form_says_when_the_new_version_can_be_seen(
    cast: Cast, sign_in: SignIn, status: str, sentence: str
) -> None:
    made = library.document(cast.vermont, status=status)

    page = sign_in(cast.vermont).get(reverse("documents:new_version", args=[made.key]))

    assert sentence in pages.texts(page, "aside li")


def test_a_new_version_is_seen_as_soon_as_it_is_ready(cast: Cast, sign_in: SignIn) -> None:
    made = shared(cast.vermont)
    version = bring(cast.vermont, RFP + b"More.\n", document=made)
    client, address = sign_in(cast.colorado), reverse("documents:page", args=[made.key, 1])

    before = client.get(address).context["version"]
    run_jobs()
    after = client.get(address).context["version"]

    assert (before.pk != version.pk, after.pk) == (True, version.pk)
    status = sign_in(cast.vermont).get(reverse("documents:describe", args=[made.key]))
    assert (
        "Version 2 is ready. It’s the current version, and everyone who can see the document can read it."
        in status.content.decode()
    )


# Links that meant an earlier version


def test_a_link_says_that_the_file_changed_since(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two."])
    first = made.current_version
    second = library.add_version(made, pages=["One.", "Second."])
    address = reverse("documents:page", args=[made.key, 2])

    page = sign_in(cast.colorado).get(address, {"v": "1", "q": "second"})

    assert page.context["version"].pk == second.pk
    assert pages.texts(page, ".reader__change p")[0].startswith(
        "The file has changed since this link was made. The link is for version 1, "
    )
    assert pages.links(page, ".reader__change a") == {
        "Read page 2 of version 1": reverse("documents:version_page", args=[made.key, first.key, 2]) + "?q=second",
        "See what changed": reverse("documents:compare", args=[made.key, first.key, second.key]),
    }
    for current in ({"v": "2"}, {"v": "9"}, {"v": "x"}, {"v": "0"}, {}):
        assert sign_in(cast.colorado).get(address, current).context["change"] is None


def test_a_link_does_not_name_an_earlier_version_that_one_may_not_read(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two."], sharing_choice="agency")
    library.add_version(made, pages=["One."])
    Document.objects.filter(pk=made.pk).update(sharing="all_members")
    made.refresh_from_db()
    grants.apply_sharing(made)
    client = sign_in(cast.colorado)

    page = client.get(reverse("documents:page", args=[made.key, 1]), {"v": "1"})
    beyond, unknown = (
        client.get(address, {"v": "1"})
        for address in (reverse("documents:page", args=[made.key, 2]), reverse("documents:page", args=["z" * 12, 2]))
    )

    assert (page.context["change"], pages.links(page, ".reader__change a")) == ({"number": 1}, {})
    assert (beyond.status_code, unknown.status_code) == (404, 404)


def test_a_link_to_a_page_that_is_gone_leads_to_the_version_it_meant(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two.", "Three."])
    first = made.current_version
    library.add_version(made, pages=["One.", "Two.", "Three."])
    library.add_version(made, pages=["One."])

    page = sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 3]), {"v": "1", "q": "three"})

    assert pages.links(page, "main .cluster a") == {
        "Read page 3 of that version": reverse("documents:version_page", args=[made.key, first.key, 3]) + "?q=three",
        "Go to the current version": made.get_absolute_url(),
    }


# What changed


def compared(made: Document, start: Start = Start()) -> comparing.Comparison:  # noqa: B008 (a tuple)
    earlier, later = made.versions.order_by("pk")
    return compare(earlier, later, start)


def test_changes_are_found_word_by_word(cast: Cast) -> None:
    made = library.document(cast.vermont, pages=["Same page.", "The port uptime shall exceed 97 percent each year."])
    library.add_version(made, pages=["Same page.", "The port uptime shall exceed 98 percent each year."])

    (passage,) = compared(made).passages

    assert passage == Passage(
        2,
        2,
        [
            ("same", "The port uptime shall exceed"),
            ("removed", "97"),
            ("added", "98"),
            ("same", "percent each year."),
        ],
    )


def test_a_page_put_in_front_does_not_change_the_others(cast: Cast) -> None:
    old = [f"{LONG}Page {number} ends." for number in range(1, 6)]
    made = library.document(cast.vermont, pages=old)
    library.add_version(made, pages=["A summary in front.", *old])

    assert compared(made).passages == [Passage(1, 1, [("added", "A summary in front.")])]


def test_text_that_moved_to_other_pages_is_the_same(cast: Cast) -> None:
    sentences = [f"{LONG}Section {number} ends here." for number in range(12)]
    made = library.document(cast.vermont, pages=[" ".join(sentences[at : at + 3]) for at in (0, 3, 6, 9)])
    moved = ["A new paragraph stands first.", *sentences]
    library.add_version(made, pages=[" ".join(moved[at : at + 4]) for at in (0, 4, 8, 12)])

    (passage,) = compared(made).passages

    assert [part for part in passage.parts if part.kind != "same"] == [("added", "A new paragraph stands first.")]


def test_a_paragraph_that_stands_elsewhere_moved(cast: Cast) -> None:
    """With both pages; what came in its place and what was changed in it is told as ever."""
    paragraph = "Sites need make-ready power before a charger is ordered. Utilities ask for eighteen months of notice."
    one, two, three = (f"{LONG}Section {number} ends here." for number in ("one", "two", "three"))
    old, new = [f"{paragraph} {one}", two, three], [one, two.replace("here", "there"), f"{three} {paragraph}"]
    made = library.document(cast.vermont, pages=old)
    library.add_version(made, pages=new)

    found = compared(made).passages

    changes = [(passage.earlier_page, passage.page, part) for passage in found for part in passage.parts]
    beginning = " ".join(paragraph.split()[:12]) + " …"
    assert [change for change in changes if change[2].kind != "same"] == [
        (1, 1, ("moved_away", beginning, 3)),
        (2, 2, ("removed", "here.")),
        (2, 2, ("added", "there.")),
        (2, 2, ("moved_here", paragraph, 1)),
    ]


def test_few_words_that_are_found_elsewhere_did_not_move(cast: Cast) -> None:
    head = "This page of the plan is about power."
    made = library.document(cast.vermont, pages=[f"{head} {LONG}", LONG.replace("port", "site")])
    library.add_version(made, pages=[LONG, f"{LONG.replace('port', 'site')}{head}"])

    kinds = {part.kind for passage in compared(made).passages for part in passage.parts}

    assert kinds == {"same", "removed", "added"}


def test_words_move_once_and_the_longest_run_first() -> None:
    run, other = [f"w{number}" for number in range(20)], [f"o{number}" for number in range(16)]

    found = moves([*run, None, *run, None, *other], [*other, None, "new", None, *run[:15], None, *run])

    assert found == [(0, 35, 20), (21, 19, 15), (42, 0, 16)]
    assert moves([*run, "old"], ["new", *run]) == []


def test_moving_takes_no_time_with_the_same_words_again_and_again() -> None:
    same = ["The", "port", "is", "open."] * 4000
    other = [word for number in range(1000) for word in (*LONG.split(), str(number))]
    started = time.process_time()

    moves([*same, None, *other], [*other[::-1], None, *same, None, *other])
    moves([word for number in range(2500) for word in (*same[:14], str(number))], [*same, *same[:14000]])

    assert time.process_time() - started < 3


def test_a_moved_paragraph_is_escaped_and_named_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    paragraph = "The <b>fee</b> & the share of each host are due in May of each and every year of the term."
    made = library.document(cast.vermont, pages=[f"{paragraph} {LONG}", "Two."])
    library.add_version(made, pages=[LONG, f"Two. {paragraph}"])
    earlier, later = made.versions.order_by("pk")

    page = sign_in(cast.colorado).get(reverse("documents:compare", args=[made.key, earlier.key, later.key]))

    assert pages.texts(page, ".change .moved") == [
        "Moved to page 2: The <b>fee</b> & the share of each host are due in May …",
        f"Moved here from page 1: {paragraph}",
    ]


def test_a_long_comparison_comes_in_parts_that_hold_every_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST_CHARACTERS", 1500)
    old = [f"{LONG * 3}Number {page} is old." for page in range(1, 13)]
    made = library.document(cast.vermont, pages=old)
    library.add_version(made, pages=[text.replace("old", "new") for text in old])

    added, start, rounds = [], Start(), 0
    while start is not None:
        found = compared(made, start)
        added += [
            (part.text, passage.page) for passage in found.passages for part in passage.parts if part.kind == "added"
        ]
        start, rounds = found.further, rounds + 1
        assert rounds < 20

    assert rounds > 1
    assert sorted(set(added), key=lambda pair: pair[1]) == [("new.", page) for page in range(1, 13)]


def test_the_page_shows_changes_to_eye_and_ear(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["The fee is <b>$5</b> & due in May of each year."])
    library.add_version(made, pages=["The fee is <b>$6</b> & due in May of each year."])
    earlier, later = made.versions.order_by("pk")
    address = reverse("documents:compare", args=[made.key, later.key, earlier.key])

    page = sign_in(cast.colorado).get(address)

    assert pages.texts(page, ".change del, .change ins") == [
        "Removed: <b>$5</b> (end of removed text)",
        "Added: <b>$6</b> (end of added text)",
    ]
    assert pages.texts(page, "h1") == ["Changes from version 1 to version 2"]


def test_both_versions_must_be_readable(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["The first draft."], sharing_choice="agency")
    earlier = made.current_version
    later = library.add_version(made, pages=["The final plan."])
    Document.objects.filter(pk=made.pk).update(sharing="public")
    made.refresh_from_db()
    grants.apply_sharing(made)
    other = library.document(cast.vermont, sharing_choice="public").current_version
    pairs = [(earlier, later), (later, earlier), (later, later), (later, other)]

    def statuses(user: object) -> list[int]:
        client = sign_in(user)
        return [
            client.get(reverse("documents:compare", args=[made.key, one.key, two.key])).status_code
            for one, two in pairs
        ]

    assert statuses(cast.vermont_editor) == [200, 200, 200, 404]
    assert statuses(cast.colorado) == statuses(None) == [404, 404, 200, 404]
    assert list(DocumentVersion.objects.visible_to(AnonymousUser()).filter(document=made)) == [later]


def test_versions_without_text_are_not_compared(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=[""])
    library.add_version(made, pages=["Words."])
    earlier, later = made.versions.order_by("pk")

    page = sign_in(cast.colorado).get(reverse("documents:compare", args=[made.key, earlier.key, later.key]))

    assert "One of these versions has no text, so we can’t compare them." in page.content.decode()
