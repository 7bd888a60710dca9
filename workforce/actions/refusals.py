"""What actions of the space say when they change nothing."""


class SpaceRefused(Exception):
    """It cannot be done like this; the message is a sentence for the person."""
