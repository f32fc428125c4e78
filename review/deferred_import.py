"""Import a part of a package without what the part does not use.

Nothing is taken away: whatever is put off is loaded, whole and by Python's own import, when somebody
first asks for a name of it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

#: What Python asks of every module that it goes past (doctest, warnings), which is no wish to use it.
_IN_PASSING = frozenset({"__wrapped__", "__warningregistry__"})
#: Two threads that import at once must not take away each other's stand-ins.
_ONE_AT_A_TIME = RLock()


@contextmanager
def deferred(*, package: str, modules: Sequence[str]) -> Iterator[None]:
    """Put off the code of a package's ``__init__``, and `modules`, while importing a part of the package.

    Parameters
    ----------
    package
        Its submodules can be imported inside; its ``__init__`` runs when a name that it defines is first
        asked for, inside or later.
    modules
        Whatever is imported inside and binds one of these by ``import module`` gets a stand-in that hands
        on every question to the real module. ``from module import name`` loads it at once.

    Notes
    -----
    What was imported before is left as it is. The stand-ins are out of `sys.modules` at the end, so
    that everybody else imports the real modules. PEP 562.

    Examples
    --------
    >>> with deferred(package="wsgiref", modules=("pydoc",)):
    ...     import wsgiref.headers
    """
    with _ONE_AT_A_TIME:
        unopened = None if package in sys.modules else _unopened(package)
        if unopened is not None:
            sys.modules[package] = unopened
        put_off = {name: _stand_in(name) for name in modules if name not in sys.modules}
        sys.modules.update(put_off)
        try:
            yield
        finally:
            for name in put_off:
                if sys.modules.get(name) is put_off[name]:
                    del sys.modules[name]
            if unopened is not None and "__getattr__" in vars(unopened):
                # A later import of a submodule asks for this, and so opens the package first.
                del unopened.__path__


def _stand_in(name: str) -> ModuleType:
    """A module of this name, as far as anybody asks it for an attribute."""
    stand_in = ModuleType(name)

    def handed_on(attribute: str) -> Any:
        if attribute in _IN_PASSING:
            raise AttributeError(f"module {name!r} is not loaded yet and has no {attribute!r}")
        with _ONE_AT_A_TIME:
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
            return getattr(import_module(name), attribute)

    vars(stand_in)["__getattr__"] = handed_on
    return stand_in


def _unopened(name: str) -> ModuleType:
    """The package, whose code runs when it is asked for a name."""
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    package, loader = module_from_spec(spec), spec.loader

    def opened(attribute: str) -> Any:
        if attribute in _IN_PASSING:
            raise AttributeError(f"module {name!r} has no {attribute!r}")
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            # PyMARE 0.0.13 reads a JSON file on import and leaves it open.
            warnings.simplefilter("ignore", ResourceWarning)
            if vars(package).pop("__getattr__", None) is not None:
                package.__path__ = spec.submodule_search_locations or []
                loader.exec_module(package)
        return getattr(package, attribute)

    vars(package)["__getattr__"] = opened
    return package
