"""Places on pages that apps above fill: imports run one way, but a document's page tells of calls."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from clearinghouse.lib.frozen import dataclass

Provider = TypeVar("Provider", bound=Callable[..., object])


class Slot(Generic[Provider]):
    """What apps add to one place, in order of `position`. An app fills it in its AppConfig.ready()."""

    def __init__(self) -> None:
        self._providers: list[tuple[int, str, Provider]] = []

    def fill(self, provider: Provider, *, position: int = 0) -> None:
        """Add a provider; adding it again changes nothing."""
        name = f"{provider.__module__}.{provider.__qualname__}"
        if all(name != other for _, other, _ in self._providers):
            self._providers.append((position, name, provider))
            self._providers.sort(key=lambda row: row[:2])

    def __iter__(self) -> Iterator[Provider]:
        return (provider for _, _, provider in self._providers)


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template and what it shows, as `panel`."""

    template: str
    content: Any
