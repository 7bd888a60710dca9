"""Linked data, citation tags, feed and map of the site: well formed, and what the public may see, whoever asks."""

import json
from collections.abc import Callable
from datetime import date

from django.test import Client
from lxml import etree, html

from accounts.models import User
from documents.models import Document
from documents.sharing import grants
from publications.models import Edition
from tests import library, pages
from tests.cast import Cast
from tests.publications import builders

SignIn = Callable[[User | None], Client]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def paper(cast: Cast, title: str = "The paper", choice: str = "public", **fields: object) -> Document:
    return library.document(cast.vermont, title, kind="report", sharing_choice=choice, **fields)


def mixed(cast: Cast) -> tuple[Edition, Edition]:
    """A study with a public edition in two revisions and one for members."""
    study = builders.study("One study", slug="one", summary="In short.")
    public = builders.edition(study, paper(cast, abstract="Abstract.", content=b"first", file_type="pdf"))
    builders.revised(public, content=b"second", file_type="pdf", pages=["One.", "Two."])
    return public, builders.edition(study, paper(cast, "Hidden canary", "all_members"), "data")


def graph(page: object) -> dict[str, object] | None:
    found = pages.tree(page).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(found[0]) if found else None


def test_linked_data_of_a_study_names_its_public_editions_whoever_asks(cast: Cast, sign_in: SignIn) -> None:
    mixed(cast)

    found = [graph(sign_in(person).get("/publications/one/")) for person in (None, cast.vermont, cast.administrator)]

    assert found[0] == found[1] == found[2]
    assert (found[0]["@type"], found[0]["name"], found[0]["publisher"]["name"]) == ("Report", "One study", "An Office")
    assert [part["name"] for part in found[0]["hasPart"]] == ["The paper"]


def test_linked_data_of_an_edition_has_the_facts_of_its_file(cast: Cast, client: Client) -> None:
    public, _ = mixed(cast)

    current, earlier = (graph(client.get(f"/publications/one/fact-sheet/{end}")) for end in ("", "1/"))

    file = current["encoding"]
    assert current["@id"] == "https://clearinghouse.test/publications/one/fact-sheet/2/"
    assert (current["datePublished"], current["numberOfPages"], current["version"]) == ("2025-11-03", 2, 2)
    assert (file["contentSize"], file["encodingFormat"]) == ("6 B", "application/pdf")
    assert file["sha256"] == public.document.versions.order_by("-pk")[0].sha256
    assert current["isPartOf"]["@id"] == "https://clearinghouse.test/publications/one/"
    assert (earlier["creativeWorkStatus"], earlier["version"]) == ("Superseded", 1)


def test_linked_data_can_end_no_element(cast: Cast, client: Client) -> None:
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    study = builders.study(evil, slug="evil", summary=evil, subject=evil)
    builders.edition(study, paper(cast, evil, abstract=evil), answers=evil)

    for path in ("/publications/evil/", "/publications/evil/fact-sheet/"):
        page = client.get(path)
        scripts = pages.tree(page).xpath("//script[not(@src)]")
        assert [script.get("type") for script in scripts] == ["application/ld+json"]
        assert evil in json.dumps(json.loads(scripts[0].text), ensure_ascii=False)


def test_pages_that_are_not_public_have_nothing_for_programs(cast: Cast, sign_in: SignIn) -> None:
    mixed(cast)
    own = builders.edition(builders.study(slug="own"), paper(cast, "Own", "agency"))
    builders.revised(own)
    Document.objects.filter(pk=own.document_id).update(sharing="public")
    own.document.refresh_from_db()
    grants.apply_sharing(own.document)
    client = sign_in(cast.vermont_editor)

    found = {
        path: (graph(page), pages.tree(page).xpath("//meta[starts-with(@name, 'citation_')]"))
        for path in ("one/data/", "own/fact-sheet/1/", "own/fact-sheet/2/")
        for page in (client.get(f"/publications/{path}"),)
    }

    assert found["one/data/"] == found["own/fact-sheet/1/"] == (None, [])
    assert found["own/fact-sheet/2/"][0] is not None


