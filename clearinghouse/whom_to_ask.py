"""The people who answer questions about the whole portal; each working group names its own."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA_FILE = Path(__file__).parent / "data" / "contacts.json"


@dataclass(frozen=True)
class Contact:
    """Who answers what. `email` is empty where none is known; the general contact then passes questions on."""

    subject: str
    answers: str
    name: str
    organization: str
    email: str
    is_general: bool


@cache
def contacts() -> tuple[Contact, ...]:
    """All of them, the general contact first."""
    rows = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    people = [Contact(**{key: value for key, value in row.items() if key != "mark"}) for row in rows]
    return tuple(sorted(people, key=lambda person: not person.is_general))


def general_contact() -> Contact:
    """Whom to ask when nobody nearer is named."""
    return contacts()[0]
