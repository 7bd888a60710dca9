"""How the site search and its box find studies: for whoever may see one of their editions."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from documents.finding.marked import Sought
from documents.finding.related import RelatedHit, RelatedQuestion, RelatedSection, TotalOf
from documents.finding.suggesting import Named, Suggestion, Typed, meant
from publications.models import Study
from publications.models.study import STUDY_WORDS

MOST = 5
MOST_NAMES = 500  # that the search box compares with


@StatementFor
def _matching(user: Viewer, tsquery: str) -> QuerySet[Study, Study]:
    found = Study.objects.visible_to(user).alias(words=STUDY_WORDS).filter(words__matches=tsquery)
    return found.annotate(total=TotalOf(found)).order_by("name", "pk")[:MOST]


def related_studies(user: Viewer, tsquery: str, by: Sought) -> RelatedQuestion:
    """Studies with these words, for the site search; their editions are found as the documents that they are."""
    return RelatedQuestion((_matching.asked(user, tsquery=tsquery),), lambda rows: _section(rows[0], by))


def _section(studies: Sequence[Study], by: Sought) -> RelatedSection:
    total: int = studies[0].total if studies else 0  # type: ignore[attr-defined]
    hits = [
        RelatedHit(
            title=study.name,
            url=study.get_absolute_url(),
            kind=f"Study, {study.publisher}" if study.publisher else "Study",
            when=None,
            headline=by.passage_of(study.summary or study.subject),
            is_sample=study.is_sample,
        )
        for study in studies
    ]
    return RelatedSection("Studies", hits, f"The first {MOST}" if total > MOST else "", total, "study")


@StatementFor
def _names(user: Viewer) -> QuerySet[Study, tuple[str, str]]:
    return Study.objects.visible_to(user).order_by("name", "pk").values_list("name", "slug")[:MOST_NAMES]


def suggested(user: Viewer, typed: Typed) -> Iterable[Suggestion]:
    """Studies whose name the text begins, for the search box; one query."""
    rows = _names.rows(user)
    return [
        Suggestion(rows[at][0], "Study", Study(slug=rows[at][1]).get_absolute_url())
        for at, before in meant(typed, [Named(name) for name, _ in rows])
        if not before
    ]
