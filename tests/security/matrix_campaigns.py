"""The declared answers of the routes of campaigns; see matrix.py."""

from functools import partial

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    approved,
    editors,
    everybody,
    one,
    readers,
    signed_in,
    things_of,
)
from tests.security.scene import ADMINISTRATORS, MEMBERS, MISSING_KEY, Scene
from tests.security.scene_campaigns import ORGANIZERS

things = partial(things_of, "campaigns")

OPEN = ("open", "public")


def campaigns(scene: Scene) -> list[Case]:
    """In each stage, and none."""
    return things(scene, "campaign")


def tables(scene: Scene) -> list[Case]:
    """A table of each."""
    return things(scene, "table")


def codes(scene: Scene) -> list[Case]:
    """A table's code in each stage."""
    return things(scene, "code")


def notes(scene: Scene) -> list[Case]:
    """Notes of a table, and none of it."""
    code = scene.things["campaigns"]["code_open"].arguments
    return [*things(scene, "note"), Case("missing", {**code, "key": MISSING_KEY})]


def answers(scene: Scene) -> list[Case]:
    """An answer in each stage."""
    return things(scene, "answer")


def themes(scene: Scene) -> list[Case]:
    """A theme of each."""
    return things(scene, "theme")


def passages(scene: Scene) -> list[Case]:
    """A passage of each."""
    return things(scene, "passage")


def mailed(scene: Scene) -> list[Case]:
    """Links that were mailed to the public."""
    return things(scene, "mail")


def organized(persona: str, case: Case) -> int | None:
    """Who organizes the campaign; the sweeps look at these pages as an administrator."""
    return editors(persona, case)


def organizers(persona: str, case: Case) -> int | None:
    """Who may start a campaign: administrators, and who organizes an event."""
    return approved(persona, case) or (None if persona in ORGANIZERS else 403)


def answerers(persona: str, case: Case) -> int | None:
    """Whom it asks; who only sees it is told that it asks others."""
    asked = case.name != "public" and persona in MEMBERS
    return (
        signed_in(persona, case) or readers(persona, case) or (403 if case.name in OPEN and not asked else None)
    )  # fmt: skip


def synthesis_readers(persona: str, case: Case) -> int | None:
    """Those it was shared with; before, its organizers."""
    who = MEMBERS | ADMINISTRATORS if case.name == "published" else ORGANIZERS
    return readers(persona, case) or (None if persona in who else 404)


FORM = {"GET": 200, "POST": 400}
BY_CODE = {
    "GET": {"open": 200, "public": 200, "draft": 404, "missing": 404, "*": 410},
    "POST": {"open": 400, "public": 400, "draft": 404, "missing": 404, "*": 409},
}

CAMPAIGN_ROUTES: dict[str, Route] = {
    "inquiries:campaigns": Route(one, everybody, READ),
    "inquiries:new_campaign": Route(one, organizers, FORM),
    "inquiries:campaign": Route(campaigns, readers, READ),
    "inquiries:edit_campaign": Route(campaigns, organized, FORM),
    "inquiries:open_campaign": Route(
        campaigns, organized, {"POST": {"draft": FOUND, "open": FOUND, "public": FOUND, "*": 409}}
    ),
    "inquiries:close_campaign": Route(campaigns, organized, {"GET": 200, "POST": FOUND}),
    "inquiries:delete_campaign": Route(campaigns, organized, {"GET": 200, "POST": FOUND}),
    "inquiries:publish_campaign": Route(campaigns, organized, FORM),
    "inquiries:tables": Route(campaigns, organized, FORM),
    "inquiries:table_sheets": Route(campaigns, organized, READ),
    "inquiries:remove_table": Route(tables, organized, {"GET": 200, "POST": FOUND}),
    # Answering
    "inquiries:submit": Route(
        campaigns, answerers, {"GET": {"open": 200, "*": FOUND}, "POST": {"open": 400, "*": 409}}
    ),
    "inquiries:campaign_thanks": Route(campaigns, readers, READ),
    "inquiries:campaign_mail": Route(
        campaigns, readers, {"GET": {"public": 200, "*": 404}, "POST": {"public": 400, "*": 404}}
    ),
    "inquiries:campaign_by_mail": Route(
        mailed, everybody, {"GET": {"live": 200, "used": 410, "*": 404}, "POST": {"live": 400, "used": 400, "*": 404}}
    ),
    "tables:answer": Route(codes, everybody, BY_CODE),
    "tables:thanks": Route(codes, everybody, {"GET": BY_CODE["GET"]}),
    "tables:notes": Route(
        codes, everybody, {**BY_CODE, "POST": {"open": 409, "public": 409, "draft": 404, "missing": 404, "*": 409}}
    ),
    "tables:note": Route(
        notes,
        everybody,
        {"GET": {"open": 200, "public": 200, "missing": 404, "*": 410}, "POST": {"missing": 404, "*": 409}},
    ),
    # The synthesis
    "inquiries:campaign_answers": Route(campaigns, organized, READ),
    "inquiries:campaign_answer": Route(
        answers, organized, {"GET": {"missing": 404, "*": 200}, "POST": {"missing": 404, "*": 400}}
    ),
    "inquiries:themes": Route(campaigns, organized, FORM),
    "inquiries:theme": Route(themes, organized, FORM),
    "inquiries:move_theme": Route(themes, organized, {"POST": FOUND}),
    "inquiries:change_passage": Route(passages, organized, {"POST": FOUND}),
    "inquiries:synthesis": Route(campaigns, synthesis_readers, READ),
    "inquiries:synthesis_file": Route(campaigns, synthesis_readers, READ),
}
