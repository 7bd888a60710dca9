"""The declared answers of the routes of inquiries; see matrix.py."""

from functools import partial

from tests.security.answers import FOUND, READ, Case, Route, approved, editors, everybody, one, readers, things_of
from tests.security.scene import ADMINISTRATORS, MEMBERS, SIGNED_IN, VERMONT, Scene

things = partial(things_of, "inquiries")
LEADS = frozenset({"vermont_editor"})
SENT = ("open", "group", "closed", "shared", "published")


def inquiries(scene: Scene) -> list[Case]:
    """In every state; its editors are who wrote it and administrators."""
    return things(scene, "inquiry")


def fields(scene: Scene) -> list[Case]:
    """The one question of some; the others repeat them."""
    return [case for case in things(scene, "field") if case.name in ("draft", "open", "published", "missing")]


def answers(scene: Scene) -> list[Case]:
    """States' answers; their editors are who writes them."""
    return things(scene, "answer")


def practices(scene: Scene) -> list[Case]:
    """A state, and one that does not exist."""
    return [Case("vermont", {"code": "VT"}), Case("missing", {"code": "ZZ"})]


def askers(persona: str, case: Case) -> int | None:
    """Members and administrators ask; guests don't."""
    return approved(persona, case) or (None if persona in MEMBERS | ADMINISTRATORS else 403)


def keepers_of_templates(persona: str, case: Case) -> int | None:
    """Of those who see it, members and administrators."""
    return approved(persona, case) or readers(persona, case) or askers(persona, case)


def in_round(persona: str, case: Case) -> int | None:
    """Members who see it, and administrators; who reads only a published summary finds nothing."""
    refusal = approved(persona, case) or readers(persona, case)
    return refusal or (None if persona in MEMBERS | ADMINISTRATORS else 404)


def in_sent_round(persona: str, case: Case) -> int | None:
    """The same, once the states have it."""
    return in_round(persona, case) or (None if case.name in SENT else 404)


def senders(persona: str, case: Case) -> int | None:
    """Administrators, and while it waits the EV leads of the agency that asks."""
    is_lead = case.name == "waiting" and persona in LEADS
    refusal = approved(persona, case) or readers(persona, case)
    return refusal or (None if persona in ADMINISTRATORS or is_lead else 403)


def releasers(persona: str, case: Case) -> int | None:
    """EV leads of the agency that asks, and administrators."""
    refusal = approved(persona, case) or readers(persona, case)
    is_lead = persona in LEADS and case.name in ("draft", "waiting", "template")
    return refusal or (None if persona in ADMINISTRATORS or is_lead else 403)


def own_state(case: Case) -> frozenset[str]:
    """The people of the state of an answer that was asked for."""
    if case.name in ("missing", "withdrawn"):
        return frozenset()
    return VERMONT if case.arguments["code"] == "VT" else frozenset({"new_hampshire"})


def colleagues(persona: str, case: Case) -> int | None:
    """An answer in the writing exists for the state's own people."""
    return approved(persona, case) or (None if persona in own_state(case) else 404)


def writers(persona: str, case: Case) -> int | None:
    """Of these, who writes it."""
    return colleagues(persona, case) or (None if persona in case.editors else 403)


def opens(persona: str, case: Case) -> int | None:
    """Colleagues who don't write it are led to reading it."""
    return colleagues(persona, case) or (None if persona in case.editors else FOUND)


def assigners(persona: str, case: Case) -> int | None:
    """The state's people, and of a missing answer administrators."""
    if persona in ADMINISTRATORS and case.name in ("draft", "group"):
        return None
    return colleagues(persona, case)


def leads(persona: str, case: Case) -> int | None:
    """EV leads of that state; administrators are none."""
    if persona not in SIGNED_IN:
        return FOUND
    if persona not in LEADS | ADMINISTRATORS:
        return 403
    return 404 if case.name == "missing" else (None if persona in LEADS else 403)


INQUIRY_ROUTES: dict[str, Route] = {
    "inquiries:list": Route(one, everybody, READ),
    "inquiries:new": Route(one, askers, {"GET": 200, "POST": 400}),
    "inquiries:practice": Route(practices, leads, {"GET": 200, "POST": FOUND}),
    "inquiries:inquiry": Route(inquiries, readers, READ),
    "inquiries:edit": Route(
        inquiries,
        editors,
        {
            "GET": {**dict.fromkeys((*SENT, "withdrawn"), FOUND), "*": 200},
            "POST": {**dict.fromkeys((*SENT, "withdrawn"), FOUND), "*": 400},
        },
    ),
    "inquiries:delete": Route(inquiries, editors, {"GET": 200, "POST": FOUND}),
    "inquiries:keep_as_template": Route(inquiries, keepers_of_templates, {"POST": FOUND}),
    "inquiries:preview": Route(inquiries, in_round, READ),
    "inquiries:questions": Route(inquiries, editors, READ),
    "inquiries:add_question": Route(inquiries, editors, {"GET": 200, "POST": 400}),
    "inquiries:publish_questions": Route(inquiries, editors, {"POST": FOUND}),
    "inquiries:edit_question": Route(fields, editors, {"GET": 200, "POST": 400}),
    "inquiries:move_question": Route(fields, editors, {"POST": FOUND}),
    "inquiries:remove_question": Route(fields, editors, {"POST": FOUND}),
    "inquiries:ask_for_release": Route(inquiries, editors, {"POST": {"draft": FOUND, "waiting": FOUND, "*": 409}}),
    "inquiries:send": Route(inquiries, senders, {"GET": 200, "POST": {"draft": FOUND, "*": 409}}),
    "inquiries:return": Route(inquiries, releasers, {"POST": 400}),
    "inquiries:extend": Route(inquiries, editors, {"POST": 400}),
    "inquiries:close": Route(inquiries, editors, {"GET": 200, "POST": FOUND}),
    "inquiries:summary": Route(
        inquiries,
        editors,
        {
            "GET": {"closed": 200, "shared": 200, "published": 200, "*": FOUND},
            "POST": {"shared": 409, "published": 409, "*": FOUND},
        },
    ),
    "inquiries:publish": Route(inquiries, editors, {"GET": 200, "POST": 400}),
    "inquiries:ask_again": Route(
        inquiries, editors, {"POST": {"closed": FOUND, "shared": FOUND, "published": FOUND, "*": 409}}
    ),
    "inquiries:answers": Route(inquiries, in_sent_round, READ),
    "inquiries:export": Route(inquiries, in_sent_round, READ),
    "inquiries:response": Route(answers, lambda persona, case: approved(persona, case) or readers(persona, case), READ),
    "inquiries:answer": Route(answers, opens, {"GET": {"draft": 200, "group": 200, "*": FOUND}, "POST": 409}),
    "inquiries:pass_on": Route(answers, assigners, {"POST": FOUND}),
    "inquiries:join": Route(answers, colleagues, {"POST": FOUND}),
    "inquiries:take_back": Route(answers, writers, {"POST": FOUND}),
    "inquiries:decline": Route(answers, colleagues, {"POST": FOUND}),
}
