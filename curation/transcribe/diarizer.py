"""Diarizers: what each must do, and which one to take.

Diarizers are found by the entry points `curation.diarizers`; other packages may add theirs.
They know voices and no names: a voice's speaker is `Speaker 1`, `Speaker 2` and so on in the
order in which they speak.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import ClassVar, Protocol

from curation.errors import EngineError
from curation.plugins import load_plugin, plugin_names
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window

AUTO = "auto"
PREFERENCE = ("pyannote", "moonshine")  # diarizers that are not named come last


class Diarizer(Protocol):
    """A diarizer with its weights loaded, for one recording."""

    def add(self, window: Window) -> None:
        """Listen to one more window; they come in order."""

    def voices(self) -> tuple[Voice, ...]:
        """Who was heard when, in the recording's time; nothing can be added afterwards."""


class DiarizerType(Protocol):
    """A diarizer before its weights are loaded: what an entry point refers to.

    `name` is the entry point's, `package` the distribution that brings its library, `credit`
    the makers and the licence of its weights, as users are shown them. Calling it loads the
    weights, and raises `EngineError` when that fails.
    """

    name: ClassVar[str]
    package: ClassVar[str]
    credit: ClassVar[str]

    @classmethod
    def find_weights(cls, models: Path) -> Path | None:
        """The weights on this machine, None where there are none; loads nothing."""

    @classmethod
    def advice(cls, models: Path) -> str:
        """What to do to get the weights."""

    def __call__(self, weights: Path) -> Diarizer: ...


@dataclass(frozen=True, kw_only=True)
class DiarizerFinding:
    """A diarizer on this machine; `missing` says what to do where it cannot be used."""

    name: str
    version: str | None
    credit: str
    missing: str = ""


def diarizer_types() -> tuple[DiarizerType, ...]:
    """All diarizers there are adapters for, the preferred ones first."""
    names = plugin_names("curation.diarizers")
    order = [name for name in PREFERENCE if name in names]
    order += [name for name in names if name not in PREFERENCE]
    return tuple(load_plugin("curation.diarizers", name) for name in order)


def find_diarizers(models: Path) -> tuple[DiarizerFinding, ...]:
    """All diarizers, and what is missing to use them."""
    return tuple(_finding(kind, models) for kind in diarizer_types())


def make_diarizer(models: Path, name: str = AUTO) -> tuple[DiarizerType, Diarizer]:
    """The diarizer of that name, or for `auto` the first that can be used, with its weights.

    Raises
    ------
    UnknownItemError
        when there is no diarizer of that name.
    EngineError
        when it cannot be used here, saying what to do.
    """
    kinds = diarizer_types() if name == AUTO else (load_plugin("curation.diarizers", name),)
    lacking: list[str] = []
    for kind in kinds:
        lacks = _missing(kind, models)
        weights = None if lacks else kind.find_weights(models)
        if weights:
            return kind, kind(weights)
        lacking.append(f"the diarizer {kind.name!r} cannot be used: {lacks}")
    raise EngineError(f"{lacking[0]}; or transcribe with --no-speakers")


def named_in_order(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Voices in order of time, their speakers called `Speaker 1`, `Speaker 2` as they come up."""
    names: dict[str, str] = {}
    ordered = sorted(voices, key=lambda voice: voice.start_s)
    for voice in ordered:
        names.setdefault(voice.speaker, f"Speaker {len(names) + 1}")
    return tuple(replace(voice, speaker=names[voice.speaker]) for voice in ordered)


def _finding(kind: DiarizerType, models: Path) -> DiarizerFinding:
    return DiarizerFinding(
        name=kind.name,
        version=_installed_version(kind),
        credit=kind.credit,
        missing=_missing(kind, models),
    )


def _missing(kind: DiarizerType, models: Path) -> str:
    if _installed_version(kind) is None:
        return f"it needs {kind.package}; run: pip install {kind.package}"
    return "" if kind.find_weights(models) else kind.advice(models)


def _installed_version(kind: DiarizerType) -> str | None:
    try:
        return version(kind.package)
    except PackageNotFoundError:
        return None
