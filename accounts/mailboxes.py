"""Shared mailboxes, which never get an account: whoever reads one could sign in, and nobody could say who it was."""

from accounts.addresses import mailbox_of, parse_address
from accounts.models.place import DomainNote

SHARED, OWN = "shared_mailbox", "own_mailbox"  # categories of notes about one address; the second overrules the name

# Names that no person has. A mailbox of this name is refused, with or without a number or a +tag behind it.
NOBODY = frozenset(
    {
        "abuse", "accounting", "admin", "administrator", "billing", "board", "charging", "clerk", "comments",
        "communications", "contact", "customerservice", "director", "donotreply", "energy", "energyoffice", "ev",
        "evcharging", "evinfo", "evinfrastructure", "evprogram", "feedback", "frontdesk", "grants", "hello", "help",
        "helpdesk", "hostmaster", "hr", "info", "information", "inquiries", "inquiry", "it", "jobs", "legal", "mail",
        "mailbox", "marketing", "media", "nevi", "nevigrants", "neviprogram", "news", "newsletter", "noreply",
        "office", "officeofenergy", "outreach", "permits", "planning", "postmaster", "press", "procurement",
        "program", "publicaffairs", "publicrecords", "purchasing", "reception", "records", "root", "sales",
        "secretary", "security", "service", "staff", "support", "team", "webmaster", "workforce",
    }
)  # fmt: skip


def is_shared_mailbox(email: str) -> bool:
    """Whether the address is one that several people read, by a note of NASEO's or else by its name."""
    mailbox = mailbox_of(email)
    notes = DomainNote.objects.filter(match=DomainNote.Match.ADDRESS, pattern=mailbox, category__in=(SHARED, OWN))
    categories = set(notes.values_list("category", flat=True))
    plain = "".join(letter for letter in parse_address(mailbox).local if letter.isalpha())
    return OWN not in categories and (SHARED in categories or plain in NOBODY)


def shared_mailbox(email: str) -> str:
    """What to tell somebody who signs up with a shared mailbox; nothing for an address of a person."""
    if not is_shared_mailbox(email):
        return ""
    return (
        f"{email} looks like a mailbox that several people read. Sign up with your own address at your agency, "
        "so that only you can sign in as you. If this is your own address, write to NASEO from it."
    )
