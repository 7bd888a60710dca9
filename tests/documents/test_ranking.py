"""Which page comes first, and what it says of itself; through the index."""

import pytest

from accounts import audiences
from documents.finding import proposing
from documents.finding.filters import Filters
from documents.finding.hits import CLOSE, OPEN, Results
from documents.finding.index import reading
from documents.finding.indexed import Search
from documents.finding.search import matching_documents, search_pages
from documents.finding.synonyms import Same, trying
from documents.models import Document
from tests import library, search_index
from tests.cast import Cast

FILLER = "The office meets on the first day of each month and writes down what was said. "


def found(cast: Cast, text: str, **options: object) -> list[tuple[str, int]]:
    return [(hit.document.title, hit.page) for hit in asked(cast, text, **options).hits]


def asked(cast: Cast, text: str, **options: object) -> Results:
    return search_pages(cast.colorado, text, Filters(), **options)  # type: ignore[arg-type]


def test_pages_with_all_words_come_before_those_that_lack_some(cast: Cast) -> None:
    library.document(cast.vermont, "Some", pages=["Inspect, inspect, inspect the cabinets. " * 9])
    library.document(cast.vermont, "All", pages=[FILLER * 9 + "We inspect ports. " + FILLER * 9 + "The lanes close."])

    results = asked(cast, "inspect lanes")

    assert [(hit.document.title, hit.lacks) for hit in results.hits] == [("All", ()), ("Some", ("lanes",))]
    assert results.total == 2


def test_within_a_document_pages_with_any_of_the_words_are_left_out_where_enough_have_all(cast: Cast) -> None:
    document = library.document(cast.vermont, "Plan", pages=["We inspect lanes."] * 5 + ["Lanes close."] * 5)

    assert [hit.page for hit in asked(cast, "inspect lanes", within=document, size=20).hits] == [1, 2, 3, 4, 5]
    assert asked(cast, "inspect lanes").total == 10


def test_rare_words_count_more(cast: Cast) -> None:
    for number in range(6):
        library.document(cast.vermont, f"Common {number}", pages=["The corridor is long."])
    library.document(cast.vermont, "Rare", pages=["The quarrel is long."])

    assert found(cast, "corridor quarrel")[0] == ("Rare", 1)


def test_two_words_count_more_than_one_that_is_only_rarer(cast: Cast) -> None:
    for number in range(4):
        library.document(cast.vermont, f"Violin {number}", pages=[FILLER * 20 + "There is a violin."])
        library.document(cast.vermont, f"Orchard {number}", pages=[FILLER * 20 + "It is an orchard."])
    library.document(cast.vermont, "Neither", pages=[FILLER] * 4)
    library.document(cast.vermont, "Rare", pages=[FILLER * 9 + "The office has a zebra in the field."])
    library.document(cast.vermont, "Both", pages=[FILLER * 9 + "The office has a violin in the orchard."])

    assert [title for title, _ in found(cast, "zebra violin orchard")][:2] == ["Both", "Rare"]


def test_a_passage_about_a_word_comes_before_a_page_that_says_it_here_and_there(cast: Cast) -> None:
    said = "The tribes spoke. "
    library.document(cast.vermont, "Here and there", pages=[FILLER * 3 + (said + FILLER * 8) * 4])
    library.document(cast.vermont, "Passage", pages=[FILLER * 3 + said * 4 + FILLER * 32])

    assert found(cast, "tribes") == [("Passage", 1), ("Here and there", 1)]


def test_who_sees_few_of_very_many_pages_finds_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    library.document(cast.vermont, "Both", pages=["We inspect lanes.", "Lanes close.", "We inspect EVSE."])
    library.document(cast.vermont, "Hidden", pages=["We inspect lanes."], sharing_choice="me")
    texts = ("inspect lanes", "inspect chargers", '"inspect lanes"', "inspect -EVSE", "lanes")
    usual = [found(cast, text) for text in texts]

    monkeypatch.setattr(proposing, "LARGE", 0)
    monkeypatch.setattr(proposing, "SMALL_SHARE", 0.5)

    assert [found(cast, text) for text in texts] == usual
    assert [len(pages) for pages in usual[:1] + usual[2:]] == [3, 1, 1, 2]


def test_a_word_that_says_little_beside_a_number_is_not_required(cast: Cast) -> None:
    library.document(cast.vermont, "Match", pages=["The site host pays the non-federal match."])
    library.document(cast.vermont, "Rant", pages=["I put it in the mail. Local match of the season."])
    library.document(cast.vermont, "Level", pages=["Level 2 ports.", "Level ground."])

    assert sorted(found(cast, "who puts up the other 20 percent")) == [("Match", 1), ("Rant", 1)]
    assert found(cast, "level 2") == [("Level", 1)]


