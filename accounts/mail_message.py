"""What a row of the outbox looks like as a message: its headers, its words, and the HTML beside them."""

import re
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from accounts.models import OutboxMail
from accounts.returns.reports import OWN_HEADER
from accounts.unsubscribing import headers_for
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import keyed_ids


@dataclass(frozen=True)
class Written:
    """What a mail says to one person at the moment it is sent: complete in `body`, and once more in `html`, if any.

    `html` comes from a template that extends mail/base.html.
    """

    subject: str
    body: str
    html: str = ""


def written_from(template: str, subject: str, context: dict[str, Any], *, html: str = "") -> Written:
    """A mail from the text TEMPLATE.txt and the HTML beside it: TEMPLATE.html, or HTML.html, which several texts share.

    Both get the same context. The frame of the HTML ends with `unsubscribe_url` and `preferences_url`, where given.
    """
    return Written(subject, text_from(template, context), render_to_string(f"{html or template}.html", context))


def text_from(template: str, context: dict[str, Any]) -> str:
    """The words of TEMPLATE.txt, without the gaps that parts left out would leave."""
    return re.sub(r"\n{3,}", "\n\n", render_to_string(f"{template}.txt", context)).strip() + "\n"


def message_of(mail: OutboxMail, written: Written) -> EmailMultiAlternatives:
    """The message, with a connection to the mail server; its Message-ID is the same whenever it is tried."""
    message = EmailMultiAlternatives(
        written.subject,
        written.body,
        settings.MAIL_RETURN_PATH,  # of the envelope: where servers send what they cannot deliver
        [mail.to],
        connection=get_connection(settings.DELIVERY_EMAIL_BACKEND, fail_silently=False),
        headers=_headers(mail),
        reply_to=[address] if (address := mail.reply_to or settings.MAIL_REPLY_TO) else None,
    )
    if written.html:
        message.attach_alternative(written.html, "text/html")
    if mail.attachment:
        message.attach(_attachment(mail))
    return message


def message_id(mail: OutboxMail) -> str:
    """The mail's Message-ID.

    SECURITY: it is made of 122 random bits that only the receiver and the mail servers on the way learn, so a report
    that names it comes from somebody who had the mail; see accounts.returns.
    """
    return f"<{mail.message_key.hex}@{mail_domain()}>"


def thread_root(thread: str) -> str:
    """The Message-ID, which no mail has, that all mails about one thing refer to: mail programs put them together."""
    return f"<thread.{keyed_ids('accounts.mail_thread', thread)[0].hex}@{mail_domain()}>"


def mail_domain() -> str:
    """The domain that mails come from, which is the one that SPF, DKIM and DMARC speak for."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower() or settings.BASE_HOST


def _headers(mail: OutboxMail) -> dict[str, str]:
    found = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message_id(mail),
        OWN_HEADER: mail.message_key.hex,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # Exchange reads only this one
        **headers_for(mail.person, mail.to, mail.unsubscribe),
    }
    if mail.thread:
        root = thread_root(mail.thread)
        found |= {"In-Reply-To": root, "References": root}
    if "List-Unsubscribe" in found:
        found["List-Id"] = f"<{mail.unsubscribe.replace('_', '-')}.{mail_domain()}>"
    return found


def _attachment(mail: OutboxMail) -> MIMEText:
    content_type, _, parameters = mail.attachment_type.partition(";")
    part = MIMEText(mail.attachment, content_type.partition("/")[2], "utf-8")
    for parameter in filter(None, parameters.split(";")):
        name, _, value = parameter.strip().partition("=")
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=mail.attachment_name)
    return part
