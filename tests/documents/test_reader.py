"""The reader: one page as text and picture, its own address, next and previous."""

import io
import json
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.results import RenderFailure
from clearinghouse.lib.files.word_boxes import WordBox, read_boxes
from clearinghouse.lib.wording import long_date
from documents.finding.hits import CLOSE, OPEN
from documents.finding.synonyms import Same, trying
from documents.models import Document, Page
from documents.reading import pictures
from documents.reading.marks import marked_words
from documents.sharing import grants
from tests import library, pages, search_index
from tests.cast import Cast
from tests.documents.intake import bring
from tests.jobs import run_jobs
from tests.samples import pdf_bytes

SignIn = Callable[[object], Client]


def test_a_page_has_its_own_address_and_neighbours(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two uptime.", "Three."])

    reader = (
        sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 2]), {"q": "uptime"}).context["reader"]
    )

    base = reverse("documents:pages", args=[made.key])
    assert (reader["page"], reader["pages"]) == (2, 3)
    assert reader["text"] == "Two <mark>uptime</mark>."
    assert (reader["previous_url"], reader["next_url"]) == (f"{base}1/?q=uptime", f"{base}3/?q=uptime")
    assert reader["hits"] == [{"page": 2, "url": f"{base}2/?q=uptime", "current": True}]


def test_text_of_a_file_is_never_html(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["<script>window.__xss = 1</script> & uptime"])

    body = sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 1])).content.decode()

    assert "<script>window" not in body
    assert "&lt;script&gt;window.__xss = 1&lt;/script&gt; &amp; uptime" in body


@pytest.mark.parametrize(("typed", "page"), [("3", 3), ("99", 3), ("0", 1), ("", 1), (" ", 1)])
def test_turning_to_a_page_ends_at_the_ends(cast: Cast, sign_in: SignIn, typed: str, page: int) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two.", "Three."])
    base = reverse("documents:pages", args=[made.key])

    response = sign_in(cast.colorado).get(base, {"page": typed, "q": "two"})

    assert response["Location"] == f"{base}{page}/?q=two"


@pytest.mark.parametrize("typed", ["x", "-4", "९", "<b>", "appendix of the whole plan"])
def test_label_that_is_printed_nowhere_is_told(cast: Cast, sign_in: SignIn, typed: str) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two.", "Three."])
    base, client = reverse("documents:pages", args=[made.key]), sign_in(cast.colorado)

    plain = client.get(base, {"page": typed})
    for number, label in ((1, "i"), (2, "ii"), (3, "1")):
        Page.objects.filter(version=made.current_version, number=number).update(label=label)
    labeled = client.get(base, {"page": typed})

    sentence = f"There is no page “{typed[:20]}”. This file has 3 pages."
    assert (plain.status_code, pages.texts(plain, "main .usa-prose > p")) == (404, [sentence])
    assert pages.texts(labeled, "main .usa-prose > p") == [
        sentence,
        "The numbers printed on its pages run from i to 1. "
        "You can enter a printed number, or count from the first page.",
    ]
    assert list(pages.links(labeled, "main .usa-list a")) == ["Go to page 1", "Go to page 3", "About this document"]
    assert client.get(base, {"page": "II"})["Location"] == f"{base}2/"


def test_page_beyond_the_end_is_not_found_and_says_how_many_there_are(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=("One.", "Two."), sharing_choice="agency")
    places = ((made.key, 3), (made.key, made.current_version.key, 3))
    addresses = [reverse("documents:page", args=places[0]), reverse("documents:version_page", args=places[1])]

    answers = [sign_in(cast.vermont).get(address) for address in addresses]
    hidden = [sign_in(cast.colorado).get(address) for address in addresses]

    assert [answer.status_code for answer in (*answers, *hidden)] == [404] * 4
    assert [pages.texts(answer, "main .lede") for answer in answers] == [
        ["There is no page 3. This file has 2 pages."]
    ] * 2
    assert list(pages.links(answers[0], "main .usa-list a").values()) == [
        reverse("documents:page", args=[made.key, 2]), made.get_absolute_url(),
    ]  # fmt: skip
    assert "2 pages" not in hidden[0].content.decode() + hidden[1].content.decode()


