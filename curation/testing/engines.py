"""What every speech engine must do; run it in the tests of an engine of your own."""

from pathlib import Path

from curation.errors import EngineError
from curation.transcribe.engine import Ask, EngineType, Heard
from curation.transcribe.weights import Weights
from curation.transcribe.windows import Window

SLACK_S = 1.0  # engines round times, or put a last word a little after the window


class ContractError(AssertionError):
    """An engine does not do what every engine must."""


def check_engine(kind: EngineType, weights: Weights, window: Window, *, language: str) -> Heard:
    """Load an engine, let it hear a window of speech in a language, and look at what it says.

    Returns what was heard, for checks of one's own.

    Raises
    ------
    ContractError
        saying what is wrong.
    """
    for found in kind.find_weights(Path("/nowhere")):
        _require(found.engine == kind.name, f"find_weights gives weights of {found.engine!r}")
    engine = kind(weights)
    heard, again = (engine.hear(window, Ask(language=language)) for _ in range(2))
    _require(heard == again, "its words or their times depend on what it heard before")
    _require(heard.language == language, f"it heard {heard.language!r} and not {language!r}")
    _require(bool(heard.words), "it heard no words in speech")
    last_s = window.start_s
    for word in heard.words:
        _require(type(word.start_s) is float and type(word.end_s) is float, "times are no floats")
        _require(word.start_s >= last_s - SLACK_S, "words are not in order of time")
        _require(
            window.start_s - SLACK_S <= word.start_s <= word.end_s <= window.end_s + SLACK_S,
            "a word is not inside its window; times count from the start of the recording",
        )
        last_s = word.start_s
    _check_unknown_language(kind, weights, window)
    return heard


def _check_unknown_language(kind: EngineType, weights: Weights, window: Window) -> None:
    if weights.languages:  # these are never asked for another language
        return
    try:
        kind(weights).hear(window, Ask(language="tlh"))  # Klingon
    except EngineError:
        return
    raise ContractError("a language that the weights do not know raises no EngineError")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ContractError(message)
