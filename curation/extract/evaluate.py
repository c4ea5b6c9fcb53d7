"""How well extraction does what people did by hand, as precision, recall and F."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from curation.extract.evaluate_doses import DoseRow, Tally, compare_doses
from curation.extract.matcher import characters_of
from curation.extract.pipeline import Pipelines, language_of, read_text
from curation.extract.scoring import (
    Scores,
    Span,
    Unit,
    f_scores,
    interval,
    share,
    total_scores,
    touches,
)
from curation.extract.stage import extract_read
from curation.extract.turns import Mark, read_turns
from curation.files import require_file
from curation.model import Assertion, Session, Transcript, Turn, Word, load_json

_T = TypeVar("_T")
LabelledSpan = tuple[str, Span]

# What a status counts as where a gold set does not use it.
COUNTS_AS: dict[Assertion, Assertion] = {
    "historical": "present",
    "family": "present",
    "stopped": "present",
    "advised_against": "absent",
}
GOLD_LABELS = {"DISEASE": "CONDITION"}  # other names that gold sets give our labels
PUNCTUATION = re.compile(r"[^\w\s']|_")
NOTHING_SAID = "…"


@dataclass(frozen=True, kw_only=True)
class GoldEntity:
    start_char: int
    end_char: int
    label: str
    concept: str | None = None
    status: Assertion | None = None


@dataclass(frozen=True, kw_only=True)
class EntityRow:
    """A text with all its entities; rows of one `dialogue` are its utterances, in order."""

    id: str
    text: str
    entities: tuple[GoldEntity, ...]
    speaker: str = ""
    dialogue: str = ""


@dataclass(frozen=True, kw_only=True)
class GoldTurn:
    text: str
    speaker: str = ""


@dataclass(frozen=True, kw_only=True)
class AssertionRow:
    """One entity and what is said of it, in a text or in one of several turns."""

    id: str
    start_char: int
    end_char: int
    status: Assertion
    label: str = ""
    text: str = ""
    turns: tuple[GoldTurn, ...] = ()
    turn: int = 0


@dataclass(frozen=True, kw_only=True)
class QuestionPart:
    """One of several questions in an utterance, by its characters."""

    start_char: int
    end_char: int


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """An utterance; `answers` are the ids of those that answer it."""

    id: str
    text: str
    is_question: bool
    answers: tuple[str, ...] = ()
    speaker: str = ""
    dialogue: str = ""
    is_declarative: bool = False
    parts: tuple[QuestionPart, ...] = ()


def evaluate_file(
    kind: str, path: Path, pipelines: Pipelines, *, punctuation: bool = True
) -> Scores:
    """The scores of one kind - entities, assertions, questions or doses - against JSON Lines.

    Raises
    ------
    FormatError
        naming the line that is wrong.
    """
    if kind == "entities":
        return evaluate_entities(read_gold(path, EntityRow), pipelines)
    if kind == "assertions":
        return evaluate_assertions(read_gold(path, AssertionRow), pipelines)
    if kind == "doses":
        return evaluate_doses(read_gold(path, DoseRow), pipelines)
    return evaluate_questions(read_gold(path, QuestionRow), pipelines, punctuation=punctuation)


def read_gold(path: Path, row_type: type[_T]) -> list[_T]:
    """The rows of a file; raises `FormatError` naming the line."""
    lines = require_file(path).read_bytes().split(b"\n")
    return [
        load_json(line, row_type, origin=f"{path}, line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]


def evaluate_entities(rows: Sequence[EntityRow], pipelines: Pipelines) -> Scores:
    """Per label, spans that agree exactly and spans that overlap; labels without gold are left out.

    A symptom found where the gold has a condition is not counted: guidelines differ.
    """
    return score_entities(rows, find_spans(rows, pipelines))


def find_spans(rows: Iterable[EntityRow], pipelines: Pipelines) -> list[list[LabelledSpan]]:
    """The entities that the pipelines find in each row's text."""
    return [
        [(span.label_, characters_of(span)) for span in read_text(row.text, pipelines).ents]
        for row in rows
    ]