def test_the_picture_is_drawn_once_and_kept(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    made = library.document(cast.vermont, "Drawn", pages=["A page."], content=pdf_bytes(["A page."]), file_type="pdf")
    address = reverse("documents:page_image", args=[made.key, made.current_version.key, 1])
    first = sign_in(cast.colorado).get(address)
    monkeypatch.setattr(pictures, "render_page_with_words", lambda *arguments: pytest.fail("drawn again"))

    second = sign_in(cast.vermont).get(address)

    assert (first["Content-Type"], first.content[:4], first.content[8:12]) == ("image/webp", b"RIFF", b"WEBP")
    assert second.content == first.content


def test_picture_that_fails_is_told_in_a_sentence_and_tried_again(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = library.document(cast.vermont, "Drawn", pages=["A page."], content=pdf_bytes(["A page."]), file_type="pdf")
    where, client = [made.key, made.current_version.key], sign_in(cast.colorado)
    address = reverse("documents:page_image", args=[*where, 1])
    failure = RenderFailure("failed", "This page is too complex to show here. Download the file to see it.")
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "render_page_with_words", lambda *arguments, **named: (failure, []))
        failed = client.get(address)

    page = client.get(reverse("documents:page", args=[made.key, 1]))
    again = client.get(address)

    assert (failed.status_code, pages.texts(failed, "main .lede")) == (404, [failure.sentence])
    assert pages.texts(page, "figure > p") == ["We can’t show the picture of this page. Download the file to see it."]
    assert pages.links(page, "figure > p a") == {"Download the file": reverse("documents:download_version", args=where)}
    assert (again.status_code, again.content[:4]) == (200, b"RIFF")


def test_pictures_follow_the_documents_audience(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(
        cast.vermont, sharing_choice="state", pages=["A page."], content=pdf_bytes(["A page."]), file_type="pdf"
    )
    addresses = [
        reverse("documents:page_image", args=[made.key, made.current_version.key, 1]),
        reverse("documents:thumbnail", args=[made.key]),
    ]

    allowed = [sign_in(cast.vermont_energy).get(address).status_code for address in addresses]
    refused = [sign_in(cast.colorado).get(address).status_code for address in addresses]

    assert (allowed, refused) == ([200, 200], [404, 404])


def test_a_link_to_a_page_of_an_earlier_version_leads_there(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two.", "Three."])
    earlier = made.current_version
    library.add_version(made, pages=["One."])
    made.refresh_from_db()
    address = reverse("documents:page", args=[made.key, 3])

    response = sign_in(cast.colorado).get(address)

    assert pages.links(response, "main .cluster a") == {
        "Read page 3 of that version": reverse("documents:version_page", args=[made.key, earlier.key, 3]),
        "Go to the current version": made.get_absolute_url(),
    }
    assert sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 4])).status_code == 404
    hidden = library.document(cast.vermont, pages=["One.", "Two."], sharing_choice="agency")
    library.add_version(hidden, pages=["One."])
    assert sign_in(cast.colorado).get(reverse("documents:page", args=[hidden.key, 2])).status_code == 404


def test_a_version_that_one_may_not_read_is_not_named_either(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two."], sharing_choice="agency")
    library.add_version(made, pages=["One."])
    Document.objects.filter(pk=made.pk).update(sharing="all_members")
    made.refresh_from_db()
    grants.apply_sharing(made)
    client = sign_in(cast.colorado)

    answers = [client.get(reverse("documents:page", args=[made.key, number])) for number in (1, 2)]

    assert [answer.status_code for answer in answers] == [200, 404]


# Turning, finding and citing


def labeled(cast: Cast) -> Document:
    """A document whose pages are numbered i, ii, 1, 2."""
    made = library.document(cast.vermont, pages=["Front.", "Preface uptime.", "Uptime.", "End uptime."])
    for number, label in enumerate(["i", "ii", "1", "2"], start=1):
        Page.objects.filter(version=made.current_version, number=number).update(label=label)
    return made


def test_a_page_has_the_number_that_is_printed_on_it(cast: Cast, sign_in: SignIn) -> None:
    made = labeled(cast)

    shown = [
        sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, number])).context["reader"]["place"]
        for number in (2, 3)
    ]

    assert shown == ["Page ii (2 of 4)", "Page 1 (3 of 4)"]


