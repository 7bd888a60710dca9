"""What a provider said about a person, and what is refused."""

from clearinghouse.lib.frozen import dataclass

NOT_AGAIN = "Start again from the sign-in page."


class Refused(Exception):
    """The answer does not sign anybody in; `why` names the check, the message is a sentence for the person."""

    def __init__(self, why: str, sentence: str) -> None:
        self.why = why
        super().__init__(sentence)


@dataclass(frozen=True)
class Answer:
    """Of a checked answer: who it is, as far as the provider says.

    `is_verified` is None where it does not say whether the address is the person's. `at` is when the person last
    showed the provider who they are, in seconds since 1970, and 0 where it does not say.
    """

    subject: str
    email: str
    is_verified: bool | None
    name: str
    two_factors: bool
    at: float


def invalid_signature() -> Refused:
    """The same words for both kinds."""
    return Refused("signature", f"We couldn’t confirm that the answer came from your agency. {NOT_AGAIN}")


def expired() -> Refused:
    return Refused("expired", f"The answer came too late, or one of the clocks is wrong. {NOT_AGAIN}")


def other_portal() -> Refused:
    return Refused("audience", "The answer was meant for another website. Tell NASEO if this happens again.")


def other_provider() -> Refused:
    return Refused("issuer", "The answer came from another sign-in than your agency’s. Tell NASEO if it happens again.")


def other_attempt() -> Refused:
    return Refused("attempt", f"The answer doesn’t belong to this sign-in. {NOT_AGAIN}")