def test_citation_tags(cast: Cast, client: Client) -> None:
    public, _ = mixed(cast)

    tree = pages.tree(client.get("/publications/one/fact-sheet/"))

    tags = {tag.get("name"): tag.get("content") for tag in tree.xpath("//meta[starts-with(@name, 'citation_')]")}
    base = "https://clearinghouse.test"
    assert tags == {
        "citation_title": "The paper",
        "citation_author": "An Office",
        "citation_technical_report_institution": "An Office",
        "citation_technical_report_number": "Revision 2",
        "citation_publication_date": "2025/11/03",
        "citation_language": "en",
        "citation_abstract_html_url": f"{base}/publications/one/fact-sheet/2/",
        "citation_pdf_url": f"{base}/documents/{public.document.key}/download/",
    }


def test_feed_has_an_entry_for_each_public_edition_whoever_asks(cast: Cast, sign_in: SignIn) -> None:
    mixed(cast)
    undated = builders.edition(builders.study("Undated", slug="undated"), paper(cast, "No <date> & all", dated_on=None))

    feeds = [sign_in(person).get("/publications/feed.atom") for person in (None, cast.vermont)]

    tree = etree.fromstring(feeds[0].content)
    entries = [
        [entry.findtext(f"a:{name}", namespaces=ATOM) for name in ("title", "updated", "summary")]
        for entry in tree.findall("a:entry", ATOM)
    ]
    added = undated.revisions.get().made_at.strftime("%Y-%m-%d")
    assert feeds[0].content == feeds[1].content
    assert feeds[0]["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [(title, day[:10], words) for title, day, words in entries] == [
        ("No <date> & all", added, ""),
        ("The paper", "2025-11-03", "Abstract."),
    ]
    assert (
        tree.find("a:entry/a:link", ATOM).get("href") == "https://clearinghouse.test/publications/undated/fact-sheet/"
    )


def test_feed_ids_outlive_revisions_and_addresses(cast: Cast, client: Client, settings: object) -> None:
    public, _ = mixed(cast)

    def ids() -> list[str]:
        return etree.fromstring(client.get("/publications/feed.atom").content).xpath("//a:id/text()", namespaces=ATOM)

    before = ids()
    builders.revised(public, date(2026, 1, 5))
    settings.BASE_URL = "https://elsewhere.example"

    assert ids() == before
    assert all(name.startswith("urn:uuid:") for name in before)


def test_words_in_the_feed_are_no_html(cast: Cast, client: Client) -> None:
    """Readers take a summary for HTML."""
    builders.edition(builders.study(), paper(cast, abstract="<script>alert(1)</script> & more"))

    summary = etree.fromstring(client.get("/publications/feed.atom").content).find("a:entry/a:summary", ATOM)

    assert (summary.get("type"), summary.text) == ("html", "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more")


def test_empty_feed_is_a_feed(db: None, client: Client) -> None:
    tree = etree.fromstring(client.get("/publications/feed.atom").content)

    assert tree.findall("a:entry", ATOM) == []
    assert tree.findtext("a:author/a:name", namespaces=ATOM) == "EV States Clearinghouse"


def test_map_of_the_site_lists_what_is_public_whoever_asks(cast: Cast, sign_in: SignIn) -> None:
    public, _ = mixed(cast)
    builders.edition(builders.study(slug="own"), paper(cast, "Own", "all_members"))
    clients = [sign_in(person) for person in (None, cast.vermont, cast.administrator)]

    maps = [client.get("/sitemap.xml").content for client in clients]

    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = etree.fromstring(maps[0]).xpath("//s:loc/text()", namespaces=space)
    paths = [address.removeprefix("https://clearinghouse.test") for address in found]
    assert maps[0] == maps[1] == maps[2]
    assert paths[:9] == [
        "/", "/states/", "/regions/", "/map/", "/publications/", "/workforce/", "/groups/", "/meetings/", "/contact/",
    ]  # fmt: skip
    assert [path for path in paths if path.startswith(("/publications/", "/documents/"))] == [
        "/publications/",
        "/publications/one/",
        "/publications/one/fact-sheet/",
        f"/documents/{public.document.key}/",
    ]
    assert [clients[0].get(path).status_code for path in paths] == [200] * len(paths)
    assert b"2025-11-03" in maps[0]


def test_robots_name_the_map(client: Client) -> None:
    assert "Sitemap: https://clearinghouse.test/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_list_leads_to_the_feed(cast: Cast, client: Client) -> None:
    mixed(cast)

    page = client.get("/publications/")

    links = html.document_fromstring(page.content).xpath("//link[@type='application/atom+xml']/@href")
    assert links == ["/publications/feed.atom"]
    assert "/publications/feed.atom" in pages.links(page).values()
