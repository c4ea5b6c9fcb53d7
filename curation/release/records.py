"""What a release holds, and how others read it.

The fields of `ReleasedPair` are the columns of every format: `qa.jsonl`, the CSV, the
Parquet file and the knowledge base. A field, once released, is never renamed.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from curation.dosing import ROUTE_WORDS, amount_words, duration_words, frequency_words
from curation.model import (
    Assertion,
    Concept,
    Duration,
    Frequency,
    Label,
    Quantity,
    Role,
    Route,
    dump_json,
    ends_of,
)

Part = Literal["question", "answer"]
Reason = Literal["open", "skipped", "rejected", "conflict", "consent"]

REASONS: dict[Reason, str] = {
    "open": "nobody has decided on it yet",
    "skipped": "its reviewer skipped it",
    "rejected": "its reviewer rejected it",
    "conflict": "two reviewers decided differently; one of them has to decide anew",
    "consent": "its session names no consent; add it to the session's facts",
}

# How a reader is told what is said of a drug, and of a symptom or condition.
DRUG_WORDS: dict[Assertion, str] = {
    "present": "given",
    "absent": "not given",
    "asked": "asked about",
    "hypothetical": "considered",
    "historical": "given earlier",
    "family": "given to others",
    "advised_against": "advised against",
    "stopped": "stopped",
}
FINDING_WORDS: dict[Assertion, str] = {
    "present": "present",
    "absent": "absent",
    "asked": "asked about",
    "hypothetical": "possible",
    "historical": "earlier",
    "family": "in others",
    "advised_against": "advised against",
    "stopped": "over",
}

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of the recording, in seconds from its start."""

    __pydantic_config__ = _STRICT

    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class ReleasedEntity:
    """A drug, symptom or condition that a reviewer confirmed in a released pair.

    `text` is what was heard, `start_s` when, `part` whether in the question or the answer.
    `repaired` says that the words only sound like the concept's name, which a reviewer chose; it
    is absent from files where it is false.
    """

    __pydantic_config__ = _STRICT

    id: str
    label: Label
    text: str
    assertion: Assertion
    part: Part
    start_s: float
    concept: Concept | None = None
    repaired: Annotated[bool, Field(exclude_if=lambda repaired: not repaired)] = False


@dataclass(frozen=True, kw_only=True)
class ReleasedDose:
    """A dose that a reviewer confirmed in a released pair.

    `drug` is the drug's name, empty where none was named, and `entity` its id among the pair's
    entities, if it is there. The other fields are those of `curation.model.DoseStatement`:
    `negated` doses were said not to be given, `implausible` ones want a second look.
    """

    __pydantic_config__ = _STRICT

    id: str
    drug: str
    entity: str | None = None
    text: str
    amount: Quantity
    unit: str | None = None
    ucum: str | None = None
    route: Route | None = None
    frequency: Frequency | None = None
    duration: Duration | None = None
    negated: bool = False
    implausible: bool = False
    part: Part
    start_s: float