@pytest.mark.parametrize(("typed", "page"), [("ii", 2), ("II", 2), (" i ", 1), ("2", 2), ("\x00", 1)])
def test_a_printed_number_leads_to_its_page(cast: Cast, sign_in: SignIn, typed: str, page: int) -> None:
    base = reverse("documents:pages", args=[labeled(cast).key])

    assert sign_in(cast.colorado).get(base, {"page": typed})["Location"] == f"{base}{page}/"


def test_a_printed_number_beyond_the_last_page_is_found(cast: Cast, sign_in: SignIn) -> None:
    made = labeled(cast)
    Page.objects.filter(version=made.current_version, number=4).update(label="112")
    base = reverse("documents:pages", args=[made.key])

    assert sign_in(cast.colorado).get(base, {"page": "112"})["Location"] == f"{base}4/"


def test_labels_are_read_from_the_file(cast: Cast) -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=LETTER, invariant=True)
    canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    canvas.addPageLabel(2, "ARABIC", 1, "A-")
    for text in ("Front.", "Preface.", "First.", "Second."):
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    version = bring(cast.vermont, stream.getvalue(), "plan.pdf")
    run_jobs()

    assert list(version.pages.order_by("number").values_list("label", flat=True)) == ["i", "ii", "A-1", "A-2"]


def test_the_search_goes_along_and_leads_back(cast: Cast, sign_in: SignIn) -> None:
    made = labeled(cast)
    base = reverse("documents:pages", args=[made.key])
    found = sign_in(cast.colorado).get(reverse("documents:search"), {"q": "preface", "state": "VT", "page": "1"})
    (hit,) = found.context["hits"]

    page = sign_in(cast.colorado).get(hit.url).context["reader"]

    carried = "q=preface&results=state%3DVT%26page%3D1"
    assert hit.url == f"{base}2/?{carried}&v=1"
    assert page["results_url"] == f"{reverse('documents:search')}?state=VT&page=1&q=preface"
    assert page["next_url"] == f"{base}3/?{carried}&v=1"
    assert dict(page["kept"]) == {"q": "preface", "results": "state=VT&page=1", "v": "1"}


def test_the_way_back_leads_to_our_own_search_only(cast: Cast, sign_in: SignIn) -> None:
    address = reverse("documents:page", args=[labeled(cast).key, 2])
    client = sign_in(cast.colorado)

    back = [
        client.get(address, {"q": "a&b", "results": results}).context["reader"]["results_url"]
        for results in ("", "https://evil.example/?q=x", "q=other&next=//evil.example&sort=shared", "document")
    ]

    search = reverse("documents:search")
    assert back[:3] == [f"{search}?q=a%26b", f"{search}?q=a%26b", f"{search}?sort=shared&q=a%26b"]
    assert back[3] == f"/documents/{address.split('/')[2]}/?q=a%26b"


@pytest.mark.parametrize(("number", "before", "after"), [(1, None, 2), (2, None, 3), (3, 2, 4), (4, 3, None)])
def test_hits_before_and_after_are_one_click_away(
    cast: Cast, sign_in: SignIn, number: int, before: int | None, after: int | None
) -> None:
    made = labeled(cast)
    base = reverse("documents:pages", args=[made.key])
    client = sign_in(cast.colorado)

    reader = client.get(reverse("documents:page", args=[made.key, number]), {"q": "uptime"}).context["reader"]

    assert (reader["previous_hit_url"], reader["next_hit_url"]) == (
        f"{base}{before}/?q=uptime" if before else "",
        f"{base}{after}/?q=uptime" if after else "",
    )


# The pages of a search, as the search understood it


def hits(response: HttpResponse) -> list[int]:
    return [hit["page"] for hit in response.context["reader"]["hits"]]


def test_a_page_that_lacks_a_word_has_its_fellows_and_its_marks(cast: Cast, sign_in: SignIn) -> None:
    texts = ["We inspect ports.", "Nothing.", "The lanes close.", "We inspect lanes."]
    made = library.document(cast.vermont, pages=texts, content=pdf_bytes(texts), file_type="pdf")
    client = sign_in(cast.colorado)
    found = client.get(reverse("documents:search"), {"q": "inspect lanes"}).context["hits"]
    (partial,) = [hit for hit in found if hit.page == 1]

    shown = client.get(partial.url)

    reader = shown.context["reader"]
    assert hits(shown) == sorted(hit.page for hit in found) == [1, 3, 4]
    assert reader["text"] == "We <mark>inspect</mark> ports."
    assert len(rects(client.get(reader["marks_url"]))) == 1
    about = client.get(made.get_absolute_url(), {"q": "inspect lanes"})
    assert sorted(hit.page for hit in about.context["hits"]) == hits(shown)


