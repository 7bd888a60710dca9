"""The declared answers of the routes of contacts; see matrix.py."""

from functools import partial

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    administrators,
    approved,
    everybody,
    one,
    readers,
    signed_in,
    things_of,
)
from tests.security.scene import Scene

things = partial(things_of, "contacts")


def questions(scene: Scene) -> list[Case]:
    """Every question; its editors are those who answer."""
    return things(scene, "question")


def entries(scene: Scene) -> list[Case]:
    """Every published answer."""
    return things(scene, "entry")


def secrets(scene: Scene) -> list[Case]:
    """What a stranger's mail leads to."""
    return things(scene, "secret")


def routes(scene: Scene) -> list[Case]:
    """A contact route and one that does not exist."""
    return things(scene, "route")


def mailboxes(scene: Scene) -> list[Case]:
    """A contact outside the accounts and one that does not exist."""
    return things(scene, "mailbox")


def own_or_to_answer(persona: str, case: Case) -> int | None:
    """A question exists for who asked and who answers."""
    return signed_in(persona, case) or readers(persona, case)


def keepers(persona: str, case: Case) -> int | None:
    """404 for what one may not see, 403 for what one may only read."""
    return own_or_to_answer(persona, case) or (None if persona in case.editors else 403)


def publishers(persona: str, case: Case) -> int | None:
    """Of those who see the question, administrators."""
    refusal = own_or_to_answer(persona, case)
    return refusal or administrators(persona, case)


def existing(persona: str, case: Case) -> int | None:
    """Administrators, for what there is."""
    return administrators(persona, case) or (404 if case.name == "missing" else None)


CONTACT_ROUTES: dict[str, Route] = {
    "contacts:mine": Route(one, signed_in, READ),
    "contacts:ask": Route(one, everybody, {"GET": 200, "POST": 400}),
    "contacts:sent": Route(one, everybody, READ),
    "contacts:queue": Route(one, approved, READ),
    "contacts:away": Route(one, approved, {"POST": FOUND}),
    "contacts:answers": Route(one, everybody, READ),
    "contacts:entry": Route(entries, readers, READ),
    "contacts:edit_entry": Route(entries, keepers, {"GET": 200, "POST": 400}),
    "contacts:withdraw_entry": Route(entries, keepers, {"POST": FOUND}),
    "contacts:restore_entry": Route(entries, keepers, {"POST": FOUND}),
    "contacts:board": Route(one, administrators, READ),
    "contacts:add_route": Route(one, administrators, {"GET": 200, "POST": 400}),
    "contacts:edit_route": Route(routes, existing, {"GET": 200, "POST": 400}),
    "contacts:drop_route": Route(routes, existing, {"GET": 200, "POST": FOUND}),
    "contacts:add_mailbox": Route(one, administrators, {"GET": 200, "POST": 400}),
    "contacts:edit_mailbox": Route(mailboxes, existing, {"GET": 200, "POST": 400}),
    "contacts:stranger": Route(secrets, readers, READ),
    "contacts:confirm": Route(secrets, readers, {"POST": FOUND}),
    "contacts:stranger_reply": Route(secrets, readers, {"POST": {"unconfirmed": 404, "*": 400}}),
    "contacts:stranger_close": Route(secrets, readers, {"POST": {"unconfirmed": 404, "*": FOUND}}),
    "contacts:stranger_reopen": Route(secrets, readers, {"POST": {"unconfirmed": 404, "*": FOUND}}),
    "contacts:thread": Route(questions, own_or_to_answer, READ),
    "contacts:reply": Route(questions, own_or_to_answer, {"POST": 400}),
    "contacts:pass_on": Route(questions, keepers, {"POST": 400}),
    "contacts:close": Route(questions, own_or_to_answer, {"POST": FOUND}),
    "contacts:reopen": Route(questions, own_or_to_answer, {"POST": FOUND}),
    "contacts:publish": Route(questions, publishers, {"GET": 200, "POST": 400}),
}
