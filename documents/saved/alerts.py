"""What is new for a person's saved searches, as a part of their digest."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import digests
from accounts.digests import MONDAY, Section, last_morning
from accounts.models import OutboxMail, User
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents.addresses import page_address
from documents.models import Document, Page, SavedSearch, SearchNews
from documents.saved.matching import Asked, asked_by
from documents.saved.saving import stop_url

PAUSE = timedelta(minutes=10)  # between two emails about what is told right away
MOST_LISTED = 10  # documents of one search; a link leads to all
Alert = SavedSearch.Alert


@dataclass(frozen=True)
class NewDocument:
    """A line of the email."""

    title: str
    about: str
    url: str


@dataclass(frozen=True)
class Found:
    """What is new for one search."""

    name: str
    asked: str
    documents: list[NewDocument]
    more: int
    url: str
    stop_url: str


class SavedSearchAlerts:
    """The source of accounts.digests."""

    def people_due(self, now: datetime) -> list[User]:
        """Those with news that waits, and that is to be told by now."""
        waiting = SearchNews.objects.filter(digest="").exclude(search__alert=Alert.NONE)
        rows = waiting.values_list("search__owner", "search__alert").annotate(first=Min("found_at"))
        since: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
        for owner, alert, first in rows:
            since[owner].append((alert, first))
        people = User.objects.filter(pk__in=since, is_active=True).order_by("pk")
        return [person for person in people if any(_is_due(person, now, *row) for row in since[person.pk])]

    def take(self, person: User, digest: str, now: datetime) -> bool:
        """All of it that is due, whatever each search's own time."""
        due = Q(pk__in=[])
        for alert in (Alert.NOW, Alert.DAILY, Alert.WEEKLY):
            until = _told_until(person, now, alert)
            if until is not None:
                due |= Q(search__alert=alert, found_at__lte=until)
        waiting = SearchNews.objects.filter(due, search__owner=person, digest="")
        return waiting.update(digest=digest) > 0

    def section(self, person: User, digest: str) -> Section | None:
        """What the person may read now, counted and listed by search."""
        news = SearchNews.objects.filter(digest=digest, search__owner=person)
        noted = set(news.values_list("document", flat=True))
        if not noted:
            return None
        _release_hidden(person, noted)
        searches = SavedSearch.objects.with_alert().filter(pk__in=news.values("search")).order_by("name", "pk")
        told: set[int] = set()
        found = []
        for search in searches:
            documents = _new_for(person, search, digest)
            if documents:
                found.append(_found(search, documents))
                told.update(document.pk for document in documents)
        if not found:
            return None
        context = {"searches": found, "list_url": absolute_url(reverse("documents:saved"))}
        text = render_to_string("documents/mail/alerts.txt", context).strip()
        html = render_to_string("documents/mail/alerts.html", context)
        about = f"“{found[0].name}”" if len(found) == 1 else "your saved searches"
        return Section(f"{counted(len(told), 'new document')} for {about}", text, len(told), html)


SOURCE = SavedSearchAlerts()


def _is_due(person: User, now: datetime, alert: str, first: datetime) -> bool:
    until = _told_until(person, now, alert)
    return until is not None and first <= until


def _told_until(person: User, now: datetime, alert: str) -> datetime | None:
    """What was found by this moment is told now; None: nothing is."""
    if alert == Alert.DAILY:
        return last_morning(person, now)
    if alert == Alert.WEEKLY:
        return last_morning(person, now, MONDAY)
    return None if _was_just_told(person, now) else now


def _was_just_told(person: User, now: datetime) -> bool:
    """So that somebody who shares many documents one by one does not send as many emails."""
    mails = OutboxMail.objects.filter(person=person, dedupe_key__startswith=digests.dedupe_prefix(person))
    return mails.filter(created_at__gt=now - PAUSE).exists()


def _release_hidden(person: User, noted: set[int]) -> None:
    """What the person can no longer read was not told; should it be shared with them again, it is news then."""
    visible = Document.objects.visible_to(person).published().filter(pk__in=noted).values_list("pk", flat=True)
    hidden = noted - set(visible)
    SearchNews.objects.filter(search__owner=person, document__in=hidden).delete()


def _new_for(person: User, search: SavedSearch, digest: str) -> list[Document]:
    """Those of the digest that the person may read now and that still answer, the newest first."""
    noted = SearchNews.objects.filter(digest=digest, search=search).values_list("document", flat=True)
    documents = Document.objects.visible_to(person).published().filter(pk__in=list(noted))
    answering = documents.filter(pk__in=asked_by(search).answering(documents))
    return list(answering.select_related("kind", "state").order_by("-shared_at", "-key"))


def _found(search: SavedSearch, documents: list[Document]) -> Found:
    asked = asked_by(search)
    listed = documents[:MOST_LISTED]
    pages = asked.best_pages([document.pk for document in listed])
    return Found(
        name=search.name,
        asked=" · ".join(asked.in_words),
        documents=[_line(document, pages.get(document.pk), asked) for document in listed],
        more=len(documents) - len(listed),
        url=absolute_url(asked.address),
        stop_url=stop_url(search),
    )


def _line(document: Document, page: Page | None, asked: Asked) -> NewDocument:
    about = [str(part) for part in (document.kind, document.state) if part]
    url = document.get_absolute_url()
    if page is not None and page.number:
        about.append(f"page {page.label or page.number}")
        version = page.version_number  # type: ignore[attr-defined]
        url = page_address(document.key, page.number, version=version, q=asked.words)
    return NewDocument(document.title, ", ".join(about), absolute_url(url))
