"""Training the model that tells questions, from dialogues whose questions people marked.

Each dialogue is learned as written and as an engine without punctuation writes it, with what is
around its turns and, at half the weight, without. The problem is convex and starts at nought, so
the same dialogues give the same model.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray

from curation.errors import InputError
from curation.extract.asking import MARKS, SCALE, WEIGHTS, Piece, features
from curation.extract.asking_pieces import Said, pieces, surroundings
from curation.extract.evaluate import NOTHING_SAID, QuestionRow, bare_text, read_gold
from curation.extract.pipeline import language_of
from curation.extract.questions import QuestionFinder
from curation.files import atomic_write

FOLDS = 5
STEPS = 150
RATE = 0.1  # of Adam's first step
RIDGE = 5.0  # on the sum over the examples
ALONE = 0.5  # weight of an example without what is around it
RARE = 2  # examples that a feature must be in
ASKS = re.compile(rf"[{MARKS}]\W*$")
RULE_ASKS = 0.55  # the least score of rules that tells which sentence of a question asks

Place = tuple[int, int]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Example:
    row: int
    features: frozenset[str]
    asks: bool
    weight: float


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What was learned from, and F by cross-validation over the dialogues."""

    language: str
    texts: int
    features: int
    scores: dict[str, dict[str, float]]


def train_asking(
    language: str, files: Sequence[Path], out: Path, *, threshold: float = 0.4
) -> Trained:
    """Learn from rows as `curation evaluate questions` reads them; a file given twice counts twice.

    Raises
    ------
    InputError
        when a file is missing, malformed, or no text of that language asks anything.
    """
    counted = Counter(files)
    talks = [
        (talk, float(times))
        for path, times in counted.items()
        for talk in by_dialogue(read_gold(path, QuestionRow))
    ]
    finder = QuestionFinder("questions", f"questions_{language}", threshold)
    written = [list(_examples(talk, weight, language, finder)) for talk, weight in talks]
    spoken = [
        list(_examples([_bare(row) for row in talk], weight, language, finder, talk))
        for talk, weight in talks
    ]
    both = [one + other for one, other in zip(written, spoken, strict=True)]
    everything = [example for talk in both for example in talk]
    if not any(example.asks for example in everything):
        raise InputError(f"no {language} text in the files asks anything; mark some and try again")
    scores = _validate(talks, both, {"written": written, "bare": spoken}, threshold)
    weights, bias = fit(everything)
    _store(out, weights, bias)
    texts = len({(number, e.row) for number, talk in enumerate(written) for e in talk})
    return Trained(language=language, texts=texts, features=len(weights), scores=scores)


def by_dialogue(rows: Sequence[QuestionRow]) -> list[list[QuestionRow]]:
    """The rows of each dialogue; see `QuestionRow`."""
    talks: dict[str, list[QuestionRow]] = defaultdict(list)
    for row in rows:
        talks[row.dialogue or re.split(r"[-_]\d+$", row.id)[0]].append(row)
    return list(talks.values())


def _bare(row: QuestionRow) -> QuestionRow:
    return replace(row, text=bare_text(row.text) or NOTHING_SAID)


def _examples(
    talk: Sequence[QuestionRow],
    weight: float,
    language: str,
    finder: QuestionFinder,
    written: Sequence[QuestionRow] = (),
) -> Iterator[Example]:
    """Pieces with their labels; those of which it is not known whether they ask are left out.

    `written` are the rows before they lost their punctuation.
    """
    around = surroundings([Said(text=row.text, speaker=row.speaker) for row in talk])
    split = _splitter()
    for number, (row, before) in enumerate(zip(talk, written or talk, strict=True)):
        if language_of(row.text) != language:
            continue
        asking, open_ones = _marked(before, finder.rate, split)
        if written:
            asking = [_place_in_bare(before.text, place) for place in asking]
            open_ones = [_place_in_bare(before.text, place) for place in open_ones]
        for end, first, piece in pieces(row.text, split(row.text), finder.rate, around[number]):
            last = min(end, first + len(piece.text))
            asks = _holds((first, last), asking)
            if asks or not any(_shared((first, last), place) for place in open_ones):
                yield _example(number, piece, asks, weight)
                yield _example(number, replace(piece, around=None), asks, ALONE * weight)


def _splitter() -> Callable[[str], list[Place]]:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    return lambda text: [(s.start_char, s.end_char) for s in nlp(text).sents]


def _example(row: int, piece: Piece, asks: bool, weight: float) -> Example:
    return Example(row=row, features=frozenset(features(piece)), asks=asks, weight=weight)


