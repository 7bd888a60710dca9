"""Contacts in every state, for the matrix and the canaries. Plain answers by hand, not asked of the portal."""

from typing import Any

from django.utils import timezone

from accounts import audiences
from contacts.models import Entry, Mailbox, Message, Question, Route
from contacts.secrets import new_secret, token_hash
from documents.models import Topic
from tests.cast import Cast
from tests.security.canary import Canaries
from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    EVERYBODY,
    GROUP,
    MEMBERS,
    MISSING_KEY,
    NOBODY,
    Scene,
    Thing,
)
from workinggroups.models import WorkingGroup

STRANGER = {"asker": None, "asker_name": "A stranger", "asker_email": "stranger@elsewhere.example"}
ANSWERS = frozenset({"group_member"}) | ADMINISTRATORS


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    cast = scene.cast
    topic = Topic.objects.get(slug="cybersecurity")
    route = Route.objects.create(topic=topic, person=cast.group_member, backup_person=cast.vermont)
    mailbox = Mailbox.objects.create(name="Office", email="office@elsewhere.example")
    paper = scene.papers["agency"].document
    rows = {
        "asked": question(cast, asker=cast.vermont, person=cast.group_member, route=route, topic=topic),
        "about_a_hidden_paper": question(cast, asker=cast.vermont, person=cast.group_member, document=paper),
        "stranger": question(cast, **STRANGER),
        "guests": question(cast, asker=cast.guest, mailbox=mailbox),
        "closed": question(cast, asker=cast.vermont, status="closed", closed_at=timezone.now()),
        "unconfirmed": question(cast, **STRANGER, status="unconfirmed"),
        "left": question(cast, asker=cast.vermont, person=cast.left),
    }
    vermont = frozenset({"vermont"})
    circles = {
        "asked": (vermont | ANSWERS, ANSWERS),
        "about_a_hidden_paper": (vermont | ANSWERS, ANSWERS),
        "stranger": (ADMINISTRATORS, ADMINISTRATORS),
        "guests": (ADMINISTRATORS | {"guest"}, ADMINISTRATORS),
        "closed": (ADMINISTRATORS | vermont, ADMINISTRATORS),
        "unconfirmed": (NOBODY, NOBODY),
        "left": (ADMINISTRATORS | vermont, ADMINISTRATORS),  # who left keeps nothing
    }
    found = {
        f"question_{name}": Thing(rows[name], {"key": rows[name].key}, seen, answered)
        for name, (seen, answered) in circles.items()
    }
    found["question_missing"] = Thing(None, {"key": MISSING_KEY}, NOBODY)
    return {
        **found,
        **make_entries(),
        **make_secrets(cast),
        "route_made": Thing(route, {"key": route.key}, ADMINISTRATORS),
        "route_missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
        "mailbox_made": Thing(mailbox, {"key": mailbox.key}, ADMINISTRATORS),
        "mailbox_missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
    }


def question(cast: Cast, **fields: Any) -> Question:
    """A question with one message."""
    if fields.get("asker"):
        fields.setdefault("asker_name", str(fields["asker"]))
    made = Question.objects.create(subject="Asked", once=token_hash("scene", Question.objects.count()), **fields)
    Message.objects.create(
        question=made, kind="asked", text="Asked", once=token_hash("scene", made.pk), author=made.asker
    )
    return made


def make_entries() -> dict[str, Thing]:
    """A published answer for each audience, and one that is withdrawn."""
    group = WorkingGroup.objects.get(slug=GROUP).audience
    circles = {
        "public": (audiences.single("public"), EVERYBODY),
        "workforce": (audiences.single("workforce"), APPROVED),
        "all_members": (audiences.single("all_members"), MEMBERS | ADMINISTRATORS),
        "group": (group, ANSWERS),
        "withdrawn": (audiences.single("public"), ADMINISTRATORS),
    }
    found = {"entry_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}
    for name, (audience, seen) in circles.items():
        entry = Entry.objects.create(
            question="Published",
            answer="Answer",
            audience=audience,
            withdrawn_at=timezone.now() if name == "withdrawn" else None,
        )
        found[f"entry_{name}"] = Thing(entry, {"key": entry.key}, seen, ADMINISTRATORS)
    return found


def make_secrets(cast: Cast) -> dict[str, Thing]:
    """A stranger's question behind its secret, before and after it was confirmed; whoever has the secret reads it."""
    found = {"secret_missing": Thing(None, {"secret": "x" * 43}, NOBODY)}
    for name, status in (("open", "waiting"), ("unconfirmed", "unconfirmed")):
        made = question(cast, **STRANGER, status=status)
        found[f"secret_{name}"] = Thing(made, {"secret": new_secret(made)}, EVERYBODY)
    return found


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    for name, thing in scene.things["contacts"].items():
        if name.startswith("question_") and thing.made is not None:
            _in_question(canaries, name, thing)
        if name.startswith("entry_") and thing.made is not None:
            Entry.objects.filter(pk=thing.made.pk).update(
                question=f"Question {canaries.word(f'title of the {name}', thing.readers)}",
                answer=f"The uptime {canaries.word(f'page of the {name}', thing.readers)} holds.",
                asked_by=canaries.word(f"asker named in the {name}", thing.readers),
            )


def _in_question(canaries: Canaries, name: str, thing: Thing) -> None:
    made = thing.made
    # A group's open questions, and who asked them, show to nobody else; a stranger's address shows to nobody at all.
    fields = {
        "subject": canaries.word(f"title of the {name}", thing.readers),
        "asker_name": canaries.word(f"asker of the {name}", thing.readers),
    }
    if made.asker_id is None:
        fields["asker_email"] = f"{canaries.word(f'mail of the {name}', NOBODY)}@elsewhere.example"
    Question.objects.filter(pk=made.pk).update(**fields)
    made.messages.update(text=f"The uptime {canaries.word(f'page of the {name}', thing.readers)} holds.")
    Message.objects.create(
        question=made,
        kind="answer",
        text=canaries.word(f"page with the answer to the {name}", thing.readers),
        on_behalf_of=canaries.word(f"mailbox named in the {name}", thing.readers),
        once=token_hash("scene answer", made.pk),
    )
    Message.objects.create(
        question=made,
        kind="note",
        text=canaries.word(f"note in the {name}", thing.readers),
        once=token_hash("scene note", made.pk),
    )
    Message.objects.create(
        question=made,
        kind="inside",
        text=canaries.word(f"note for colleagues in the {name}", thing.editors),
        once=token_hash("scene inside", made.pk),
    )
