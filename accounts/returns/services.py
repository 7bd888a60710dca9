"""What mail services post to us: our own plain shape, and that of Amazon SES behind SNS."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from accounts.models.returned import ReturnKind
from accounts.returns.reports import KEY, OWN_HEADER, Report, kind_of, plain, status_in

log = structlog.get_logger("clearinghouse.mail")
MOST_REPORTS = 100
SIGNATURE_LASTS = 300  # seconds
LONGEST_BODY = 256 * 1024


class ReportRefused(Exception):
    """What was posted is no report that we know."""


def is_from_service(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether who posted this knows the secret: by a signature of the body, or as the password of HTTP Basic.

    SECURITY: without a secret in the settings nobody does. SNS cannot sign with our secret, so it sends it, over TLS.
    """
    secret = settings.MAIL_WEBHOOK_SECRET
    if not secret:
        return False
    if signature := headers.get("X-Clearinghouse-Signature", ""):
        return _is_signed(signature, body, secret)
    scheme, _, said = headers.get("Authorization", "").partition(" ")
    try:
        password = base64.b64decode(said, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(password, secret.encode())


def signature_of(body: bytes, secret: str, at: int) -> str:
    """The header of a body that is sent at this moment, in seconds since 1970."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _is_signed(signature: str, body: bytes, secret: str) -> bool:
    said = dict(part.strip().partition("=")[::2] for part in signature.split(",")[:5])
    moment = said.get("t", "")
    if not moment.isascii() or not moment.isdigit() or abs(time.time() - int(moment[:12])) > SIGNATURE_LASTS:
        return False
    return hmac.compare_digest(signature_of(body, secret, int(moment[:12])).encode(), signature.strip().encode())


def reports_in(body: bytes) -> list[Report]:
    """What the body reports; raises ReportRefused for what is neither shape."""
    try:
        said = json.loads(body)
        if isinstance(said, dict) and "Type" in said:
            return list(_of_sns(said))[:MOST_REPORTS]
        return [_of_ours(one) for one in said["reports"][:MOST_REPORTS]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReportRefused(f"{type(error).__name__}") from None


def _of_ours(said: dict[str, Any]) -> Report:
    key = _key(str(said["message_id"]))
    if key is None:
        raise ReportRefused("There is a message_id that is not ours.")
    status, text = status_in(str(said.get("status", ""))), plain(said.get("text", ""))
    kind = ReturnKind.COMPLAINT if said["kind"] == "complaint" else kind_of(status)
    if said["kind"] not in ("bounce", "complaint") or kind is None:
        raise ReportRefused("A report has no kind, or no status.")
    return Report(kind, key, str(said.get("recipient", "")).strip().lower(), status, text)


def _of_sns(envelope: dict[str, Any]) -> Iterator[Report]:
    if envelope["Type"] == "SubscriptionConfirmation":
        # An administrator opens it: we call no address that somebody sent us.
        log.warning(
            "sns_subscription_waits", topic=plain(envelope["TopicArn"]), url=plain(envelope["SubscribeURL"], 900)
        )
        return
    if envelope["Type"] != "Notification":
        return
    said = json.loads(envelope["Message"])
    key = _key_of_ses(said["mail"]) if "mail" in said else None
    event = said.get("notificationType") or said.get("eventType")
    if key is None or event not in ("Bounce", "Complaint"):
        return
    if event == "Complaint":
        for one in said["complaint"]["complainedRecipients"]:
            text = plain(said["complaint"].get("complaintFeedbackType", ""))
            if text != "not-spam":
                yield Report(ReturnKind.COMPLAINT, key, str(one["emailAddress"]).lower(), said=text)
        return
    for one in said["bounce"]["bouncedRecipients"]:
        text = plain(one.get("diagnosticCode", "").partition(";")[2])
        status = status_in(str(one.get("status", ""))) or status_in(text)
        kind = kind_of(status)
        if kind is None:
            kind = ReturnKind.HARD if said["bounce"]["bounceType"] == "Permanent" else ReturnKind.SOFT
        yield Report(kind, key, str(one["emailAddress"]).lower(), status, text)


def _key_of_ses(mail: dict[str, Any]) -> UUID | None:
    """SES gives mails a Message-ID of its own, and tells the headers that we wrote where it is set to."""
    headers = {str(one["name"]).lower(): str(one["value"]) for one in mail.get("headers", [])}
    own = headers.get(OWN_HEADER.lower(), "")
    return _key(headers.get("message-id", "")) or _key(f"<{own}@own>")


def _key(message_id: str) -> UUID | None:
    found = KEY.fullmatch(message_id.strip())
    return UUID(hex=found[1]) if found else None
