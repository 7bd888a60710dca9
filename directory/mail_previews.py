"""The email from member to member, for accounts.previewing."""

from accounts.previewing import previews_of
from accounts.sample_rows import SampleRows
from clearinghouse.lib.keys import random_key
from directory.emails import email_message
from directory.models import DirectMessage

preview = previews_of("Member directory")


@preview("message", "Message from a member", to="A member in the directory", when="Another member writes to them")
def _message(sample: SampleRows) -> None:
    people = {"sender": sample.member("Ben Sample"), "recipient": sample.member("Ana Sample")}
    message = DirectMessage.objects.create(subject="Your charging plan", once=random_key(), **people)
    email_message(message, "I read your plan. Could we talk about chargers in winter?", people["sender"].email)
