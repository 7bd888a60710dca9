"""Modules of libraries that are loaded when they are first used, because few requests use them and every start would
wait for them."""

import importlib.util
import sys
from threading import RLock
from types import ModuleType

_lock = RLock()
_loading: set[str] = set()


class _Unloaded(ModuleType):
    """Stands in `sys.modules` and loads itself when it is asked for anything that the import system does not need."""

    def __getattribute__(self, name: str) -> object:
        if not (name.startswith("__") and name.endswith("__")):
            _load(self)
        return ModuleType.__getattribute__(self, name)


def load_when_used(name: str) -> None:
    """Let whoever imports this module as a whole get it, and its file be read when somebody uses it.

    To be said before anybody imports it. `from module import name` uses it at once.
    """
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    if name in sys.modules:
        return
    module = _Unloaded(name)
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    module.__package__ = spec.parent
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


def _load(module: ModuleType) -> None:
    """Once, while other threads wait; the module's own code may use what stands in it by then."""
    with _lock:
        name = module.__name__
        if type(module) is not _Unloaded or name in _loading:
            return
        _loading.add(name)
        try:
            spec = module.__spec__
            assert spec is not None
            assert spec.loader is not None
            spec.loader.exec_module(module)
            module.__class__ = ModuleType  # type: ignore[assignment]  # loaded: nothing is looked up here any more
        finally:
            _loading.discard(name)
