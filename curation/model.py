"""The records that travel from one stage to the next.

Seconds count from the start of the recording; words count from 0 within one transcript
revision and both ends of a run belong to it; characters are code points, end-exclusive;
times of day are aware UTC. Records are frozen and check themselves when made; files are
read and written through `dump_json` and `load_json`, which raise `FormatError`.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from curation.errors import FormatError

Role = Literal["expert", "host", "asker", "interpreter", "patient", "other"]
Timing = Literal["measured", "estimated"]
Label = Literal["DRUG", "SYMPTOM", "CONDITION"]
Assertion = Literal[
    "present",
    "absent",
    "asked",
    "hypothetical",
    "historical",
    "family",
    "advised_against",
    "stopped",
]
Verdict = Literal["accept", "edit", "reject", "skip", "undo"]
Kind = Literal["entity", "pair"]

ID_PATTERN = re.compile(r"[^\W_][\w.-]{0,63}")
STABLE_ID_LENGTH = 16  # hex digits, 64 bits: collisions start to matter near 10^9 items

_STRICT = ConfigDict(extra="forbid")
_T = TypeVar("_T")


def stable_id(*parts: object) -> str:
    """An id made from content: the same parts give the same id on any machine."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode())
    return digest.hexdigest()[:STABLE_ID_LENGTH]


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Someone who speaks; `name` is what the transcript calls them, often a pseudonym."""

    __pydantic_config__ = _STRICT

    name: str
    role: Role = "other"
    department: str = ""
    institution: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Session:
    """One recorded meeting. `consent` says what its speakers agreed to; empty: not known."""

    __pydantic_config__ = _STRICT

    id: str
    title: str = ""
    held_on: date | None = None
    languages: tuple[str, ...] = ()
    topic: str = ""
    consent: str = ""
    participants: tuple[Participant, ...] = ()

    def __post_init__(self) -> None:
        _check(
            ID_PATTERN.fullmatch(self.id) is not None and ".." not in self.id,
            "a session's id is 1 to 64 letters, digits, dots, dashes or underscores",
        )

    def participant(self, name: str) -> Participant:
        """The participant of that name, or one of role `other` when nobody is listed so."""
        for participant in self.participants:
            if participant.name == name:
                return participant
        return Participant(name=name)


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A sound or video file of a session; `path` is relative to the data folder or absolute."""

    __pydantic_config__ = _STRICT

    id: str
    session_id: str
    path: str
    sha256: str
    duration_s: float
    sample_rate_hz: int
    channels: int


@dataclass(frozen=True, kw_only=True)
class Word:
    """What was heard between two times.

    `text` carries its own punctuation; `space` says whether a space follows it in the text
    (none after Chinese characters). `probability` is the engine's, 0 to 1, or None.
    """

    __pydantic_config__ = _STRICT

    text: str
    start_s: float
    end_s: float
    probability: float | None = None
    timing: Timing = "measured"
    space: bool = True

    def __post_init__(self) -> None:
        _check(self.text.strip() != "", "a word has text")
        _check(0 <= self.start_s <= self.end_s, "a word ends after it starts")
        _check(
            self.probability is None or 0 <= self.probability <= 1,
            "a probability lies between 0 and 1",
        )


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words `first_word` to `last_word` of a revision, both included."""

    __pydantic_config__ = _STRICT

    first_word: int
    last_word: int

    def __post_init__(self) -> None:
        _check(0 <= self.first_word <= self.last_word, "a run ends at or after its first word")

    def __len__(self) -> int:
        return self.last_word - self.first_word + 1


@dataclass(frozen=True, kw_only=True)
class Turn(Run):
    """What one speaker says in one go; an empty speaker is an unknown one."""

    speaker: str = ""


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A doubt about a stretch of the recording: `kind` names it, `note` says what was seen."""

    __pydantic_config__ = _STRICT

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

    __pydantic_config__ = _STRICT

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
        _check(self.revision >= 1, "revisions count from 1")
        expected = 0
        for turn in self.turns:
            _check(turn.first_word == expected, "turns cover every word once and in order")
            expected = turn.last_word + 1
        _check(expected == len(self.words), "turns cover every word once and in order")

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


