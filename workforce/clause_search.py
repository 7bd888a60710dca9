"""Looks through the pages of a version for what they ask of workers, once, so that no page about a state has to."""

import re
from collections.abc import Sequence
from contextlib import suppress

import structlog
from django.contrib.postgres.aggregates import StringAgg
from django.db import transaction
from django.db.models import Exists, F, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from clearinghouse.lib.files.results import PageText
from clearinghouse.lib.jobs import task_named
from documents.finding.full_text import compile_query
from documents.finding.marked import sought
from documents.models import Document, DocumentVersion, Page
from documents.questions.matching import Matcher, PageWords
from workforce.models import ClauseSearch, FoundClause, Requirement

log = structlog.get_logger("workforce.clause_search")

MOST_PAGES = 500  # of a version that full text finds; more are not looked at
AT_ONCE = 200  # versions of one job
_DOTS = re.compile(r"(?:\. ?){5}")  # a line of a table of contents


def queue(version: DocumentVersion, pages: Sequence[PageText] = ()) -> None:
    """Have a version whose pages were read looked through. Of any type: that is often chosen later."""
    ClauseSearch.objects.filter(version=version).delete()
    task = task_named("workforce.tasks.find_clauses", queueing_lock=f"find-clauses-{version.pk}")
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(version_id=version.pk)


def queue_all() -> None:
    """Have all looked through again, after the words changed. Call inside the transaction that changes them."""
    task = task_named("workforce.tasks.find_forgotten_clauses", queueing_lock="find_forgotten_clauses")
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(timestamp=0)


def words_now() -> Func:
    """In the database, what stands for the words of all requirements as they are: a search for others is out of date.

    Kept statements may hold it, for it reads nothing when it is put together.
    """
    words = Func(F("words"), Value("\x1f"), function="array_to_string", output_field=TextField())
    written = Concat(Cast("pk", TextField()), Value(":", output_field=TextField()), words)
    rows = Requirement.objects.order_by().values(all=Value(1))
    digest = rows.annotate(digest=MD5(StringAgg(written, "\x1e", order_by="pk"))).values("digest")
    return Coalesce(Subquery(digest, output_field=TextField()), Value("none", output_field=TextField()))


def forgotten() -> QuerySet[Document, int]:
    """Current files of shared documents that were not looked through for the words of now, the newest first."""
    done = ClauseSearch.objects.for_words(words_now()).filter(version=OuterRef("current_version"))
    documents = Document.objects.published().filter(~Exists(done)).exclude(current_version=None)
    return documents.newest().values_list("current_version", flat=True)


def find_forgotten() -> int:
    """Look through the next few of them; returns how many. One that can't be looked through holds up no other."""
    done = 0
    for pk in list(forgotten()[:AT_ONCE]):
        try:
            look_through(pk)
        except Exception:
            log.exception("clauses_not_found", version_id=pk)
        else:
            done += 1
    return done


def look_through(version_id: int) -> None:
    """Note the clauses of one version, in place of those noted before. Safe to run twice."""
    with transaction.atomic():
        # Two jobs for one version would each leave their clauses.
        version = DocumentVersion.objects.select_for_update(no_key=True).filter(pk=version_id).first()
        if version is None:
            return
        requirements = list(Requirement.objects.annotate(now=words_now()).order_by("position", "pk"))
        clauses = _clauses(version, requirements)
        FoundClause.objects.filter(version=version).delete()
        FoundClause.objects.bulk_create(clauses)
        words = requirements[0].now if requirements else "none"
        ClauseSearch.objects.update_or_create(version=version, defaults={"words": words, "looked_at": timezone.now()})


def typed(requirement: Requirement) -> str:
    """Its words as somebody would type them into the search."""
    return " OR ".join(f'"{word.replace(chr(34), " ")}"' for word in requirement.words)


def _clauses(version: DocumentVersion, requirements: Sequence[Requirement]) -> list[FoundClause]:
    """Pages are found by full text, and then asked whether they truly have one of the words."""
    query, _ = compile_query(" OR ".join(typed(requirement) for requirement in requirements if requirement.words))
    if not query:
        return []
    pages = Page.objects.filter(version=version, vector__matches=query).order_by("number")[:MOST_PAGES]
    read = [(pk, text, PageWords(text)) for pk, text in pages.values_list("pk", "text")]
    found = []
    for requirement in requirements:
        matcher, passages = Matcher([requirement.words], any_form=True), sought(typed(requirement))
        for pk, text, words in read:
            sentence = passages.passage_of(text) if matcher.answers(words) else ""
            if sentence and not _DOTS.search(sentence):
                found.append(FoundClause(requirement=requirement, version=version, page_id=pk, sentence=sentence))
    return found
