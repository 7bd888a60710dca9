"""The card "Who to contact" for any page that could raise a question."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from accounts.models import Region, State
from clearinghouse.lib import decisions
from contacts.cards import card_for
from contacts.subjects import QuestionSubject
from documents.models import Document, Topic
from meetings.models import Meeting
from workinggroups.models import WorkingGroup

register = template.Library()


@register.filter
def age(moment: datetime) -> str:
    """How long ago, in words: "less than an hour", "5 hours", "3 days"."""
    now = timezone.now()
    if now - moment < timedelta(hours=1):
        return "less than an hour"
    return timesince(moment, now, depth=1).replace("\xa0", " ")


@register.simple_tag(takes_context=True)
def whom_to_ask(
    context: Any,
    document: Document | None = None,
    meeting: Meeting | None = None,
    group: WorkingGroup | None = None,
    state: State | None = None,
    region: Region | None = None,
    topic: Topic | None = None,
    heading: str = "Who to contact",
) -> SafeString:
    """Who answers questions about this, with a link that asks about it; at most three queries, once a request.

    The page must have checked that its reader may see what it gives here.
    """
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()
    about = QuestionSubject(document, meeting, group, state, region, topic)
    # A card beside the page must not pass for the decision that the page's view owes.
    with decisions.aside():
        cards: dict[str, dict[str, Any]] = getattr(request, "_whom_to_ask", {})
        key = about.ask_url()
        if key not in cards:
            cards[key] = card_for(about, user)
            if request is not None:
                request._whom_to_ask = cards
    return render_to_string("components/contact_card.html", {**cards[key], "heading": heading})


@register.simple_tag
def ask_url(
    document: Document | None = None,
    meeting: Meeting | None = None,
    group: WorkingGroup | None = None,
    state: State | None = None,
    topic: Topic | None = None,
) -> str:
    """The address of the form that asks about this."""
    return QuestionSubject(document, meeting, group, state, None, topic).ask_url()
