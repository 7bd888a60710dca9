"""The list of inquiries: what waits for the person's state, what is open, what came of earlier ones, and drafts."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import State
from accounts.standing import Viewer, standing_of
from accounts.vouching import led_agencies
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.wording import counted
from documents.finding.full_text import compile_query
from inquiries.models import SENT, Inquiry, Response, ResponseStatus, Status
from inquiries.models.inquiry import InquiryQuerySet
from inquiries.permissions import may_ask

NEWEST_FIRST = ("-opened_at", "-key")
PAGE_SIZE = 25
MOST = 50


@dataclass(frozen=True)
class Row:
    """One inquiry of a list."""

    title: str
    url: str
    asker: str
    status: str
    status_label: str
    opened_on: Any
    closes_on: date | None
    answers: str
    is_sample: bool


@require_safe
@access.audience
def inquiries(request: HttpRequest) -> HttpResponse:
    """Inquiries by what they need of the person, then all that they may see, newest first."""
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:200]
    rows = Inquiry.objects.visible_to(request.user).rounds().filter(status__in=SENT)
    found, problem = matching(rows, request.user, words)
    page = page_by_key(with_answers(found), NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    kept = f"q={words}&" if words else ""
    context = {
        "to_answer": _to_answer(request.user),
        "own": _own(request.user),
        "led_states": _led_states(request.user),
        "rows": [row_of(inquiry) for inquiry in page.rows],
        "newer_url": f"?{kept}page={page.before}" if page.before else "",
        "older_url": f"?{kept}page={page.after}" if page.after else "",
        "may_ask": may_ask(request.user),
        "is_member": standing_of(request.user).is_member or standing_of(request.user).is_administrator,
        "words": words,
        "problem": problem,
    }
    return render(request, "inquiries/list.html", context)


def matching(found: InquiryQuerySet, user: Viewer, words: str) -> tuple[InquiryQuerySet, str]:
    """Those with these words; with none and a sentence where nothing could be looked for."""
    if not words:
        return found, ""
    tsquery, problem = compile_query(words)
    if not tsquery:
        return found.none(), problem
    return found.saying(user, tsquery), ""


def with_answers(found: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """With how many states were asked and answered, in the same statement."""
    submitted = Q(responses__status=ResponseStatus.SUBMITTED)
    return found.select_related("agency__state").annotate(
        asked=Count("responses"), answered=Count("responses", filter=submitted)
    )


def row_of(inquiry: Any) -> Row:
    """Of an inquiry that was read with_answers()."""
    return Row(
        title=inquiry.title,
        url=inquiry.get_absolute_url(),
        asker=inquiry.asker,
        status=inquiry.status,
        status_label=inquiry.get_status_display(),
        opened_on=inquiry.opened_at,
        closes_on=inquiry.closes_on if inquiry.status == Status.OPEN else None,
        answers=f"{inquiry.answered:,} of {counted(inquiry.asked, 'state')} answered" if inquiry.asked else "",
        is_sample=inquiry.is_sample,
    )


def _to_answer(user: Viewer) -> list[Response]:
    """What the person's states have not answered yet, what is due first in front; at most fifty."""
    rows = Response.objects.of_states_of(user).unanswered()
    joined = rows.select_related("inquiry__agency__state", "state", "assigned")
    return list(joined.order_by("inquiry__closes_on", "pk")[:MOST])


def _led_states(user: Viewer) -> list[State]:
    """The states of which the person is an EV lead."""
    agencies = led_agencies(user)
    return list(State.objects.filter(agencies__in=agencies).distinct().order_by("name")) if agencies else []


def _own(user: Viewer) -> list[Inquiry]:
    """Drafts that the person wrote, and those that they may release; then their templates."""
    to_release = Inquiry.objects.releasable_by(user).filter(pk=OuterRef("pk"))
    mine = Inquiry.objects.editable_by(user) if not standing_of(user).is_administrator else Inquiry.objects.filter(
        made_by=standing_of(user).user_id
    )  # fmt: skip
    visible = Inquiry.objects.visible_to(user).rounds().filter(status__in=(Status.DRAFT, Status.WAITING))
    rows = visible.filter(Q(pk__in=mine.values("pk")) | Q(Exists(to_release)))
    return list(rows.select_related("agency__state", "made_by").order_by("is_template", "-made_at", "pk")[:MOST])
