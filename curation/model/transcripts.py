"""What was said: words, turns, doubts, and the transcript that holds them."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from curation.model.base import STRICT, check

Timing = Literal["measured", "estimated"]

DOUBTFUL_BELOW = 0.5  # probability: the engine itself thinks it more likely wrong than right


@dataclass(frozen=True, kw_only=True)
class Word:
    """What was heard between two times.

    `text` carries its own punctuation; `space` says whether a space follows it in the text
    (none after Chinese characters). `probability` is the engine's, 0 to 1, or None.
    """

    __pydantic_config__ = STRICT

    text: str
    start_s: float
    end_s: float
    probability: float | None = None
    timing: Timing = "measured"
    space: bool = True

    def __post_init__(self) -> None:
        check(self.text.strip() != "", "a word has text")
        check(0 <= self.start_s <= self.end_s, "a word ends after it starts")
        check(
            self.probability is None or 0 <= self.probability <= 1,
            "a probability lies between 0 and 1",
        )

    @property
    def doubtful(self) -> bool:
        """Whether the engine itself doubts it; False where it does not tell."""
        return self.probability is not None and self.probability < DOUBTFUL_BELOW


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words `first_word` to `last_word` of a revision, both included."""

    __pydantic_config__ = STRICT

    first_word: int
    last_word: int

    def __post_init__(self) -> None:
        check(0 <= self.first_word <= self.last_word, "a run ends at or after its first word")

    def __len__(self) -> int:
        return self.last_word - self.first_word + 1


@dataclass(frozen=True, kw_only=True)
class Turn(Run):
    """What one speaker says in one go; an empty speaker is an unknown one.

    `language` is given where it is not the transcript's.
    """

    speaker: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A doubt about a stretch of the recording: `kind` names it, `note` says what was seen."""

    __pydantic_config__ = STRICT

    kind: str
    start_s: float
    end_s: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """One immutable revision of what was said in a session.

    Turns cover every word once and in order. `recording_id` is None for a transcript that
    was imported without its recording.
    """

    __pydantic_config__ = STRICT

    session_id: str
    revision: int
    language: str
    engine: str
    created_at: datetime
    words: tuple[Word, ...]
    turns: tuple[Turn, ...]
    recording_id: str | None = None
    parent: int | None = None
    model: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()

    def __post_init__(self) -> None:
        check(self.revision >= 1, "revisions count from 1")
        expected = 0
        for turn in self.turns:
            check(turn.first_word == expected, "turns cover every word once and in order")
            expected = turn.last_word + 1
        check(expected == len(self.words), "turns cover every word once and in order")

    @property
    def key(self) -> str:
        """`session/r0001`: how everything else refers to this revision."""
        return transcript_key(self.session_id, self.revision)

    @property
    def duration_s(self) -> float:
        return max((word.end_s for word in self.words), default=0.0)

    def turn_at(self, word: int) -> Turn:
        """The turn that a word belongs to."""
        return self.turns[bisect_right(self.turns, word, key=lambda turn: turn.first_word) - 1]

    def text_of(self, run: Run) -> str:
        """The words of a run as a reader would write them."""
        return join_words(self.words[run.first_word : run.last_word + 1])


def transcript_key(session_id: str, revision: int) -> str:
    return f"{session_id}/r{revision:04d}"


def join_words(words: tuple[Word, ...]) -> str:
    """Words as running text, with spaces only where a word asks for one."""
    return "".join(word.text + " " * word.space for word in words).rstrip(" ")
