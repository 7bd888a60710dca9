"""The two answers of a meeting in plain words."""

from accounts.circle_words import WORDS
from meetings.models import Meeting, Sharing
from meetings.sharing import choices_for


def choices_in_words(meeting: Meeting) -> list[tuple[str, str]]:
    """The answers to "who may see it" that fit this meeting."""
    return [(choice.value, words_of(meeting, choice)) for choice in choices_for(meeting)]


def words_of(meeting: Meeting, choice: str) -> str:
    """ "Members of Cybersecurity of EV Charging"."""
    words = {
        Sharing.GROUP: f"Members of {meeting.group.name}" if meeting.group else "Administrators",
        Sharing.PARTICIPANTS: "Event participants",
        Sharing.WORKFORCE: WORDS["workforce"].name,
        Sharing.ALL_MEMBERS: WORDS["all_members"].name,
        Sharing.PUBLIC: WORDS["public"].name,
    }
    return words[Sharing(choice)]