def test_pages_with_one_of_many_words_are_no_matching_pages(cast: Cast, sign_in: SignIn) -> None:
    with_one = ["Charging is planned."] * 6
    made = library.document(cast.vermont, pages=["Crews clear snow around chargers.", "Crews clear snow.", *with_one])
    client, base = sign_in(cast.colorado), reverse("documents:pages", args=[made.key])
    asked = {"q": "crews clear snow around chargers"}

    best, other, come_to = (client.get(f"{base}{number}/", asked) for number in (1, 2, 5))

    assert (hits(best), hits(other), hits(come_to)) == ([1, 2], [1, 2], [1, 2, 5])


def test_the_state_of_a_document_makes_none_of_its_pages_match(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(
        cast.vermont, "Vermont plan", pages=["Transit buses charge.", *["Charging in Vermont."] * 9]
    )

    shown = sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 1]), {"q": "Vermont transit buses"})

    assert hits(shown) == [1]


def test_words_of_a_term_are_marked_one_by_one_where_they_stand_apart(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["The solar array and the storage.", "An offeror signs."])
    client, base = sign_in(cast.colorado), reverse("documents:pages", args=[made.key])

    with trying([Same(("bidder", "offeror"))]):
        apart, otherwise = client.get(f"{base}1/", {"q": "solar/storage"}), client.get(f"{base}2/", {"q": "bidder"})

    assert apart.context["reader"]["text"] == "The <mark>solar</mark> array and the <mark>storage</mark>."
    assert (hits(apart), hits(otherwise)) == ([1], [2])
    assert otherwise.context["reader"]["text"] == "An <mark>offeror</mark> signs."


def test_hits_within_a_document_carry_the_word_that_was_meant(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["The corridor is long.", "Nothing."])
    client = sign_in(cast.colorado)
    within = client.get(made.get_absolute_url(), {"q": "coridor"})
    (hit,) = within.context["hits"]

    shown = client.get(hit.url)

    assert "1 page with “corridor”" in pages.texts(within, "main p")
    assert hits(shown) == [1]
    assert shown.context["reader"]["text"] == "The <mark>corridor</mark> is long."


def test_an_earlier_version_lists_its_own_pages_by_full_text(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["We inspect ports.", "We inspect lanes."])
    first = made.current_version
    library.add_version(made, pages=["One.", "Two.", "We inspect lanes."])
    client = sign_in(cast.colorado)

    earlier = client.get(reverse("documents:version_page", args=[made.key, first.key, 1]), {"q": "inspect lanes"})
    current = client.get(reverse("documents:page", args=[made.key, 1]), {"q": "inspect lanes"})

    assert (hits(earlier), hits(current)) == ([2], [3])
    assert earlier.context["reader"]["text"] == "We <mark>inspect</mark> ports."


def test_an_index_that_is_behind_lists_no_page_of_the_version_it_knows(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["Uptime.", "More uptime."])
    client = sign_in(cast.colorado)

    with search_index.frozen():
        library.add_version(made, pages=["Uptime now."])
        shown = client.get(reverse("documents:page", args=[made.key, 1]), {"q": "uptime"})

    assert hits(shown) == []
    assert shown.context["reader"]["text"] == "<mark>Uptime</mark> now."


