"""Decisions kept in a file, made again on whatever candidates stand at the same moments."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from curation.errors import FormatError, InputError
from curation.files import require_file
from curation.model import (
    Candidate,
    EntitySpan,
    Kind,
    Label,
    QAPair,
    Transcript,
    kind_of,
    load_json,
)
from curation.model.base import STRICT
from curation.review.bench import Bench
from curation.review.decide import EDITABLE, Ruling, decide, resolve
from curation.state import undone_ids
from curation.store.base import Store

MATCH_MARGIN_S = 1.0  # engines place the same word up to this far apart


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A line of a decisions file: a candidate, found by moment or text, and the verdict on it.

    Times are seconds of the recording. With `match` `all`, the row decides on every candidate
    of its session that has its kind, label and text, and needs no time.
    """

    __pydantic_config__ = STRICT

    session: str
    kind: Kind
    verdict: Literal["accept", "edit", "reject", "skip"]
    label: Label | None = None
    text: str | None = None
    start_s: float | None = None
    end_s: float | None = None
    match: Literal["best", "all"] = "best"
    after: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        for holds, message in (
            (self.match == "all" or self.start_s is not None, 'give start_s, or "match": "all"'),
            ((self.end_s or 0) >= (self.start_s or 0) or self.end_s is None, "end_s is too early"),
            ((self.verdict == "edit") == bool(self.after), "an edit, and only an edit, has after"),
            (self.after.keys() <= EDITABLE[self.kind], "after names a field that is not editable"),
        ):
            if not holds:
                raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class ReplayResult:
    """How many decisions were made, how many stood already, and the rows that found nothing."""

    made: int
    already: int
    unmatched: tuple[str, ...]


Row = tuple[str, DecisionRow]  # with where it stands: file and line
Timed = tuple[Candidate, float, float]  # with where it starts and ends, in seconds


def read_decisions(path: Path) -> tuple[Row, ...]:
    """The rows of a JSON Lines file; blank lines are passed over.

    Raises
    ------
    FormatError
        naming the line that is wrong.
    """
    try:
        lines = require_file(path).read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise FormatError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    numbered = ((f"{path}, line {number}", line) for number, line in enumerate(lines, start=1))
    return tuple(
        (origin, load_json(line, DecisionRow, origin=origin))
        for origin, line in numbered
        if line.strip()
    )


def replay(bench: Bench, rows: Iterable[Row], reviewer: str) -> ReplayResult:
    """Make each row's decision in `reviewer`'s name, unless they made it before.

    Raises
    ------
    FormatError
        when a row's `after` does not fit its candidate; the rows before it are done.
    """
    made = already = 0
    unmatched = []
    timed = _timed_candidates(bench)
    for origin, row in rows:
        found = _matches(row, timed(row.session))
        if not found:
            unmatched.append(f"{origin}: {_described(row)}")
        for candidate in found:
            done = _replay_row(bench.store, candidate.id, row, reviewer, origin)
            made, already = made + done, already + (not done)
    return ReplayResult(made=made, already=already, unmatched=tuple(unmatched))


def _replay_row(store: Store, target_id: str, row: DecisionRow, reviewer: str, origin: str) -> bool:
    decisions = store.decisions(target_id=target_id)
    ruling = Ruling(
        verdict=row.verdict,
        reviewer=reviewer,
        version=len(decisions),
        changes=row.after,
        note=row.note,
    )
    try:
        verdict, _, after = resolve(store, target_id, ruling)
    except InputError as error:
        raise FormatError(f"{origin}: {error}") from error
    undone = undone_ids(decisions)
    for decision in decisions:
        same = (decision.reviewer, decision.verdict, decision.after) == (reviewer, verdict, after)
        if same and decision.id not in undone:
            return False
    decide(store, target_id, ruling)
    return True


def _timed_candidates(bench: Bench) -> Callable[[str], tuple[Timed, ...]]:
    """A session's candidates with their times, read once each; none for an unknown session."""
    known: dict[str, tuple[Timed, ...]] = {}

    def of_session(session_id: str) -> tuple[Timed, ...]:
        if session_id not in known:
            known[session_id] = tuple(_with_times(bench, session_id))
        return known[session_id]

    return of_session


def _with_times(bench: Bench, session_id: str) -> Iterator[Timed]:
    transcripts: dict[str, Transcript] = {}
    for candidate in bench.store.candidates(session_id):
        key = candidate.transcript
        if key not in transcripts:
            transcripts[key] = bench.transcript(session_id, int(key.rpartition("/r")[2]))
        words = transcripts[key].words
        if isinstance(candidate, QAPair):
            last_word = max(run.last_word for run in (candidate.question, *candidate.answers))
        else:
            last_word = candidate.last_word
        yield candidate, words[candidate.first_word].start_s, words[last_word].end_s


def _matches(row: DecisionRow, timed: Iterable[Timed]) -> tuple[Candidate, ...]:
    fitting = [
        (_closeness(row, start_s, end_s), candidate)
        for candidate, start_s, end_s in timed
        if _fits(row, candidate) and _overlaps(row, start_s, end_s)
    ]
    if row.match == "all":
        return tuple(candidate for _, candidate in fitting)
    best = max(fitting, key=lambda pair: pair[0], default=None)
    return (best[1],) if best else ()


def _fits(row: DecisionRow, candidate: Candidate) -> bool:
    if kind_of(candidate) != row.kind:
        return False
    if isinstance(candidate, EntitySpan) and row.label not in (None, candidate.label):
        return False
    text = candidate.question_text if isinstance(candidate, QAPair) else candidate.text
    return row.text is None or text.casefold() == row.text.casefold()


def _end_s(row: DecisionRow) -> float:
    return row.end_s if row.end_s is not None else row.start_s or 0.0


def _overlaps(row: DecisionRow, start_s: float, end_s: float) -> bool:
    if row.start_s is None:
        return True
    return min(end_s, _end_s(row)) - max(start_s, row.start_s) >= -MATCH_MARGIN_S


def _closeness(row: DecisionRow, start_s: float, end_s: float) -> tuple[float, float]:
    """The share of both stretches that they have in common, then how close their starts are."""
    wanted_s = row.start_s or 0.0
    common_s = max(0.0, min(end_s, _end_s(row)) - max(start_s, wanted_s))
    whole_s = max(end_s, _end_s(row)) - min(start_s, wanted_s)
    return (common_s / whole_s if whole_s else 0.0, -abs(start_s - wanted_s))


def _described(row: DecisionRow) -> str:
    moment = "anywhere" if row.start_s is None else f"at {row.start_s:.1f} s"
    return f"session {row.session}, {row.label or row.kind} {moment}"