def test_words_that_stand_near_come_first(cast: Cast) -> None:
    library.document(cast.vermont, "Apart", pages=[f"Lanes close. {FILLER * 6} We inspect ports."])
    library.document(cast.vermont, "Near", pages=[f"Doors close. {FILLER * 6} We inspect lanes."])

    assert found(cast, "inspect lanes") == [("Near", 1), ("Apart", 1)]


def test_a_named_state_comes_first_though_its_pages_do_not_name_it(cast: Cast) -> None:
    library.document(cast.vermont, "Maine talks of Vermont", state="ME", pages=["Unlike Vermont we plow the snow."])
    library.document(cast.vermont, "Plan", state="VT", pages=["Contractors plow the snow."])

    results = asked(cast, "Vermont's snow")

    assert [(hit.document.title, hit.lacks) for hit in results.hits] == [("Plan", ()), ("Maine talks of Vermont", ())]
    assert [(one.facet, one.value, one.label) for one in results.preferences] == [("state", "VT", "Vermont")]
    chosen = search_pages(cast.colorado, "Vermont's snow", Filters({"state": ("VT",)}))
    assert chosen.preferences == ()


@pytest.mark.parametrize("text", ["uptime cybersecurity group", "Cybersecurity working group uptime"])
def test_what_was_shared_with_the_group_that_is_named_comes_first(cast: Cast, text: str) -> None:
    group = audiences.of_working_group("cybersecurity", "Cybersecurity")
    library.document(cast.vermont, "Of others", pages=["Uptime, uptime, uptime. Cybersecurity is long."])
    library.document(cast.vermont, "Shared with it", pages=["Uptime, once."], sharing_choice="groups", groups=[group])

    results = search_pages(cast.group_member, text, Filters())
    chosen = search_pages(cast.group_member, text, Filters({"group": (str(group.pk),)}))

    assert [hit.document.title for hit in results.hits] == ["Shared with it", "Of others"]
    assert [(one.facet, one.value, one.label) for one in results.preferences] == [
        ("group", str(group.pk), "Cybersecurity of EV Charging group documents")
    ]
    assert [hit.document.title for hit in chosen.hits] == ["Shared with it"]
    assert [hit.document.title for hit in search_pages(cast.colorado, text, Filters()).hits] == ["Of others"]


def test_the_matter_of_a_group_is_not_its_name(cast: Cast) -> None:
    audiences.of_working_group("cybersecurity", "Cybersecurity")
    library.document(cast.vermont, "Plan", pages=["We speak of cybersecurity."])

    assert asked(cast, "cybersecurity").preferences == ()


def test_the_sentence_shown_is_not_chosen_by_the_state(cast: Cast) -> None:
    said = "Vermont is green. Vermont has hills. Each town met the tribes of the valley in the spring of that year."
    library.document(cast.vermont, "Plan", state="VT", pages=[f"5\nVermont Plan\n{said}"])

    (hit,) = asked(cast, "Vermont tribes").hits

    assert "met the [tribes] of" in hit.headline.replace(OPEN, "[").replace(CLOSE, "]")


def test_a_page_with_some_of_the_words_marks_them(cast: Cast) -> None:
    library.document(cast.vermont, "Plan", pages=["Vermont\nPosts are safe. We think of cyber and other threats."])

    with trying([Same(("cyber threat", "cyber"))]):
        (hit,) = asked(cast, "hackers cyber threat valve").hits

    assert "[cyber]" in hit.headline.replace(OPEN, "[").replace(CLOSE, "]")


def test_what_is_told_as_lacking_is_no_question_and_no_small_word(cast: Cast) -> None:
    library.document(cast.vermont, "Plan", pages=["Zebra crossings are painted in spring."])

    lacking = [
        search_pages(cast.colorado, query, Filters()).hits[0].lacks
        for query in (
            "who gets hired for zebra lanes",
            "zebra lanes you cant paint today",
            "is it legal to paint zebra",
        )
    ]

    assert lacking == [("lanes",), ("lanes",), ()]


def test_words_that_say_little_are_not_told_as_lacking(cast: Cast) -> None:
    library.document(cast.vermont, "Plan", pages=["The corridor has posts."])

    (hit,) = asked(cast, "corridor without one zebra that must have longer").hits

    assert hit.lacks == ("zebra",)


