"""Secrets of people without an account: 256 bits in a mailed link, of which only the hash is kept."""

import hashlib
import hmac
import secrets

from django.conf import settings

from clearinghouse.lib import decisions
from contacts.models import AskerLink, Question

LINKS_KEPT = 20


def new_secret(question: Question) -> str:
    """A further secret for this question; the oldest beyond twenty stop working."""
    secret = secrets.token_urlsafe(32)
    AskerLink.objects.create(question=question, secret_hash=_hash(secret))
    old = AskerLink.objects.filter(question=question).order_by("-pk").values_list("pk", flat=True)[LINKS_KEPT:]
    AskerLink.objects.filter(pk__in=list(old)).delete()
    return secret


def question_behind(secret: str) -> Question | None:
    """The question that this secret opens; asking for it is the permission decision of a stranger's page."""
    decisions.record()
    link = AskerLink.objects.filter(secret_hash=_hash(secret)).first()
    if link is None:
        return None
    joined = ("route", "person", "mailbox", "document__agency", "group", "state", "topic", "region")
    return Question.objects.select_related(*joined).get(pk=link.question_id)


def origin_of(address: str) -> str:
    """A network address as a keyed hash: enough to count by, for a day, and not to be read back."""
    return hmac.new(settings.SECRET_KEY.encode(), f"asks from {address}".encode(), hashlib.sha256).hexdigest()


def token_hash(*parts: object) -> str:
    """What makes two submits of one form the same."""
    return _hash("\x1f".join(str(part) for part in parts))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
