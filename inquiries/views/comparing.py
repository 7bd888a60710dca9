"""All answers side by side, as a table, as charts and as files."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import Region
from accounts.standing import standing_of
from clearinghouse.lib.files.types import DOCX
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.spreadsheet import download
from inquiries.comparing import (
    WITH_COUNTS,
    Comparison,
    StateAnswer,
    chosen,
    comparison,
    ordered,
    rows_drawn,
    table_rows,
    tallies,
)
from inquiries.forms.answers import choices_of
from inquiries.kept_tables import Readable, drawn, readable
from inquiries.models import InquiryField, ResponseStatus
from inquiries.views.frame import crumbs, sent_round


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what it does not know is left out and named in `problem`."""

    region: str = ""
    ident: str = ""
    answer: str = ""
    sort: str = ""
    backward: bool = False
    problem: str = ""

    def address(self, **changes: Any) -> str:
        """The same table with other values."""
        values = {
            "region": self.region, "question": self.ident, "answer": self.answer, "sort": self.sort,
            "order": "down" if self.backward else "", **changes,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in values.items() if value})


def _asked(request: HttpRequest) -> dict[str, str]:
    names = ("region", "question", "answer", "sort", "order", "only")
    return {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in names}


def read(request: HttpRequest, table: Comparison, regions: Sequence[Region]) -> Wanted:
    """From the address."""
    asked = _asked(request)
    if asked["only"]:  # the filter's own field: "IDENT answer"
        asked["question"], _, asked["answer"] = asked["only"].partition(" ")
    idents = {question.ident for question in table.questions}
    unknown = [
        words for words, is_known in (
            ("region", not asked["region"] or any(region.slug == asked["region"] for region in regions)),
            ("answer", not asked["question"] or asked["question"] in idents),
            ("order", not asked["sort"] or asked["sort"] in idents),
        ) if not is_known
    ]  # fmt: skip
    if unknown:
        return Wanted(problem=f"We ignored what the address says of the {unknown[0]} because it isn’t one we know.")
    return Wanted(asked["region"], asked["question"], asked["answer"], asked["sort"], asked["order"] == "down")


@require_safe
@access.approved
def answers(request: SignedInRequest, key: str) -> HttpResponse:
    """The table of states and questions, narrowed and sorted, with what the answers come to."""
    asked = _asked(request)
    seen = readable(request.user, key, asked["region"])
    if seen is None:
        raise Http404

    def draw() -> SafeString:
        return _table(request, seen)

    context = {
        "crumbs": crumbs(seen.inquiry, "Answers"),
        "inquiry": seen.inquiry,
        "total": len(seen.answers),
        "submitted": seen.submitted,
        "table": drawn(seen, request.user, tuple(asked.values()), draw) if seen.answers else "",
        "must_answer": _must_answer(request, seen),
    }
    return render(request, "inquiries/answers.html", context)


def _table(request: SignedInRequest, seen: Readable) -> SafeString:
    """Everything that is the same for all who may read the same answers."""
    table = comparison(seen.inquiry, request.user)
    wanted = read(request, table, seen.regions)
    states = _narrowed(table, wanted)
    context = {
        "inquiry": seen.inquiry,
        "columns": [_column(question, wanted) for question in table.questions],
        "name_column": _name_column(wanted),
        "rows": rows_drawn(table, states),
        "count": len(states),
        "tallies": tallies(table, states),
        "regions": seen.regions,
        "countable": [(question, choices_of(question)) for question in table.questions if question.type in WITH_COUNTS],
        "wanted": wanted,
        "only": f"{wanted.ident} {wanted.answer}" if wanted.ident else "",
        "query": wanted.address(),
    }
    return render_to_string("inquiries/answers_table.html", context)


def _narrowed(table: Comparison, wanted: Wanted) -> list[StateAnswer]:
    by = next((question for question in table.questions if question.ident == wanted.sort), None)
    states = chosen(table, region=wanted.region, ident=wanted.ident, answer=wanted.answer)
    return ordered(states, by, backward=wanted.backward)


def _column(question: InquiryField, wanted: Wanted) -> dict[str, Any]:
    is_sorted = wanted.sort == question.ident
    turned = "down" if is_sorted and not wanted.backward else ""
    return {
        "question": question,
        "sorted": ("descending" if wanted.backward else "ascending") if is_sorted else "",
        "sort_url": wanted.address(sort=question.ident, order=turned),
    }


def _name_column(wanted: Wanted) -> dict[str, Any]:
    is_sorted = not wanted.sort
    turned = "down" if is_sorted and not wanted.backward else ""
    return {
        "sorted": ("descending" if wanted.backward else "ascending") if is_sorted else "",
        "sort_url": wanted.address(sort="", order=turned),
    }


def _must_answer(request: SignedInRequest, seen: Readable) -> bool:
    """Whether the person's state sees more once it has answered."""
    if standing_of(request.user).is_administrator:
        return False
    return bool(seen.own) and ResponseStatus.SUBMITTED not in seen.own


@require_safe
@access.approved
def export(request: SignedInRequest, key: str) -> HttpResponseBase:
    """What the table shows, whole: CSV, or with `format` xlsx or docx."""
    inquiry = sent_round(request, key)
    table = comparison(inquiry, request.user)
    regions = list(Region.objects.filter(scheme__slug="naseo").order_by("name"))
    states = _narrowed(table, read(request, table, regions))
    name = f"answers-{inquiry.key}-{timezone.localdate():%Y-%m-%d}"
    if request.GET.get("format") == "docx":
        from inquiries.report import as_word  # slow to import, seldom needed

        with_summary = inquiry.summary_audience_id in standing_of(request.user).reader_keys
        found = HttpResponse(as_word(table, states, with_summary=with_summary), content_type=DOCX.content_type)
        found["Content-Disposition"] = f'attachment; filename="{name}.docx"'
        return found
    header = ["State", *(question.label for question in table.questions)]
    return download(name, header, table_rows(table, states), as_workbook=request.GET.get("format") == "xlsx")
