"""What the pages of inquiries have in common: the way to a page, and the inquiry that an address names."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from inquiries.actions.drafts import NOT_YOURS
from inquiries.models import Inquiry, Kind
from inquiries.permissions import may_change

NAME = "Ask the states"
CAMPAIGNS = "Input campaigns"
SHOWN_WITH = ("agency__state", "topic", "region", "group", "made_by", "summary_audience", "previous", "audience")


def crumbs(inquiry: Inquiry | None = None, label: str = "") -> list[dict[str, str]]:
    """From the list to the page."""
    way: list[dict[str, str]] = [{"label": NAME, "url": reverse("inquiries:list")}]
    if inquiry is not None and inquiry.kind == Kind.CAMPAIGN:
        way = [{"label": CAMPAIGNS, "url": reverse("inquiries:campaigns")}]
    if inquiry is not None:
        way.append({"label": inquiry.title, "url": inquiry.get_absolute_url()})
    if label:
        return [*way, {"label": label}]
    return [*way[:-1], {"label": way[-1]["label"]}]


def visible(request: HttpRequest, key: str) -> Inquiry:
    """The inquiry to the states, for who may see it; 404 for everybody else. Campaigns have pages of their own."""
    return get_object_or_404(Inquiry.objects.visible_to(request.user).rounds().select_related(*SHOWN_WITH), key=key)


def visible_of_any_kind(request: HttpRequest, key: str) -> Inquiry:
    """The inquiry or the campaign, for pages that both have: their questions."""
    return get_object_or_404(Inquiry.objects.visible_to(request.user).select_related(*SHOWN_WITH), key=key)


def editable(request: HttpRequest, key: str) -> Inquiry:
    """The inquiry, for who may change it; 403 for others who see it."""
    return _for_writers(request, visible(request, key))


def with_editable_questions(request: HttpRequest, key: str) -> Inquiry:
    """The inquiry or the campaign, for who may change it; 403 for others who see it."""
    return _for_writers(request, visible_of_any_kind(request, key))


def _for_writers(request: HttpRequest, found: Inquiry) -> Inquiry:
    if not may_change(request.user, found):
        raise PermissionDenied(NOT_YOURS)
    return found


def sees_round(request: HttpRequest, inquiry: Inquiry) -> bool:
    """Whether the person sees more than a published summary: that states were asked, and which answered."""
    return may_change(request.user, inquiry) or Inquiry.objects.sent_to(request.user).filter(pk=inquiry.pk).exists()


def sent_round(request: HttpRequest, key: str) -> Inquiry:
    """The inquiry for who may know that states were asked; 404 for who reads only its summary."""
    found = visible(request, key)
    if not found.is_sent or not sees_round(request, found):
        raise Http404
    return found


def answered_status(request: HttpRequest) -> int:
    """Of a page with a form that was not taken."""
    return 400 if request.method == "POST" else 200