def test_an_owner_finds_the_pages_of_what_is_not_shared(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Uptime."], status="draft")

    shown = sign_in(cast.vermont).get(reverse("documents:page", args=[made.key, 1]), {"q": "uptime"})

    assert hits(shown) == [2]


def test_without_an_index_full_text_says_which_pages(cast: Cast, sign_in: SignIn) -> None:
    texts = ["We inspect ports.", "We inspect lanes."]
    made = library.document(cast.vermont, pages=texts, content=pdf_bytes(texts), file_type="pdf")
    client = sign_in(cast.colorado)

    with search_index.missing():
        shown = client.get(reverse("documents:page", args=[made.key, 1]), {"q": "inspect lanes"})
        drawn = client.get(shown.context["reader"]["marks_url"])

    assert hits(shown) == [2]
    assert shown.context["reader"]["text"] == "We <mark>inspect</mark> ports."
    assert len(rects(drawn)) == 1


def test_zoom_goes_along_and_takes_a_larger_picture(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["One.", "Two."], content=pdf_bytes(["One.", "Two."]), file_type="pdf")
    client, base = sign_in(cast.colorado), reverse("documents:pages", args=[made.key])
    image = reverse("documents:page_image", args=[made.key, made.current_version.key, 1])

    reader = client.get(f"{base}1/", {"zoom": "200"}).context["reader"]
    widths = [Image.open(io.BytesIO(client.get(f"{image}{query}").content)).width for query in ("", "?width=2200")]

    assert (reader["image_url"], reader["next_url"]) == (f"{image}?width=2200", f"{base}2/?zoom=200")
    assert [(size["label"], size["url"]) for size in reader["zooms"] if size["current"]] == [
        ("200%", f"{base}1/?zoom=200")
    ]
    assert widths == [1100, 2200]
    assert client.get(f"{base}1/", {"zoom": "<b>"}).context["reader"]["zoom"] == "fit"
    assert len(client.get(f"{image}?width=99999").content) == len(client.get(image).content)


def test_contents_names_every_page_once(cast: Cast, sign_in: SignIn) -> None:
    made = labeled(cast)
    for number, heading in enumerate(["Front", "Uptime", "Uptime", ""], start=1):
        Page.objects.filter(version=made.current_version, number=number).update(heading=heading)

    page = sign_in(cast.colorado).get(reverse("documents:contents", args=[made.key]))

    base = reverse("documents:pages", args=[made.key])
    assert pages.links(page, ".contents a") == {
        "Front": f"{base}1/",
        "Uptime": f"{base}2/",
        "Page 1 (3)": f"{base}3/",
        "Page 2 (4)": f"{base}4/",
    }
    hidden = library.document(cast.vermont, sharing_choice="agency")
    assert sign_in(cast.colorado).get(reverse("documents:contents", args=[hidden.key])).status_code == 404


def test_a_page_can_be_cited(cast: Cast, sign_in: SignIn) -> None:
    made = labeled(cast)
    shown = sign_in(cast.colorado).get(reverse("documents:page", args=[made.key, 2]))

    reader = shown.context["reader"]

    link = f"https://clearinghouse.test/documents/{made.key}/pages/2/?v=1"
    assert reader["link"] == link
    assert reader["citation"] == (
        f"{made.agency.name}. “Fast charging RFP.” {long_date(made.dated_on)}. Version 1, page ii. "
        f"EV States Clearinghouse. {link}. Accessed {long_date(timezone.now())}."
    )
    assert pages.find(shown, "#page-link")[0].get("value") == link


def test_a_page_of_an_earlier_version_is_cited_as_such(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont)
    first = made.current_version
    library.add_version(made)
    address = reverse("documents:version_page", args=[made.key, first.key, 1])

    assert sign_in(cast.colorado).get(address).context["reader"]["link"] == f"https://clearinghouse.test{address}"


@pytest.mark.parametrize(("query", "queries"), [({}, 4), ({"v": "1"}, 4), ({"q": "uptime"}, 5)])
def test_a_page_costs_the_same_few_queries(
    cast: Cast, sign_in: SignIn, django_assert_num_queries, query: dict[str, str], queries: int
) -> None:
    address = reverse("documents:page", args=[labeled(cast).key, 2])
    client = sign_in(cast.colorado)
    client.get(address, query)

    with django_assert_num_queries(queries):
        client.get(address, query)


def test_without_an_index_a_page_costs_as_many_queries(cast: Cast, sign_in: SignIn, django_assert_num_queries) -> None:
    address = reverse("documents:page", args=[labeled(cast).key, 2])
    client = sign_in(cast.colorado)

    with search_index.missing():
        client.get(address, {"q": "uptime"})
        with django_assert_num_queries(5):
            client.get(address, {"q": "uptime"})


# Marks on the picture


def rects(response: HttpResponse) -> list[tuple[int, ...]]:
    names = ("x", "y", "width", "height")
    found = etree.fromstring(response.content).findall(".//{http://www.w3.org/2000/svg}rect")
    return [tuple(int(rect.get(name)) for name in names) for rect in found]


def test_words_of_a_search_are_marked_on_the_picture(cast: Cast, sign_in: SignIn) -> None:
    text = "Port uptime and charger uptime."
    made = library.document(cast.vermont, pages=[text, "Nothing."], content=pdf_bytes([text, "."]), file_type="pdf")
    client = sign_in(cast.colorado)
    address = reverse("documents:page_marks", args=[made.key, made.current_version.key, 1])
    reader = client.get(reverse("documents:page", args=[made.key, 1]), {"q": "uptime"}).context["reader"]

    marked = client.get(address, {"q": "uptime"})

    first, second = rects(marked)
    assert reader["marks_url"] == f"{address}?q=uptime"
    assert marked["Content-Type"] == "image/svg+xml"
    # 72 points from the left of 612, "Port " before it; 700 points up of 792.
    assert 1500 < first[0] < 1650 < second[0] < 3500
    assert 1000 < first[1] == second[1] < 1160
    assert 100 < first[3] < 250
    assert [rects(client.get(address, {"q": words})) for words in ("", "solar")] == [[], []]
    assert (
        client.get(reverse("documents:page", args=[made.key, 2]), {"q": "uptime"}).context["reader"]["marks_url"] == ""
    )


def test_marks_cost_no_second_reading_of_the_file(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    made = library.document(cast.vermont, "Drawn", pages=["Uptime."], content=pdf_bytes(["Uptime."]), file_type="pdf")
    client, where = sign_in(cast.colorado), [made.key, made.current_version.key, 1]
    client.get(reverse("documents:page_image", args=where))
    monkeypatch.setattr(pictures, "render_page_with_words", lambda *arguments: pytest.fail("drawn again"))

    assert len(rects(client.get(reverse("documents:page_marks", args=where), {"q": "uptime"}))) == 1


@pytest.mark.skipif(not ocr.is_available(), reason="Tesseract is not installed")
def test_words_of_a_scan_are_marked_where_they_were_recognized(cast: Cast, sign_in: SignIn) -> None:
    picture = Image.new("RGB", (1600, 400), "white")
    ImageDraw.Draw(picture).text((60, 120), "Uptime remedies", fill="black", font=ImageFont.load_default(90))
    scan = io.BytesIO()
    picture.save(scan, "PDF")
    version = bring(cast.vermont, scan.getvalue(), "scan.pdf")
    run_jobs()

    address = reverse("documents:page_marks", args=[version.document.key, version.key, 1])
    (mark,) = rects(sign_in(cast.vermont).get(address, {"q": "remedies"}))

    assert 2000 < mark[0] < mark[0] + mark[2] < 6000


MARKED = [
    (f"The {OPEN}uptime{CLOSE} is long.", ["The", "uptime", "is", "long."], ["uptime"]),
    (f"A {OPEN}charging{CLOSE} port", ["A", "char-", "ging", "port"], ["char-", "ging"]),
    (f"uptime of {OPEN}uptime{CLOSE}", ["uptime", "of", "uptime"], ["uptime"]),
    (f"an {OPEN}e\ufb03cient{CLOSE} one", ["an", "efficient", "one"], ["efficient"]),
    (f"{OPEN}J{CLOSE}-{OPEN}1772{CLOSE} posts", ["J-1772", "posts"], ["J-1772"]),
    # Written otherwise in the text, as after an edit of the recognized words: by word.
    (f"Other text, {OPEN}uptime{CLOSE}", ["Uptime,", "first", "uptime"], ["Uptime,", "uptime"]),
    ("Nothing", ["Nothing"], []),
]


@pytest.mark.parametrize(("headline", "words", "expected"), MARKED)
def test_marks_find_their_words(headline: str, words: list[str], expected: list[str]) -> None:
    boxes = [WordBox(word, place, 0, place + 1, 1) for place, word in enumerate(words)]

    assert [box.text for box in marked_words(headline, boxes)] == expected


@pytest.mark.parametrize(
    "rows", [None, {}, "x", [1], [["a", 1, 2, 3]], [["a", 1, 2, 3, "4"]], [[1, 1, 2, 3, 4]], [["a", True, 2, 3, 4]]]
)
def test_boxes_of_a_hostile_child_are_left_out(rows: object) -> None:
    assert read_boxes(json.dumps(rows).encode()) == []
    assert read_boxes(b"\xff[") == []


def test_boxes_stay_within_the_page() -> None:
    assert read_boxes(json.dumps([["a" * 500, -5, 0, 10**9, 7]]).encode()) == [WordBox("a" * 100, 0, 0, 10_000, 7)]
