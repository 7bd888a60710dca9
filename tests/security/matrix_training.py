"""The declared answers of the routes of career pathways and training providers; see matrix.py."""

from functools import partial

from tests.security.answers import FOUND, READ, Case, Route, approved, editors, one, own_upload, things_of
from tests.security.scene import Scene

things = partial(things_of, "training")


def pathways(scene: Scene) -> list[Case]:
    """Every career pathway."""
    return things(scene, "pathway")


def providers(scene: Scene) -> list[Case]:
    """Every training provider."""
    return things(scene, "provider")


def imports(scene: Scene) -> list[Case]:
    """Files of providers that wait for the person who chose them."""
    return things(scene, "import")


def states(scene: Scene) -> list[Case]:
    """A state, and a code that no state has."""
    return things(scene, "state")


TRAINING_ROUTES: dict[str, Route] = {
    "workforce:pathways": Route(one, approved, READ),
    "workforce:pathways_export": Route(one, approved, READ),
    "workforce:pathway_add": Route(one, approved, {"GET": 200, "POST": 400}),
    "workforce:pathway": Route(pathways, own_upload, READ),
    "workforce:pathway_edit": Route(pathways, editors, {"GET": 200, "POST": 400}),
    "workforce:pathway_remove": Route(pathways, editors, {"POST": FOUND}),
    "workforce:pathway_restore": Route(pathways, editors, {"POST": FOUND}),
    "workforce:providers": Route(one, approved, READ),
    "workforce:provider_map": Route(one, approved, READ),
    "workforce:providers_export": Route(one, approved, READ),
    "workforce:providers_due": Route(one, approved, READ),
    "workforce:provider_add": Route(one, approved, {"GET": 200, "POST": 400}),
    "workforce:provider_import": Route(one, approved, {"GET": 200, "POST": 400}),
    "workforce:provider_import_check": Route(imports, own_upload, {"GET": 200, "POST": 409}),
    "workforce:provider": Route(providers, own_upload, READ),
    "workforce:provider_edit": Route(providers, editors, {"GET": 200, "POST": 400}),
    "workforce:provider_confirm": Route(providers, editors, {"GET": 200, "POST": FOUND}),
    "workforce:provider_remove": Route(providers, editors, {"POST": FOUND}),
    "workforce:provider_restore": Route(providers, editors, {"POST": FOUND}),
    "workforce:state": Route(states, own_upload, READ),
}
