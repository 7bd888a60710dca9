"""The page under /data/ where administrators try a set of synonyms before they save it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.query import LONGEST
from clearinghouse.lib.wording import counted
from documents.addresses import page_address
from documents.finding.hits import Hit
from documents.finding.synonyms import Same
from documents.finding.trying import MOST_QUERIES, Effect, Verdict, effects, stored_samples, typed_samples
from documents.models import SynonymSet

SHORTEST_SET = 2


class TryForm(forms.Form):
    """A set as it would be, and the searches to try it on."""

    known = forms.ModelChoiceField(SynonymSet.objects, required=False, widget=forms.HiddenInput)
    terms = SimpleArrayField(
        forms.CharField(max_length=80),
        label="Words that mean the same",
        help_text="Separate them with commas.",
        widget=AdminTextareaWidget(attrs={"rows": 3}),
    )
    one_way = SimpleArrayField(
        forms.CharField(max_length=80),
        required=False,
        label="Words that find these, but not the other way around",
        help_text="Separate them with commas.",
        widget=AdminTextareaWidget(attrs={"rows": 2}),
    )
    queries = forms.CharField(
        label="Searches to try",
        help_text=f"One on each line, {MOST_QUERIES} at most. The sample searches are filled in.",
        widget=AdminTextareaWidget(attrs={"rows": 10}),
    )

    def clean_queries(self) -> list[str]:
        """The lines with something on them."""
        lines = [line for line in self.cleaned_data["queries"].splitlines() if line.strip()]
        if len(lines) > MOST_QUERIES:
            raise forms.ValidationError(f"Try at most {MOST_QUERIES} searches.")
        if any(len(line) > LONGEST for line in lines):
            raise forms.ValidationError(f"A search can have at most {LONGEST} characters.")
        return lines

    def clean(self) -> dict[str, Any]:
        """One word alone says nothing about another."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "terms" in cleaned and len([*cleaned["terms"], *cleaned.get("one_way", ())]) < SHORTEST_SET:
            self.add_error("terms", "A set needs at least two words.")
        return cleaned


@dataclass(frozen=True)
class Shown:
    """A page of an effect: where it is, and what it is called."""

    address: str
    name: str


@dataclass(frozen=True)
class ShownEffect:
    """A row of the table: a search, what becomes of it, and the pages that come and go."""

    query: str
    verdict: Verdict
    sides: tuple[list[Shown], list[Shown]]


def try_set(request: HttpRequest) -> HttpResponse:
    """Ask for a set, `?set=` starting with a stored one; on POST show what it would do. It changes nothing."""
    assert isinstance(request.user, User)
    context: dict[str, Any] = {**admin.site.each_context(request), "title": "Try search synonyms", "effects": None}
    if request.method != "POST":
        return _page(request, TryForm(initial=_initial(request.GET.get("set", ""))), context)
    form = TryForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        known = given["known"]
        found = effects(
            request.user,
            Same(tuple(given["terms"]), tuple(given["one_way"])),
            typed_samples(given["queries"]),
            instead_of=known.pk if known else 0,
        )
        context |= {"effects": [_shown(effect) for effect in found], "summary": _summary(found)}
    return _page(request, form, context)


def _page(request: HttpRequest, form: TryForm, context: dict[str, Any]) -> TemplateResponse:
    return TemplateResponse(request, "admin/documents/synonymset/try.html", {**context, "form": form})


def _initial(number: str) -> dict[str, Any]:
    known = SynonymSet.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
    queries = "\n".join(sample.query for sample in stored_samples()[:MOST_QUERIES])
    if known is None:
        return {"queries": queries}
    return {"known": known.pk, "terms": known.terms, "one_way": known.one_way, "queries": queries}


def _summary(found: Sequence[Effect]) -> str:
    """20 searches: 2 better, 1 worse, 3 with other pages, 14 without a change."""
    count = Counter(effect.verdict for effect in found)
    parts = {"better": Verdict.BETTER, "worse": Verdict.WORSE, "with other pages": Verdict.OTHER}
    said = ", ".join(f"{count[verdict]} {words}" for words, verdict in parts.items())
    return f"{counted(len(found), 'search,searches')}: {said}, {count[Verdict.SAME]} without a change"


def _shown(effect: Effect) -> ShownEffect:
    return ShownEffect(effect.sample.query, effect.verdict, (_pages(effect.came), _pages(effect.went)))


def _pages(hits: Sequence[Hit]) -> list[Shown]:
    return [_shown_page(hit) for hit in hits]


def _shown_page(hit: Hit) -> Shown:
    if not hit.page:
        return Shown(hit.document.get_absolute_url(), hit.document.title)
    return Shown(
        page_address(hit.document.key, hit.page, version=hit.version), f"{hit.document.title}, page {hit.page}"
    )
