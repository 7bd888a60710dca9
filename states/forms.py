"""Which states are compared, read from an address."""

from django.http import QueryDict

from accounts.models import State
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from states.comparing import FEWEST, MOST

MOST_PROBLEMS = 3
TOO_MANY = "Choose no more than five states or territories. The table shows the first five."
ONE_MORE = "Choose one to four more states or territories to compare it with."


@dataclass(frozen=True)
class Choice:
    """A state to choose."""

    code: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Chosen:
    """What an address asks for. `problems` are sentences; `states` are empty while too few are chosen."""

    choices: tuple[Choice, ...]
    states: list[State]
    problems: list[str]
    hint: str = ""


def read_chosen(query: QueryDict) -> Chosen:
    """The states in an address, in its order; one query."""
    known = {state.pk: state for state in State.objects.order_by("name")}
    asked = [code for code in dict.fromkeys(query.getlist("state")) if code]
    codes = list(dict.fromkeys(code.upper() for code in asked if code.upper() in known))
    unknown = [code for code in asked if code.upper() not in known]
    problems = [
        f"We ignored “{one_line(code, 40)}” because it isn’t the postal code of a state or territory."
        for code in unknown[:MOST_PROBLEMS]
    ]
    if len(codes) > MOST:
        problems.append(TOO_MANY)
    choices = tuple(Choice(state.pk, state.name, state.pk in codes[:MOST]) for state in known.values())
    states = [known[code] for code in codes[:MOST]] if len(codes) >= FEWEST else []
    return Chosen(choices, states, problems, ONE_MORE if len(codes) == 1 else "")
