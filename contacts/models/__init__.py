from contacts.models.entry import Entry
from contacts.models.question import AskerLink, Message, Question
from contacts.models.route import Mailbox, Route

__all__ = ["AskerLink", "Entry", "Mailbox", "Message", "Question", "Route"]
