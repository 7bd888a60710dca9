"""Loads the first contacts and routes, once: what administrators change or remove afterwards stays as they left it."""

from pathlib import Path

from django.db import transaction

from accounts.reference import read_json
from contacts.models import Mailbox, Route
from documents.models import Topic

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> None:
    """Delaney Dixon for the national project, Portia Polk for the workforce; each group's page names its own."""
    if Mailbox.objects.exists():
        return
    rows = read_json(DATA / "routes.json")
    boxes = {
        row["name"]: Mailbox.objects.create(
            name=row["name"],
            organization=row["organization"],
            email=row["email"],
            answers=row["answers"],
            check_mark=row["mark"],
        )
        for row in rows["mailboxes"]
    }
    for row in rows["routes"]:
        topic = Topic.objects.get(slug=row["topic"]) if row["topic"] else None
        Route.objects.create(mailbox=boxes[row["mailbox"]], topic=topic)
