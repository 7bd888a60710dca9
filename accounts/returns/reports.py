"""Reads what mail servers send back: DSN (RFC 3464) and complaints (ARF, RFC 5965), in the dialects that are met.

SECURITY: anybody can write such a mail. This module only reads; accounts.returns.believing decides what counts.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from accounts.models.returned import ReturnKind
from clearinghouse.lib.frozen import dataclass

LONGEST = 512 * 1024  # bytes; a report with the whole mail in it is smaller
MOST_RECIPIENTS = 20
MOST_PARTS = 40
OWN_HEADER = "X-Clearinghouse-Mail"  # for mail services that put a Message-ID of their own in place of ours

KEY = re.compile(r"<?([0-9a-f]{32})@[^\s<>]+>?")
BARE_KEY = re.compile(r"[0-9a-f]{32}")
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# What is written in a returned mail beside the recipients; the first two hold only headers.
RETURNED = (
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/rfc822",
    "message/global",
    "message/global-headers",
)
NO_COMPLAINT = ("not-spam", "auth-failure", "dmarc")


@dataclass(frozen=True)
class Report:
    """What somebody says became of a mail. An empty address is one that was left out, as complaints may."""

    kind: ReturnKind
    message_key: UUID
    address: str
    status: str = ""
    said: str = ""


def reports_in(content: bytes) -> list[Report]:
    """What the mail reports; nothing for any other mail, one that is too large, or one that cannot be read."""
    if len(content) > LONGEST:
        return []
    parts = list(_parts(message_from_bytes(content)))
    keys = list(dict.fromkeys(_keys(parts)))
    if len(keys) != 1:  # of none of ours; or of several, so that nobody knows which recipient it is about
        return []
    for part in parts:
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            return _of_deliveries(_blocks(part), keys[0], parts[0])
        if part.get_content_type() == "message/feedback-report":
            return _of_complaint(_blocks(part), keys[0])
    return []


def kind_of(status: str) -> ReturnKind | None:
    """What a status says of an address. None where the mail arrived, or where it was no status.

    Permanent, but about this mail, its sender, or a full mailbox: such an address is paused only if it goes on so.
    """
    found = STATUS.fullmatch(status)
    if found is None or found[1] == "2":
        return None
    subject, detail = int(found[2]), int(found[3])
    speaks_of_mail = subject in (3, 6, 7) or (subject, detail) in {(1, 7), (1, 8), (1, 90), (2, 2), (2, 3), (2, 4)}
    return ReturnKind.SOFT if found[1] == "4" or speaks_of_mail else ReturnKind.HARD


def status_in(text: str) -> str:
    """The first status in a server’s words, such as 5.1.1; empty if there is none."""
    found = STATUS.search(text)
    return found[0] if found else ""


def plain(text: object, longest: int = 300) -> str:
    """One line of what can be printed."""
    return "".join(letter for letter in " ".join(str(text).split()) if letter.isprintable())[:longest]


def _parts(message: Message) -> Iterator[Message]:
    """The message and its parts, those of a returned mail too; not more than a report has."""
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            return
        yield part


def _keys(parts: list[Message]) -> Iterator[UUID]:
    """The keys of ours that stand in the returned headers; else those that the report says it answers."""
    found = [key for part in parts if part.get_content_type() in RETURNED for key in _returned_keys(part)]
    yield from found or _keys_of(parts[0], ("In-Reply-To", "References"))


def _returned_keys(part: Message) -> Iterator[UUID]:
    for headers in _headers_in(part):
        yield from _keys_of(headers, ("Message-ID", OWN_HEADER, "X-Original-Message-ID"))


def _headers_in(part: Message) -> list[Message]:
    inner = part.get_payload()
    if isinstance(inner, list):  # message/…
        return [one for one in inner if isinstance(one, Message)][:1]
    content = part.get_payload(decode=True)
    return [message_from_bytes(content)] if isinstance(content, bytes) else []


def _keys_of(headers: Message, names: tuple[str, ...]) -> Iterator[UUID]:
    for name in names:
        for value in headers.get_all(name, []):
            said = str(value)
            for found in KEY.finditer(said):
                yield UUID(hex=found[1])
            if name == OWN_HEADER and BARE_KEY.fullmatch(said.strip()):
                yield UUID(hex=said.strip())


def _blocks(part: Message) -> list[Message]:
    """The groups of fields in a report, also where a server encoded the part."""
    blocks = [one for one in part.get_payload() if isinstance(one, Message)] if part.is_multipart() else []
    if part.get("Content-Transfer-Encoding", "").lower() in ("base64", "quoted-printable"):
        whole = Message()
        whole["Content-Transfer-Encoding"] = part["Content-Transfer-Encoding"]
        whole.set_payload("\n\n".join(str(block.get_payload() or block.as_string()) for block in blocks))
        content = whole.get_payload(decode=True)
        texts = re.split(rb"(?:\r?\n){2,}", content) if isinstance(content, bytes) else []
        blocks = [message_from_bytes(text) for text in texts if text.strip()]
    return blocks[: MOST_RECIPIENTS + 1]


def _of_deliveries(blocks: list[Message], key: UUID, whole: Message) -> list[Report]:
    found = []
    for block in blocks:
        addresses = [_address(block.get(name)) for name in ("Original-Recipient", "Final-Recipient")]
        if not any(addresses) or str(block.get("Action", "failed")).strip().lower() != "failed":
            continue
        said = plain(str(block.get("Diagnostic-Code", "")).partition(";")[2])
        status = _status(str(block.get("Status", "")), said)
        kind = kind_of(status)
        addresses += [str(value).strip().lower() for value in whole.get_all("X-Failed-Recipients", [])]
        if kind is not None:
            found += [Report(kind, key, address, status, said) for address in dict.fromkeys(filter(None, addresses))]
    return found


def _status(field: str, said: str) -> str:
    """The field's; where it only says that something failed, what the other server said."""
    status = status_in(field)
    spoken = status_in(said)
    return spoken if spoken and status in ("", "5.0.0", "4.0.0") and spoken[0] == (status or spoken)[0] else status


def _of_complaint(blocks: list[Message], key: UUID) -> list[Report]:
    fields = blocks[0] if blocks else Message()
    feedback = str(fields.get("Feedback-Type", "")).strip().lower()
    if not feedback or feedback in NO_COMPLAINT:
        return []
    address = _address(fields.get("Original-Rcpt-To") or fields.get("Original-Recipient"))
    return [Report(ReturnKind.COMPLAINT, key, address, said=plain(feedback))]


def _address(field: object) -> str:
    """The address of "rfc822; Kim@People.example", in lower case."""
    value = str(field or "")
    return plain(value.partition(";")[2] or value, 254).strip("<> ").lower()