def score_entities(rows: Sequence[EntityRow], spans: Iterable[Iterable[LabelledSpan]]) -> Scores:
    """`evaluate_entities` for spans found in each row's text by whatever means."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for row, found_here in zip(rows, spans, strict=True):
        gold, found = _by_label(_gold_spans(row)), _by_label(found_here)
        found["SYMPTOM"] = {
            span
            for span in found["SYMPTOM"]
            if span in gold["SYMPTOM"] or not touches(span, gold["CONDITION"])
        }
        for label in gold.keys() | found.keys():
            tallies[label].add(gold[label], found[label])
    scored = {label: tally for label, tally in sorted(tallies.items()) if tally.gold}
    return {
        "labels": {label: tally.scores() for label, tally in scored.items()},
        "intervals": {label: tally.intervals() for label, tally in scored.items()},
    }


def _gold_spans(row: EntityRow) -> Iterator[LabelledSpan]:
    for entity in row.entities:
        label = GOLD_LABELS.get(entity.label, entity.label)
        yield label, (entity.start_char, entity.end_char)


def _by_label(spans: Iterable[LabelledSpan]) -> dict[str, set[Span]]:
    by_label: dict[str, set[Span]] = defaultdict(set)
    for label, span in spans:
        by_label[label].add(span)
    return by_label


@dataclass
class _Tally:
    """Counts of one label, text by text."""

    exact: list[Unit] = field(default_factory=list)
    overlap: list[Unit] = field(default_factory=list)

    def add(self, gold: set[Span], found: set[Span]) -> None:
        same = len(gold & found)
        right = sum(touches(span, gold) for span in found)
        met = sum(touches(span, found) for span in gold)
        self.exact.append((same, len(found), same, len(gold)))
        self.overlap.append((right, len(found), met, len(gold)))

    @property
    def gold(self) -> int:
        return sum(unit[3] for unit in self.exact)

    def scores(self) -> Scores:
        return {
            "exact": total_scores(self.exact),
            "overlap": total_scores(self.overlap),
            "gold": self.gold,
            "predicted": sum(unit[1] for unit in self.exact),
        }

    def intervals(self) -> Scores:
        return {"exact": interval(self.exact), "overlap": interval(self.overlap)}


def evaluate_assertions(rows: Sequence[AssertionRow], pipelines: Pipelines) -> Scores:
    """Per status, and the share that is right; statuses that the rows never use are merged."""
    return score_assertions(rows, judge_assertions(rows, pipelines))


def judge_assertions(rows: Sequence[AssertionRow], pipelines: Pipelines) -> list[Assertion]:
    """What the pipelines say of each row's entity."""
    by_talk: dict[tuple[GoldTurn, ...], list[AssertionRow]] = defaultdict(list)
    for row in rows:
        by_talk[row.turns or (GoldTurn(text=row.text),)].append(row)
    judged: dict[AssertionRow, Assertion] = {}
    for turns, marked in by_talk.items():
        found = _statuses(turns, marked, pipelines)
        judged |= {row: found.get((row.turn, row.start_char), "present") for row in marked}
    return [judged[row] for row in rows]


def score_assertions(rows: Sequence[AssertionRow], found: Iterable[Assertion]) -> Scores:
    """`evaluate_assertions` for what was said of each row's entity by whatever means."""
    used = {row.status for row in rows}
    judged = [
        (row.status, status if status in used else COUNTS_AS.get(status, status))
        for row, status in zip(rows, found, strict=True)
    ]
    units = {
        status: [
            _unit({0} if one == status else set(), {0} if other == status else set())
            for one, other in judged
        ]
        for status in sorted(used)
    }
    return {
        "labels": {status: total_scores(counted) for status, counted in units.items()},
        "accuracy": share(sum(one == other for one, other in judged), len(judged)),
        "intervals": {status: interval(counted) for status, counted in units.items()},
    }