@dataclass(frozen=True, kw_only=True)
class ReleasedPair:
    """A question and its answer, with everything needed to cite and to check them.

    `question` and `answer` are the reviewed wording, the `spoken_` fields what was heard.
    `speaker` is who answers, under the name in the session's list of participants, empty
    when not listed there. `recording` is the file's path in the data folder, empty when
    there is none. `reviewers` accepted or edited the pair, the last of them at `decided_at`.
    """

    __pydantic_config__ = _STRICT

    id: str
    question: str
    answer: str
    spoken_question: str
    spoken_answer: str
    language: str
    topics: tuple[str, ...] = ()
    translation_of: str | None = None
    session_id: str
    session_title: str = ""
    held_on: date | None = None
    consent: str
    speaker: str = ""
    speaker_role: Role = "other"
    speaker_department: str = ""
    speaker_institution: str = ""
    speaker_country: str = ""
    question_start_s: float
    question_end_s: float
    answer_spans: tuple[Span, ...]
    recording: str = ""
    transcript: str
    entities: tuple[ReleasedEntity, ...] = ()
    doses: tuple[ReleasedDose, ...] = ()
    reviewers: tuple[str, ...]
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """A pair that does not go in, and why."""

    id: str
    session_id: str
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class ReleaseContent:
    """A release as exporters see it.

    Exporters only iterate over `pairs`, as often as they like, and ask for its length: a
    large release need not be in memory. `components` are the names and versions of what
    made the content. `terms` are the licence and the disclaimer, by name.
    """

    version: int
    title: str
    created_at: datetime
    created_by: str
    pairs: Collection[ReleasedPair]
    content_sha256: str
    components: dict[str, str] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    supersedes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An answer that was found.

    `matched` are its drugs and symptoms that the query names, in whatever language;
    `exact` says that it has every word of the query. Higher scores are better, and comparable
    within one search only.
    """

    pair: ReleasedPair
    release: int
    score: float
    exact: bool
    matched: tuple[ReleasedEntity, ...]


def assertion_words(entity: ReleasedEntity) -> str:
    """What is said of the entity, in words for its kind: given, absent, advised against."""
    return (DRUG_WORDS if entity.label == "DRUG" else FINDING_WORDS)[entity.assertion]


def dose_words(dose: ReleasedDose) -> str:
    """How much, how often, how and for how long: 400 mg twice a day by mouth for 7–10 days."""
    words = [amount_words(dose.amount, dose.unit)]
    if dose.frequency:
        words.append(frequency_words(dose.frequency))
    if dose.route:
        words.append(ROUTE_WORDS[dose.route])
    if dose.duration:
        words.append(f"for {duration_words(dose.duration)}")
    return " ".join(words)


def dose_flags(dose: ReleasedDose) -> tuple[str, ...]:
    """What a reader must not miss about a dose."""
    flags = {"not given": dose.negated, "look again": dose.implausible}
    return tuple(words for words, holds in flags.items() if holds)


def dose_columns(dose: ReleasedDose) -> dict[str, Any]:
    """A dose as flat columns: ranges by their ends, None for what was not said."""
    frequency, duration = dose.frequency, dose.duration
    quantities: dict[str, Quantity | None] = {
        "amount": dose.amount,
        "times_per_day": frequency.times_per_day if frequency else None,
        "every_hours": frequency.every_hours if frequency else None,
        "duration": duration.value if duration else None,
    }
    row: dict[str, Any] = {
        "id": dose.id,
        "drug": dose.drug,
        "entity": dose.entity,
        "text": dose.text,
        "unit": dose.unit,
        "ucum": dose.ucum,
        "route": dose.route,
        "once": frequency and frequency.once,
        "duration_unit": duration and duration.unit,
        "negated": dose.negated,
        "implausible": dose.implausible,
        "part": dose.part,
        "start_s": dose.start_s,
    }
    for name, quantity in quantities.items():
        low, high = (None, None) if quantity is None else ends_of(quantity)
        row |= {f"{name}_low": low, f"{name}_high": high}
    return row


def speaker_words(pair: ReleasedPair) -> str:
    """Who answers, without a name: role, department, institution and country as far as known."""
    role = "" if pair.speaker_role == "other" else pair.speaker_role.capitalize()
    known = (role, pair.speaker_department, pair.speaker_institution, pair.speaker_country)
    return ", ".join(filter(None, known)) or "Speaker not listed"


def pair_line(pair: ReleasedPair) -> bytes:
    """A pair as its canonical line of JSON: the same bytes for the same content anywhere."""
    return dump_json(pair) + b"\n"


def content_hash(pairs: Iterable[ReleasedPair]) -> str:
    """The SHA-256 of the pairs' lines in their order, which is that of `qa.jsonl` as a file."""
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(pair_line(pair))
    return digest.hexdigest()


def clock(seconds: float) -> str:
    """A time of the recording as people write it: 02:05 or 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"
