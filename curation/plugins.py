"""Engines, diarizers and exporters by name, from this package or any other that is installed."""

from importlib.metadata import entry_points
from typing import Any, Literal

from curation.errors import UnknownItemError

Group = Literal["curation.engines", "curation.diarizers", "curation.exporters"]


def plugin_names(group: Group) -> tuple[str, ...]:
    """The names one can ask for, sorted; nothing is imported."""
    return tuple(sorted({entry.name for entry in entry_points(group=group)}))


def load_plugin(group: Group, name: str) -> Any:
    """What the entry point of that name refers to.

    Raises
    ------
    UnknownItemError
        when there is no such name, listing those there are; or when the library behind it
        is not installed, naming it.
    """
    found = entry_points(group=group, name=name)
    if not found:
        kind = group.removeprefix("curation.").removesuffix("s")
        names = ", ".join(plugin_names(group)) or "none is installed"
        raise UnknownItemError(f"there is no {kind} called {name!r}; choose one of: {names}")
    try:
        return next(iter(found)).load()
    except ModuleNotFoundError as error:
        raise UnknownItemError(
            f"{name!r} needs the library {error.name!r}, which is not installed;"
            f" run: pip install {error.name}"
        ) from error
