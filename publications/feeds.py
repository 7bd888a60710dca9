"""The Atom feed of public publications: an entry for each edition, which says when it was last revised."""

from datetime import UTC, datetime, time
from uuid import UUID, uuid5

from django.db.models import OuterRef, Subquery
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from accounts.standing import Viewer
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.files.text import clean_text, one_line
from publications.models import Edition, Revision
from publications.overview import EditionRow, edition_row, with_revisions

MOST = 50
PORTAL = "EV States Clearinghouse"
# Entries keep their ids when the portal moves to another address.
NAMESPACE = UUID("3b1c4f52-9a55-4c0c-8d0e-5d1f6f0b7a41")


def newest_editions(public: Viewer) -> list[EditionRow]:
    """Those whose newest revision came last; two queries."""
    revisions = Revision.objects.visible_to(public).filter(edition=OuterRef("pk")).order_by("-number")
    editions = with_revisions(Edition.objects.visible_to(public), public).select_related("study", "document__kind")
    newest = editions.annotate(revised_at=Subquery(revisions.values("made_at")[:1])).exclude(revised_at=None)
    return [edition_row(edition.study, edition) for edition in newest.order_by("-revised_at", "-pk")[:MOST]]


def atom_feed(rows: list[EditionRow], *, list_url: str, feed_url: str) -> str:
    """The feed as text."""
    feed = Atom1Feed(
        title=f"Publications of the {PORTAL}",
        link=absolute_url(list_url),
        description="",
        subtitle="Studies that anyone can read, in all their editions.",
        feed_url=absolute_url(feed_url),
        feed_guid=_lasting_id(feed_url),
        author_name=PORTAL,
        language="en",
    )
    for row in rows:
        assert row.current is not None  # newest_editions() leaves out others
        feed.add_item(
            title=one_line(row.document.title, 250),
            link=absolute_url(row.url),
            # SECURITY: Django says of summaries that they are HTML, so readers take their text for that.
            description=escape(clean_text(row.document.abstract, 5000) or one_line(row.edition.answers, 240)),
            unique_id=_lasting_id(f"{row.edition.study.slug}/{row.edition.slug}"),
            updateddate=_moment(row),
            author_name=one_line(row.edition.study.publisher, 160) or PORTAL,
            categories=(row.edition.get_form_display(),),
        )
    return feed.writeString("utf-8")


def _moment(row: EditionRow) -> datetime:
    """The revision's own date; where it has none, when it was added here."""
    assert row.current is not None
    day = row.current.revised_on
    return datetime.combine(day, time(), UTC) if day else row.current.revision.made_at


def _lasting_id(name: str) -> str:
    return uuid5(NAMESPACE, name).urn