@dataclass(frozen=True, kw_only=True)
class Concept:
    """An entry of a code system, with its name in English (`display`) and other languages."""

    __pydantic_config__ = _STRICT

    system: str
    code: str
    display: str
    version: str = ""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return (
            self.code if self.code.startswith(f"{self.system}:") else f"{self.system}:{self.code}"
        )


@dataclass(frozen=True, kw_only=True)
class EntitySpan(Run):
    """A drug, symptom or condition spoken of.

    `start_char` and `end_char` cut `text` out of the run's own text (`Transcript.text_of`).
    `source` is component@version; `score` 0 to 1.
    """

    id: str
    transcript: str
    start_char: int
    end_char: int
    text: str
    label: Label
    concept: Concept | None = None
    assertion: Assertion = "present"
    score: float = 1.0
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class QAPair:
    """A question and its answer; the answer may be interrupted and then has several runs.

    `question_text` and `answer_text` are the wording to publish: as spoken until a curator
    edits it. `entities` are the ids of the spans inside the runs.
    """

    __pydantic_config__ = _STRICT

    id: str
    transcript: str
    question: Run
    answers: tuple[Run, ...]
    question_text: str
    answer_text: str
    language: str
    topics: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    translation_of: str | None = None
    score: float = 1.0
    source: str = ""

    @property
    def first_word(self) -> int:
        return self.question.first_word


Candidate = EntitySpan | QAPair


def kind_of(candidate: Candidate) -> Kind:
    return "entity" if isinstance(candidate, EntitySpan) else "pair"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a reviewer said of a candidate: an event, never changed or removed.

    `before` and `after` hold the fields that an edit changed, by name. `version` counts the
    decisions on this target from 1. An `undo` names the decision it takes back.
    """

    __pydantic_config__ = _STRICT

    id: str
    target_id: str
    verdict: Verdict
    reviewer: str
    decided_at: datetime
    version: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    note: str = ""
    undoes: str | None = None

    def __post_init__(self) -> None:
        _check(self.version >= 1, "versions count from 1")
        _check((self.verdict == "undo") == (self.undoes is not None), "an undo names its decision")
        _check(
            (self.verdict == "edit") == bool(self.after),
            "an edit, and only an edit, changes fields",
        )


@dataclass(frozen=True, kw_only=True)
class Release:
    """A numbered, frozen set. `content_sha256` is the same for the same content anywhere."""

    __pydantic_config__ = _STRICT

    version: int
    title: str
    created_at: datetime
    created_by: str
    item_ids: tuple[str, ...]
    content_sha256: str
    components: dict[str, str] = field(default_factory=dict)
    supersedes: int | None = None


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)  # building one takes milliseconds


def dump_json(record: Any, record_type: Any = None, *, indent: int | None = None) -> bytes:
    """A record as UTF-8 JSON; name its type where the class alone does not tell it."""
    return _adapter(record_type or type(record)).dump_json(record, indent=indent)


def load_json(data: bytes | str, record_type: type[_T], *, origin: str) -> _T:
    """The record in `data`.

    Raises
    ------
    FormatError
        naming `origin` and the first field that is wrong, never the field's content.
    """
    try:
        record: _T = _adapter(record_type).validate_json(data)
    except ValidationError as error:
        raise _format_error(error, origin) from None
    return record


def make(values: Any, record_type: type[_T], *, origin: str) -> _T:
    """The record described by plain Python values, as read from TOML; see `load_json`."""
    try:
        record: _T = _adapter(record_type).validate_python(values)
    except ValidationError as error:
        raise _format_error(error, origin) from None
    return record


def _format_error(error: ValidationError, origin: str) -> FormatError:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"])) or "the whole"
    return FormatError(f"{origin}: {where}: {first['msg']}; correct it and try again")
