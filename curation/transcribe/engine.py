"""Speech engines: what each must do, and which one to take.

Engines are found by the entry points `curation.engines`; other packages may add theirs.
"""

from collections.abc import Container
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import ClassVar, Protocol

from curation.errors import EngineError, UnknownItemError
from curation.model import Flag, Word
from curation.plugins import load_plugin, plugin_names
from curation.transcribe.weights import Weights, weights_at
from curation.transcribe.windows import Window
from curation.transcribe.words import UNSPACED_LANGUAGES, is_unspaced

AUTO = "auto"
PREFERENCE = ("faster-whisper", "whisper", "moonshine")  # engines that are not named come last
ADVICE = (
    "get Whisper's weights once with `curation models fetch small` where there is a network,"
    " or bring them with `curation models add NAME PATH`"
)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What an engine is asked to do with a window.

    The language is detected when it is None: `among` these if there are any, with regard to the
    one spoken `before` (see `languages.choose_language`). `hotwords` are words that may come
    up; an engine that cannot be told any passes them over. `translate` asks for English
    whatever is spoken, of engines that `translates`.
    """

    language: str | None = None
    hotwords: tuple[str, ...] = ()
    translate: bool = False
    among: tuple[str, ...] = ()
    before: str | None = None

    def hotwords_in(self, language: str | None) -> tuple[str, ...]:
        """The hotwords in the script of a language; all while it is not known."""
        if language is None:
            return self.hotwords
        unspaced = language in UNSPACED_LANGUAGES
        return tuple(word for word in self.hotwords if is_unspaced(word) == unspaced)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What an engine made of a window; times count from the start of the recording.

    `language` is the one that is spoken, also where the words are a translation.
    """

    words: tuple[Word, ...]
    language: str
    flags: tuple[Flag, ...] = ()


class Engine(Protocol):
    """A speech engine with its weights loaded."""

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window.

        They must not depend on what was heard before, for a run that was stopped goes on with a
        new engine in the middle.
        """


class EngineType(Protocol):
    """An engine before its weights are loaded: what an entry point refers to.

    `name` is the entry point's, `package` the distribution that brings its library,
    `translates` says whether it can be asked for English whatever is spoken, and
    `takes_hotwords` whether it can be told words that may come up. Calling it loads the
    weights, and raises `EngineError` when that fails.
    """

    name: ClassVar[str]
    package: ClassVar[str]
    translates: ClassVar[bool]
    takes_hotwords: ClassVar[bool]

    @classmethod
    def find_weights(cls, models: Path) -> tuple[Weights, ...]:
        """The weights for this engine on this machine, the best first; loads nothing."""

    def __call__(self, weights: Weights) -> Engine: ...


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An engine that can do what is asked, and why it was taken.

    `among` are the languages to detect from where there is not one `language`.
    """

    engine: EngineType
    version: str
    weights: Weights
    language: str | None
    reason: str
    among: tuple[str, ...] = ()


def load_engine(choice: Choice) -> Engine:
    """The engine with its weights loaded anew; raises `EngineError`."""
    return choice.engine(choice.weights)


def require_language(language: str | None, known: Container[str]) -> None:
    """Raise `EngineError` for a language that the weights do not know."""
    if language is not None and language not in known:
        raise EngineError(
            f"these weights do not know the language {language!r}; give a code such as en or"
            " zh, or choose a multilingual model"
        )


def engine_types() -> tuple[EngineType, ...]:
    """All engines there are adapters for, the preferred ones first."""
    names = plugin_names("curation.engines")
    order = [name for name in PREFERENCE if name in names]
    order += [name for name in names if name not in PREFERENCE]
    return tuple(load_plugin("curation.engines", name) for name in order)


def installed_version(engine: EngineType) -> str | None:
    """The version of the engine's library, None when it is not installed."""
    try:
        return version(engine.package)
    except PackageNotFoundError:
        return None


def choose_engine(
    models: Path,
    *,
    engine: str = AUTO,
    language: str | None = None,
    among: tuple[str, ...] = (),
    model: str | None = None,
) -> Choice:
    """The engine and weights to take for a language (None: not known yet), or several.

    Without a name, Whisper comes first where its weights are on the machine, and of several
    weights the largest; then whatever else knows the language. `model` is the name of weights,
    or where they are. Nothing is downloaded.

    Raises
    ------
    UnknownItemError
        when there is no engine, or are no weights, of that name.
    EngineError
        when no engine here can do it, saying what to do.
    """
    offers = _offers(models, engine, model)
    for kind, weights in offers:
        if all(map(weights.speaks, among or (language,))):
            return Choice(
                engine=kind,
                version=installed_version(kind) or "",
                weights=weights,
                language=language or next(iter(weights.languages), None),
                reason=_reason(kind, weights, asked=engine != AUTO or model is not None),
                among=among,
            )
    who = "no engine on this machine has" if engine == AUTO else f"the engine {engine!r} has no"
    raise EngineError(f"{who} {_weights_for(language, among)}; {ADVICE}")


def _weights_for(language: str | None, among: tuple[str, ...]) -> str:
    if among:
        return (
            f"weights that know all of {', '.join(map(repr, among))}; give --language with one"
            " of them, which then all of it is heard as"
        )
    return f"weights that know the language {language!r}" if language else "weights"


def _offers(models: Path, engine: str, model: str | None) -> list[tuple[EngineType, Weights]]:
    """Engines that are installed, each with its weights, narrowed down to what is named."""
    if model is not None and Path(model).exists():
        given = weights_at(Path(model).resolve())
        if engine not in (AUTO, given.engine):
            raise EngineError(
                f"the weights in {model} are for the engine {given.engine!r} and not for {engine!r}"
            )
        return [(kind, given) for kind in _installed(given.engine)]
    found = [
        (kind, weights) for kind in _installed(engine) for weights in kind.find_weights(models)
    ]
    if model is None:
        return found
    named = [(kind, weights) for kind, weights in found if weights.name == model]
    if not named:
        names = ", ".join(weights.name for _, weights in found) or "none yet"
        raise UnknownItemError(
            f"there are no weights called {model!r} on this machine; there are: {names}; {ADVICE}"
        )
    return named


def _installed(engine: str) -> tuple[EngineType, ...]:
    """The engine of that name, or for `auto` all that are installed."""
    if engine == AUTO:
        return tuple(kind for kind in engine_types() if installed_version(kind))
    kind: EngineType = load_plugin("curation.engines", engine)
    if installed_version(kind) is None:
        raise EngineError(
            f"the engine {engine!r} needs {kind.package}; run: pip install {kind.package}"
        )
    return (kind,)


def _reason(kind: EngineType, weights: Weights, *, asked: bool) -> str:
    if asked:
        return "it was asked for"
    if kind.name == PREFERENCE[-1]:
        return f"no Whisper weights are on this machine; {ADVICE}"
    return f"Whisper comes first, and {weights.name} are its largest weights here"
