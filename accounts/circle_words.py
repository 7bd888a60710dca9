"""Circles of people in words: one table for audiences, for what people choose, and for the marks of lists."""

from typing import NamedTuple


class CircleWords(NamedTuple):
    """How one circle is called; `level` says how open it is, and is the style of its mark in lists."""

    name: str  # as an audience and as a choice: "My agency"
    mark: str  # in a list, where somebody else's "My agency" is "One agency"
    level: str


WORDS = {
    "me": CircleWords("Only me", "Only the owner", "me"),
    "agency": CircleWords("My agency", "One agency", "agency"),
    "state": CircleWords("My state", "One state", "state"),
    "region": CircleWords("Our region", "One region", "region"),
    "groups": CircleWords("People, states, or groups you choose", "Selected people or groups", "group"),
    "all_members": CircleWords("All member states", "All member states", "members"),
    "workforce": CircleWords("EV Workforce Collaborative: states and cities", "EV Workforce Collaborative", "group"),
    "public": CircleWords("Public", "Public", "public"),
    "administrators": CircleWords("Administrators", "Administrators", "me"),
}
