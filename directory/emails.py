"""What the portal writes to members in another member's name; posted in the caller's transaction."""

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.mail import may_send, post_to_person
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.addresses import absolute_url
from directory.entries import directory_for
from directory.models import DirectMessage


def email_message(message: DirectMessage, text: str, address: str) -> None:
    """With the sender's name and agency and a link to answer; their address only where one is given."""
    sender = message.sender
    membership = sender.memberships.current().select_related("agency").main_first().first()
    context = {
        "message": message,
        "sender": f"{sender}, {membership.agency if membership else 'administrator of the Clearinghouse'}",
        "text": text,
        "address": address,
        "link": absolute_url(reverse("directory:answer", args=[message.key])),
        "preferences": absolute_url(reverse("accounts:preferences")),
    }
    post_to_person(
        message.recipient,
        subject=f"Message from {sender}: {message.subject}",
        body=render_to_string("directory/mail/message.txt", context),
        dedupe_key=f"direct-message-{message.key}",
        check=("directory.message", message.key),
        reply_to=address,
    )


@may_send("directory.message")
def still_welcome(person: User, key: str) -> bool:
    """Whether both still use the portal, and the one it goes to did not leave the directory meanwhile."""
    message = DirectMessage.objects.filter(key=key, recipient=person).select_related("sender").first()
    if message is None or not is_there(message.sender) or not is_there(person):
        return False
    has_written = DirectMessage.objects.filter(sender=person, recipient=message.sender, sent_at__lt=message.sent_at)
    return directory_for(message.sender).filter(pk=person.pk).exists() or has_written.exists()


def is_there(person: User) -> bool:
    """Whether the account is open and a membership or post opens the portal to the person now."""
    forget_standing(person)
    return person.is_active and standing_of(person).is_approved