def test_another_word_for_the_same_counts_less(cast: Cast) -> None:
    library.document(cast.vermont, "Otherwise", pages=["Each offeror signs. The offeror pays."])
    library.document(cast.vermont, "Itself", pages=["Each bidder signs. The bidder pays."])
    library.document(cast.vermont, "Both", pages=["Each bidder signs. The offeror pays."])

    with trying([Same(("bidder", "offeror"))]):
        titles = [title for title, _ in found(cast, "bidder")]

    assert titles == ["Itself", "Both", "Otherwise"]


def test_a_word_is_as_rare_as_all_words_for_the_same_together(cast: Cast) -> None:
    library.document(cast.vermont, "Neither", pages=[FILLER + "The horse is old."] * 8)
    library.document(cast.vermont, "Violin", pages=[FILLER + "The violin is old."] * 2)
    library.document(cast.vermont, "Zebra", pages=[FILLER + "The zebra is old."])

    with trying([Same(("zebra", "horse"))]):
        titles = [title for title, _ in found(cast, "violin zebra")]

    assert titles[:2] == ["Violin", "Violin"]  # on two pages, and what is said of zebras on nine


def test_a_saying_is_as_rare_as_what_it_stands_for(cast: Cast) -> None:
    library.document(cast.vermont, "Neither", pages=[FILLER + "The downtime is long."] * 8)
    library.document(cast.vermont, "Saying", pages=[FILLER + "It is out to lunch."])
    library.document(cast.vermont, "Violin", pages=[FILLER + "The violin is old."] * 2)

    with trying([Same(("downtime",), one_way=("out to lunch",))]):
        titles = [title for title, _ in found(cast, "violin out to lunch")]

    assert titles[:2] == ["Violin", "Violin"]


def test_a_page_comes_not_before_better_ones_for_a_word_that_says_little(cast: Cast) -> None:
    library.document(cast.vermont, "Neither", pages=[FILLER] * 9)
    library.document(cast.vermont, "Little", pages=["The tribes came. " + FILLER * 30 + "We keep it."])
    library.document(cast.vermont, "Much", pages=["The tribes came and the tribes spoke. " * 5 + FILLER * 3])

    results = asked(cast, "keep tribes")

    assert [(hit.document.title, hit.lacks) for hit in results.hits] == [("Much", ()), ("Little", ())]


def test_contents_come_after_what_they_list(cast: Cast) -> None:
    contents = "\n".join(f"{number} Uptime ........ {number * 7}" for number in range(1, 20))
    library.document(cast.vermont, "Plan", pages=[contents, "Uptime is measured by port. We publish it each month."])

    assert found(cast, "uptime") == [("Plan", 2), ("Plan", 1)]


def test_a_word_that_stands_nowhere_is_corrected(cast: Cast) -> None:
    library.document(cast.vermont, "Plan", pages=["The maintenance of posts on a corridor."])

    results = asked(cast, "maintanance corridro")

    assert (results.corrected.searched if results.corrected else "") == "maintenance corridor"
    assert [hit.lacks for hit in results.hits] == [()]
    assert asked(cast, "maintanance", exact_words=True).hits == []
    assert asked(cast, "vacation corridor").corrected is None  # an English word is what it is
    assert asked(cast, "corri").corrected is None


def test_every_word_of_a_query_may_be_mistyped(cast: Cast) -> None:
    words = "maintenance inspection corridor reliability appointment warranty"
    library.document(cast.vermont, "Plan", pages=[f"We write of {words} and of a reinspection."])

    results = asked(cast, "maintanance inpection corridro relibility apointment waranty")

    assert (results.corrected.searched if results.corrected else "") == words
    assert [hit.lacks for hit in results.hits] == [()]


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("personel", "personnel"),  # doubled letters are what people get wrong most
        ("electic posts", "electric posts"),  # as far as stems go, it is “elected”
        ("locatons", "locations"),  # not “located on”
        ("postings", ""),  # another form of a word that stands somewhere
        ("crossroad", ""),  # stands as two words
        ("wheelchiar posts", "wheelchair posts"),  # what leads to words of documents, and stands in none
    ],
)
def test_what_is_corrected_is_no_word_in_any_form(cast: Cast, text: str, searched: str) -> None:
    said = "Personnel, personal, personal: elected members posted electric posts located on the cross road. Locations."
    library.document(cast.vermont, "Plan", pages=[said])

    with trying([Same(("accessible",), ("wheelchair",))]):
        results = asked(cast, text)

    assert (results.corrected.searched if results.corrected else "") == searched


def test_nothing_found_says_what_to_leave_out(cast: Cast) -> None:
    library.document(cast.vermont, "Plan", pages=["The corridor is long."])

    results = asked(cast, 'corridor AND "zebra crossing"')

    assert [(one.words, one.query, one.pages) for one in results.advice] == [(('"zebra crossing"',), "corridor", 1)]
    assert results.unknown == ('"zebra crossing"',)