def _marked(
    row: QuestionRow,
    rate: Callable[[str], tuple[float, tuple[int, ...], int]],
    split: Callable[[str], list[Place]],
) -> tuple[list[Place], list[Place]]:
    """Where a text asks, and of which other sentences nobody knows."""
    if not row.is_question:
        return [], []
    if row.parts:
        return [(part.start_char, part.end_char) for part in row.parts], []
    sentences = split(row.text)
    asking = [place for place in sentences if ASKS.search(row.text[slice(*place)])]
    if asking:
        return asking, []
    matched = [p for p in sentences if rate(row.text[slice(*p)])[0] >= RULE_ASKS]
    asking = matched or sentences[-1:]
    return asking, [place for place in sentences if place not in asking]


def _place_in_bare(text: str, place: Place) -> Place:
    return len(bare_text(text[: place[0]])), len(bare_text(text[: place[1]]))


def _shared(one: Place, other: Place) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _holds(piece: Place, asking: Sequence[Place]) -> bool:
    """Whether half of a question is in the piece, or half of the piece in questions."""
    shared = [_shared(piece, place) for place in asking]
    inside = any(2 * part >= end - start for part, (start, end) in zip(shared, asking, strict=True))
    return (inside and any(shared)) or 2 * sum(shared) >= max(1, piece[1] - piece[0])


def fit(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """The weights of a logistic regression with a ridge penalty, by Adam on all examples."""
    counts = Counter(name for example in examples for name in example.features)
    names = sorted(name for name, count in counts.items() if count >= 2 * RARE)
    places = {name: place for place, name in enumerate(names)}
    pairs = [
        (row, places[name])
        for row, example in enumerate(examples)
        for name in sorted(example.features & places.keys())
    ]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    wanted = np.array([example.asks for example in examples], float)
    weight = np.array([example.weight for example in examples])
    theta, mean, square = (np.zeros(len(names) + 1) for _ in range(3))
    for step in range(1, STEPS + 1):
        error = (_sigmoid(_logits(theta, rows, columns, len(examples))) - wanted) * weight
        slope = np.bincount(columns, weights=error[rows], minlength=len(names))
        gradient = np.append(slope + RIDGE * theta[:-1], error.sum()) / weight.sum()
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = RATE * (1 - 0.9 * step / STEPS)
        corrected = np.sqrt(square / (1 - 0.99**step)) + 1e-8
        theta -= rate * mean / (1 - 0.9**step) / corrected
    return dict(zip(names, theta[:-1].tolist(), strict=True)), float(theta[-1])


def _logits(theta: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64], n: int) -> Floats:
    logits: Floats = np.bincount(rows, weights=theta[columns], minlength=n) + theta[-1]
    return logits


def _sigmoid(values: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-np.clip(values, -30, 30)))
    return chances


def _validate(
    talks: Sequence[tuple[Sequence[QuestionRow], float]],
    learned: Sequence[Sequence[Example]],
    judged: Mapping[str, Sequence[Sequence[Example]]],
    threshold: float,
) -> dict[str, dict[str, float]]:
    """Precision, recall and F of texts, each by a model that knows nothing of its dialogue."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in judged}
    for fold in range(min(FOLDS, len(talks))):
        others = [e for number, t in enumerate(learned) if number % FOLDS != fold for e in t]
        weights, bias = fit(others)
        for name, examples in judged.items():
            for number in range(fold, len(talks), FOLDS):
                found = _found(examples[number], weights, bias, threshold)
                for place in {example.row for example in examples[number]}:
                    asks = talks[number][0][place].is_question
                    counts[name]["gold"] += asks
                    counts[name]["found"] += place in found
                    counts[name]["right"] += asks and place in found
    return {name: _scores(count) for name, count in counts.items()}


def _found(
    examples: Sequence[Example], weights: Mapping[str, float], bias: float, threshold: float
) -> set[int]:
    limit = np.log(threshold / (1 - threshold))
    return {
        example.row
        for example in examples[::2]  # those with what is around them
        if bias + sum(weights.get(name, 0.0) for name in example.features) >= limit
    }


def _scores(count: Counter[str]) -> dict[str, float]:
    precision = count["right"] / max(1, count["found"])
    recall = count["right"] / max(1, count["gold"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def _store(out: Path, weights: Mapping[str, float], bias: float) -> None:
    """Weights as whole hundredths; those under three are left out, as they hardly count."""
    rounded = {name: round(value * SCALE) for name, value in weights.items()}
    kept = {name: value for name, value in sorted(rounded.items()) if abs(value) >= 3}
    out.mkdir(parents=True, exist_ok=True)
    with atomic_write(out / WEIGHTS) as stream:
        stored = {"bias": round(bias, 4), "weights": kept}
        stream.write(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode())
