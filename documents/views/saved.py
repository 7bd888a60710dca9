"""A person's saved searches: saving one, the list, and what they change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.models import Preferences
from clearinghouse.lib.files.text import clean_text, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.query import LONGEST
from documents.finding.filters import read_filters
from documents.models import SavedSearch
from documents.models.saved import LONGEST_NAME
from documents.saved.matching import Asked, asked_by
from documents.saved.saving import SearchRefused, change_search, delete_search, save_search
from documents.saved_form import SavedSearchForm

ALERTS: dict[str, str] = {
    SavedSearch.Alert.NONE: "No alert",
    SavedSearch.Alert.NOW: "Alert right away",
    SavedSearch.Alert.DAILY: "Alert every morning",
    SavedSearch.Alert.WEEKLY: "Alert every Monday",
}
MOST_FILTERS = 100  # values in all; an address made by hand may hold more


@dataclass(frozen=True)
class SavedRow:
    """One search in the list."""

    search: SavedSearch
    asked: Asked

    @property
    def has_alert(self) -> bool:
        """Whether its owner is told what is new."""
        return self.search.alert != SavedSearch.Alert.NONE

    @property
    def alert(self) -> str:
        """ "Alert every morning"."""
        return ALERTS[self.search.alert]


@require_safe
@access.approved
def saved(request: SignedInRequest) -> HttpResponse:
    """All of the person's saved searches, by name."""
    searches = SavedSearch.objects.visible_to(request.user).order_by("name", "pk")
    context = {
        "rows": [SavedRow(row, asked_by(row)) for row in searches],
        "is_off": Preferences.objects.filter(user=request.user, wants_digests=False).exists(),
    }
    return render(request, "documents/saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def save(request: SignedInRequest) -> HttpResponse:
    """Save the words and filters of the address under a name."""
    asked = _asked_in(request)
    if asked is None:
        return render(request, "documents/save_search.html", {"crumbs": _crumbs("Save this search")}, status=400)
    first = {"name": one_line(", ".join(asked.in_words).replace("“", "").replace("”", ""), LONGEST_NAME)}
    form = SavedSearchForm(request.POST or None, initial={**first, "alert": SavedSearch.Alert.DAILY})
    if form.is_valid():
        try:
            made = save_search(by=request.user, words=asked.words, filters=asked.filters, **form.cleaned_data)
        except SearchRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, f"Search “{made.name}” saved.")
            return redirect("documents:saved")
    context = {"crumbs": _crumbs("Save this search"), "asked": asked, "form": form}
    return render(request, "documents/save_search.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def change(request: SignedInRequest, key: str) -> HttpResponse:
    """Rename a saved search, or change its alert."""
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), key=key)
    form = SavedSearchForm(request.POST or None, initial={"name": search.name, "alert": search.alert})
    if form.is_valid():
        try:
            change_search(search, by=request.user, **form.cleaned_data)
        except SearchRefused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, "Your changes are saved.")
            return redirect("documents:saved")
    context = {"crumbs": _crumbs(search.name), "search": search, "asked": asked_by(search), "form": form}
    return render(request, "documents/saved_search.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access.approved
def delete(request: SignedInRequest, key: str) -> HttpResponse:
    """Ask, then delete a saved search."""
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), key=key)
    if request.method == "POST":
        delete_search(search, by=request.user)
        messages.success(request, f"Search “{search.name}” deleted.")
        return redirect("documents:saved")
    return render(request, "documents/delete_search.html", {"crumbs": _crumbs(search.name), "search": search})


def _asked_in(request: HttpRequest) -> Asked | None:
    """The words and filters of the address; None when it has neither, or more than anybody chooses."""
    words = " ".join(clean_text(request.GET.get("q", ""), LONGEST * 4).split())[:LONGEST].strip()
    filters = read_filters(request.GET)
    if not (words or filters.values) or sum(map(len, filters.values.values())) > MOST_FILTERS:
        return None
    return Asked(words, filters)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": "Saved searches", "url": reverse("documents:saved")}, {"label": label}]