def test_words_that_nobody_wrote_are_told_and_left_out_together(cast: Cast) -> None:
    library.document(cast.vermont, "Plan", pages=["The corridor is long and has posts."])
    library.document(cast.vermont, "Hidden", sharing_choice="state", pages=["quagga corridor unobtainium"])

    results = asked(cast, "quagga AND corridor AND unobtainium AND posts")

    assert results.unknown == ("quagga", "unobtainium")
    assert [(one.words, one.query, one.pages) for one in results.advice] == [
        (("quagga", "unobtainium"), "corridor AND posts", 1)
    ]
    assert asked(cast, "quagga unobtainium").unknown == ("quagga", "unobtainium")
    assert asked(cast, "quagga unobtainium").advice == ()
    assert asked(cast, "-quagga AND unobtainium AND corridor").unknown == ("unobtainium",)


def test_pages_that_say_the_same_are_folded(cast: Cast) -> None:
    said = [f"Port number {number} stands in row {number % 7} beside gate{number}. " for number in range(60)]
    library.document(cast.vermont, "First", state="VT", pages=["".join(said) + "First words."])
    library.document(cast.colorado, "Second", state="CO", pages=["".join(said) + "Second words."])

    results = asked(cast, "port gate7")

    (hit,) = results.hits
    assert [{hit.document.title}, {one.document.title for one in hit.alike}] in (
        [{"First"}, {"Second"}],
        [{"Second"}, {"First"}],
    )
    assert (results.total, results.documents) == (2, 2)


@pytest.mark.parametrize("text", ["corridor", "corridro", "zanzibar", "corridor zanzibar", "solar/storage", "I 80"])
def test_hidden_pages_change_nothing(cast: Cast, text: str) -> None:
    library.document(cast.vermont, "Plan", pages=["The corridor is long. Solar and storage.", "Corridor, storage, 80."])
    library.document(cast.vermont, "Other", pages=["Storage stands on a corridor by I 80."])
    before = asked(cast, text)

    hidden = [
        "zanzibar corridor " * 9,
        "solar/storage I-80 corridro zanzibar",
        "The corridor is long. Solar and storage.",
    ]
    library.document(cast.vermont, "Hidden", sharing_choice="state", pages=hidden * 5)

    assert asked(cast, text) == before
    assert search_pages(cast.vermont_energy, "zanzibar", Filters()).total == 10


def test_a_revoked_right_counts_at_once_whatever_the_index_says(cast: Cast) -> None:
    document = library.document(cast.vermont, "Plan", pages=["The zanzibar clause."])
    with search_index.frozen():
        assert found(cast, "zanzibar") == [("Plan", 1)]
        Document.objects.filter(pk=document.pk).update(sharing="me")
        document.refresh_from_db()
        library.grants.apply_sharing(document, (), ())

        for text in ("zanzibar", "zanzibra", "zanzibar AND nothing"):
            results = asked(cast, text)
            assert (results.hits, results.total, results.document_ids, results.corrected, results.advice) == (
                [], 0, (), None, (),
            )  # fmt: skip
            assert list(matching_documents(cast.colorado, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"word{number}" for number in range(1000)),
        "(" * 100 + "uptime" + ")" * 100,
        "NOT " * 60 + "uptime",
        '"' * 200,
        'a"b' * 66,
        "\x00\x01\x02\ud7ff\u202e",
        "uptime OR " * 30,
        "-uptime -" * 20,
        "* & | ! <-> :* ^2 ~1 [a TO b]",
    ],
)
def test_whatever_is_typed_is_answered(cast: Cast, text: str) -> None:
    library.document(cast.vermont, "Plan", pages=["The port uptime."])

    assert asked(cast, text).total in (0, 1)


def test_of_very_many_pages_those_are_looked_at_on_which_the_words_stand_often(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "MANY", 4)
    monkeypatch.setattr(proposing, "AMPLE", 0.5)
    for number in range(4):
        library.document(cast.vermont, f"Once {number}", pages=["The corridor is long."])
    often = [library.document(cast.vermont, f"Often {n}", pages=["Corridor by corridor it grows."]) for n in range(2)]
    index = reading.open_index()
    assert index is not None
    search = Search(index, cast.colorado)
    inquiry = search.inquiry(search.understood("corridor"), Filters())

    assert {proposal.document for proposal in inquiry.proposals(2)} == {document.pk for document in often}
    assert len(inquiry.proposals(6)) == 6
