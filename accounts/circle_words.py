"""Circles of people in words: one table for audiences, for what people choose, and for the marks of lists."""

from typing import NamedTuple


class CircleWords(NamedTuple):
    """How one circle is called; `level` says how open it is, and is the style of its mark in lists."""

    name: str  # as an audience and as a choice: "My agency"
    people: str  # those who belong to it: "Members of all states"
    mark: str  # in a list, where somebody else's "My agency" is "One agency"
    level: str


WORDS = {
    "me": CircleWords("Only me", "The owner", "Only the owner", "me"),
    "agency": CircleWords("My agency", "People at the agency", "One agency", "agency"),
    "state": CircleWords("My state", "People in the state", "One state", "state"),
    "region": CircleWords("Our region", "People in the region", "One region", "region"),
    "groups": CircleWords(
        "People, states, or groups you choose", "Those who were chosen", "Selected people or groups", "group"
    ),
    "all_members": CircleWords("All member states", "Members of all states", "All member states", "members"),
    "workforce": CircleWords(
        "The workforce space: states and cities", "The workforce space: states and cities", "Workforce space", "group"
    ),
    "public": CircleWords("Everyone, public", "Everyone, even without signing in", "Public", "public"),
    "administrators": CircleWords("Administrators", "Administrators", "Administrators", "me"),
}
