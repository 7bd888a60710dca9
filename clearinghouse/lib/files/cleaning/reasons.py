"""Why there is no cleaned copy."""

from clearinghouse.lib.files.refusals import Refused

NO_COPY = "not-cleaned"  # the code of such a refusal


def sentence(reason: str) -> str:
    return f"We can’t make a cleaned copy because {reason}."


def no_copy(reason: str) -> Refused:
    """`reason` as a clause: "it takes too long to clean"."""
    return Refused(NO_COPY, sentence(reason))


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 note", "2 notes"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
