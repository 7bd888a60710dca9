"""What of the coverage somebody asked for: region, category or type, guidance era; read from the address."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from documents.finding.filters import BY_NAME, Choice
from gaps.audiences import AudienceChoice, audience_choices

FILTERS = ("region", "family", "kind", "era")
LABELS = {"region": "Region", "family": "Category", "kind": "Document type", "era": "Guidance era"}
NO_ERA = "Era unknown"


@dataclass(frozen=True)
class Column:
    """What one column counts: documents of these types, or with `era` of the chosen type in one era."""

    label: str
    kinds: tuple[int, ...]
    era: int | None = None
    narrows: tuple[tuple[str, str], ...] = ()  # the filters that lead from a cell to its documents
    ask: tuple[tuple[str, str], ...] = ()  # what the form to ask a state begins with
    family: str = ""  # for files


@dataclass(frozen=True)
class Chosen:
    """The choices, None where nothing was chosen; problems are sentences about what could not be read."""

    region: Choice | None = None
    family: Choice | None = None
    kind: Choice | None = None
    era: Choice | None = None
    audience: AudienceChoice | None = None
    every_type: bool = False
    problems: tuple[str, ...] = ()

    @property
    def by_era(self) -> bool:
        """Whether the columns are the guidance eras of one type."""
        return self.kind is not None and self.era is None

    @property
    def states(self) -> tuple[str, ...] | None:
        """The codes of the region's states; None for all."""
        return None if self.region is None else tuple(str(key) for key in self.region.keys)

    @property
    def eras(self) -> tuple[int, ...]:
        """The chosen era; empty for all."""
        return () if self.era is None else tuple(int(key) for key in self.era.keys)

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        named: dict[str, str] = {name: choice.value for name in FILTERS if (choice := getattr(self, name)) is not None}
        if self.audience:
            named["audience"] = self.audience.value
        return {**named, "columns": "types"} if self.every_type else named

    @property
    def query(self) -> str:
        """The same, to stand behind an address."""
        return urlencode(self.parameters())


def read_chosen(query: QueryDict, user: Viewer) -> Chosen:
    """The choices in an address. What is none is left out and named in a sentence; nothing raises."""
    found: dict[str, Choice] = {}
    problems = []
    for name in FILTERS:
        value = query.get(name, "")
        choice = next((one for one in BY_NAME[name].choices() if one.value == value), None)
        if choice is not None:
            found[name] = choice
        elif value:
            problems.append(
                f"We ignored “{one_line(value, 40)}” in “{LABELS[name]}” because it isn’t one of the choices."
            )
    # SECURITY: how much each audience can see is counted for administrators only, who see all of it.
    offered = audience_choices() if standing_of(user).is_administrator else []
    audience = next((one for one in offered if one.value == query.get("audience", "")), None)
    return Chosen(**found, audience=audience, every_type=query.get("columns") == "types", problems=tuple(problems))


def columns_of(chosen: Chosen) -> list[Column]:
    """A type in each era; or a type; or the types of a category, or all; or the categories."""
    families, kinds = BY_NAME["family"].choices(), BY_NAME["kind"].choices()
    if chosen.kind is not None:
        of_kind = tuple(int(key) for key in chosen.kind.keys)
        (family,) = [one.label for one in families if set(of_kind) & set(one.keys)]
        narrows, ask = (("kind", chosen.kind.value),), (("kind", chosen.kind.value),)
        if not chosen.by_era:
            return [Column(chosen.kind.label, of_kind, narrows=narrows, ask=ask, family=family)]
        return [
            Column(era.label, of_kind, int(era.keys[0]), (*narrows, ("era", era.value)), ask, family)
            for era in BY_NAME["era"].choices()
        ]
    if chosen.family is not None or chosen.every_type:
        wanted = chosen.family.keys if chosen.family else [key for kind in kinds for key in kind.keys]
        of_family = {key: family.label for family in families for key in family.keys}
        return [
            Column(
                kind.label,
                (int(kind.keys[0]),),
                narrows=(("kind", kind.value),),
                ask=(("kind", kind.value),),
                family=of_family.get(kind.keys[0], ""),
            )
            for kind in kinds
            if kind.keys[0] in wanted
        ]
    return [
        Column(
            family.label,
            tuple(int(key) for key in family.keys),
            narrows=(("family", family.value),),
            ask=(("family", family.value),),
            family=family.label,
        )
        for family in families
    ]


def documents_url(state: str, narrows: Iterable[tuple[str, str]], chosen: Chosen) -> str:
    """The list of documents that a cell counts."""
    era = [("era", chosen.era.value)] if chosen.era else []
    return f"{address_of('documents:browse')}?{urlencode([('state', state), *narrows, *era])}"