def _statuses(
    turns: Sequence[GoldTurn], rows: Iterable[AssertionRow], pipelines: Pipelines
) -> dict[tuple[int, int], Assertion]:
    """What is said of the marked entities, by turn and first character."""
    marks: dict[int, list[Mark]] = defaultdict(list)
    for row in rows:
        text = turns[row.turn].text[row.start_char : row.end_char]
        label = row.label or _label_of(text, pipelines)
        marks[row.turn].append((row.start_char, row.end_char, label))
    transcript = spoken(turns)
    read = read_turns(transcript, pipelines, marks)
    found = extract_read(transcript, read, Session(id="gold"), pipelines)
    return {(span.first_word, span.start_char): span.assertion for span in found.entities}


def _label_of(text: str, pipelines: Pipelines) -> str:
    """What extraction takes a text for by itself: gold without labels holds drugs, too."""
    found = pipelines[language_of(text)](text).ents
    return found[0].label_ if found else "SYMPTOM"


def evaluate_questions(
    rows: Sequence[QuestionRow], pipelines: Pipelines, *, punctuation: bool = True
) -> Scores:
    """Which utterances ask, and which (question, answer) links are right."""
    questions: set[str] = set()
    links: set[tuple[str, str]] = set()
    dialogues: dict[str, list[QuestionRow]] = defaultdict(list)
    for row in rows:
        dialogues[row.dialogue or re.split(r"[-_]\d+$", row.id)[0]].append(row)
    for talk in dialogues.values():
        turns = [
            GoldTurn(text=row.text if punctuation else bare_text(row.text), speaker=row.speaker)
            for row in talk
        ]
        transcript = spoken(turns)
        found = extract_read(
            transcript, read_turns(transcript, pipelines), Session(id="gold"), pipelines
        )
        questions |= {talk[run.first_word].id for run in found.unanswered}
        for pair in found.pairs:
            asked = talk[pair.question.first_word].id
            questions.add(asked)
            for run in pair.answers:
                links |= {
                    (asked, talk[place].id) for place in range(run.first_word, run.last_word + 1)
                }
    wanted = {row.id for row in rows if row.is_question}
    stated = {row.id for row in rows if row.is_question and row.is_declarative}
    wanted_links = {(row.id, answer) for row in rows for answer in row.answers}
    counted = {
        "question": [_unit(wanted & {row.id}, questions & {row.id}) for row in rows],
        "links": [
            _unit(
                {link for link in wanted_links if link[0] == row.id},
                {link for link in links if link[0] == row.id},
            )
            for row in rows
        ],
    }
    return {
        **{name: total_scores(units) for name, units in counted.items()},
        "declarative": {"recall": share(len(stated & questions), len(stated)), "gold": len(stated)},
        "intervals": {name: interval(units) for name, units in counted.items()},
    }


def _unit(wanted: set[_T], found: set[_T]) -> Unit:
    right = len(wanted & found)
    return right, len(found), right, len(wanted)


def evaluate_doses(rows: Sequence[DoseRow], pipelines: Pipelines) -> Scores:
    """Per field, counted where it says something, and statements that are right as a whole."""
    tallies, _ = compare_doses(rows, pipelines)
    fields = {name: _with_counts(tally) for name, tally in tallies.items()}
    return {"whole": fields.pop("whole"), "fields": fields}


def _with_counts(tally: Tally) -> Scores:
    scores = f_scores(share(tally.right, tally.predicted), share(tally.right, tally.gold))
    return scores | {"gold": tally.gold, "predicted": tally.predicted}


def bare_text(text: str) -> str:
    """A text as an engine without punctuation writes it."""
    return " ".join(PUNCTUATION.sub(" ", text).lower().split())


def spoken(turns: Sequence[GoldTurn]) -> Transcript:
    """Utterances as a transcript of one word each, so that a word's number is the utterance's."""
    words = [
        Word(text=turn.text if turn.text.strip() else NOTHING_SAID, start_s=0, end_s=0)
        for turn in turns
    ]
    return Transcript(
        session_id="gold",
        revision=1,
        language="",
        engine="gold",
        created_at=datetime.now(UTC),
        words=tuple(words),
        turns=tuple(
            Turn(first_word=number, last_word=number, speaker=turn.speaker)
            for number, turn in enumerate(turns)
        ),
    )
