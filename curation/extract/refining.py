"""Refining: going on to train the model in use with what curators decided.

Beside each decided turn the model goes through an old text again, a rehearsal, so that it keeps
what it knew: texts that people marked, or what was said otherwise, as the model itself marks it.
"""

import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from spacy import about
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import Adam, Model, fix_random_seed

from curation.errors import InputError
from curation.extract.decided import NO_ENTITY, Lesson
from curation.extract.evaluate import EntityRow
from curation.extract.hints import turn_into_hints
from curation.extract.models import COMPONENT, CONFIG, Card, write_card
from curation.extract.recognizer import Recognizer
from curation.extract.training import VERSION_LENGTH, bare, entity_spans, unmarked_example
from curation.extract.vocabulary import spelling
from curation.files import sha256_of

SEED = 20
STEPS = 200  # batches to learn from at most
PASSES = 30  # how often a lesson is gone through at most
LESSON_WORDS = 400  # of each batch
REHEARSAL_WORDS = 800
REHEARSED = 500  # texts of each source
LEARN_RATE = 0.0005
WARM_UP = 0.25  # the share of the steps after which learning is fastest
DROPOUT = 0.2

Weights = dict[tuple[int, str], Any]  # arrays by node and name
_T = TypeVar("_T")

Progress = Callable[[float, float], None]  # what is done, and the whole


@dataclass(frozen=True, kw_only=True)
class Course:
    """What to go through: `lessons` to learn, `marked` and `said` texts to keep.

    `marked` are marked by people; `said` are not, and are kept as the model marks them now.
    """

    lessons: tuple[Lesson, ...]
    marked: tuple[EntityRow, ...] = ()
    said: tuple[str, ...] = ()
    steps: int = STEPS


def _pace(step: int, steps: int) -> float:
    """Slow at first, while the optimizer knows little, and slower again towards the end."""
    done = (step + 0.5) / steps
    return min(done / WARM_UP, (1 - done) / (1 - WARM_UP))


@dataclass(frozen=True, kw_only=True)
class Way:
    """The way from the weights of a model to those that a course makes of them."""

    start: Weights
    end: Weights


def refine(nlp: Language, course: Course, progress: Progress | None = None) -> Way:
    """Train the recogniser of a pipeline further; the same course gives the same.

    Its weights are at neither end of the way afterwards; `go` sets them.
    """
    recognizer = recognizer_of(nlp).model.recognizer
    lessons = [_lesson(nlp, lesson) for lesson in _twice(course.lessons)]
    start = _weights(recognizer.model)
    fix_random_seed(SEED)
    optimizer = Adam(LEARN_RATE, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    steps = min(course.steps, -(-PASSES * _words(lessons) // LESSON_WORDS))
    new, old = (
        _batches(lessons, LESSON_WORDS),
        _batches(list(rehearsals(nlp, course)), REHEARSAL_WORDS),
    )
    for step in range(steps):
        optimizer.learn_rate = LEARN_RATE * _pace(step, steps)
        batch = [*next(new), *next(old, ())]
        recognizer.update(batch, drop=DROPOUT, sgd=optimizer)
        if progress:
            progress(step + 1, steps)
    return Way(start=start, end=start | optimizer.averages)


def _weights(model: Model[Any, Any]) -> Weights:
    return {
        (node.id, name): node.get_param(name).copy()
        for node in model.walk()
        for name in node.param_names
        if node.has_param(name)
    }


def go(nlp: Language, way: Way, share: float) -> None:
    """Set the weights of a pipeline's recogniser to those so far on the way, 0 to 1.

    Between two models that started as one lies one that keeps more of the first than it loses
    of the second: https://arxiv.org/abs/2109.01903
    """
    for node in recognizer_of(nlp).model.recognizer.model.walk():
        for name in node.param_names:
            key = (node.id, name)
            if key in way.start:
                node.set_param(name, way.start[key] + share * (way.end[key] - way.start[key]))


def recognizer_of(nlp: Language) -> Recognizer:
    """The recogniser of a pipeline; raises `InputError` when it has none."""
    for _, component in nlp.pipeline:
        if isinstance(component, Recognizer):
            return component
    raise InputError("the pipeline has no recogniser; use load_pipeline")


def store_refined(nlp: Language, card: Card, folder: Path) -> Card:
    """Store the refined recogniser of a pipeline as a model; its card gets version and date."""
    model = recognizer_of(nlp).model
    folder.mkdir(parents=True)
    shutil.copy(model.folder / CONFIG, folder / CONFIG)
    model.recognizer.to_disk(folder / COMPONENT, exclude=["vocab"])
    made = replace(
        card,
        version=sha256_of(folder / COMPONENT / "model")[:VERSION_LENGTH],
        spacy=about.__version__,
        trained_on=datetime.now(UTC).date(),
    )
    write_card(folder, made)
    return made


def _twice(lessons: Iterable[Lesson]) -> Iterator[Lesson]:
    """Each lesson as written, then as a bare text, without those that say nothing."""
    for lesson in lessons:
        for row in (lesson.row, bare(lesson.row)):
            if row.text.strip():
                yield replace(lesson, row=row)


def _sample(texts: Sequence[_T]) -> list[_T]:
    number = min(REHEARSED, len(texts))
    return random.Random(SEED).sample(texts, number)  # noqa: S311 - the same each time


def choose(course: Course) -> Course:
    """The course with as many old texts as are rehearsed, the same each time.

    What was said with words that were decided on is left out: it would teach against them.
    """
    decided = {
        spelling(lesson.row.text[entity.start_char : entity.end_char])
        for lesson in course.lessons
        for entity in lesson.row.entities
    }
    said = [text for text in course.said if not any(one in spelling(text) for one in decided)]
    return replace(course, marked=tuple(_sample(course.marked)), said=tuple(_sample(said)))


def rehearsals(nlp: Language, course: Course) -> Iterator[Example]:
    """Old texts as people marked them or as the model does now, each twice."""
    for lesson in _twice(Lesson(row=row, complete=True) for row in course.marked):
        yield _lesson(nlp, lesson)
    said = (EntityRow(id="", text=text, entities=()) for text in course.said)
    for lesson in _twice(Lesson(row=row, complete=True) for row in said):
        doc = hinted(nlp, lesson.row.text)
        recognizer_of(nlp).model.mark([doc])
        yield unmarked_example(doc)


def hinted(nlp: Language, text: str) -> Doc:
    """A text as the recogniser sees it, with what the components before it marked as hints."""
    doc = nlp.make_doc(text)
    for _, component in nlp.pipeline:
        if isinstance(component, Recognizer):
            break
        doc = component(doc)
    turn_into_hints(doc)
    return doc


def _lesson(nlp: Language, lesson: Lesson) -> Example:
    doc = hinted(nlp, lesson.row.text)
    marked = [span for entity in lesson.row.entities for span in entity_spans(doc, entity)]
    right = filter_spans(span for span in marked if span.label_ != NO_ENTITY)
    taken = {place for span in right for place in range(span.start, span.end)}
    wrong = {
        place
        for span in marked
        if span.label_ == NO_ENTITY
        for place in range(span.start, span.end)
    }
    doc.set_ents(
        right,
        outside=[Span(doc, place, place + 1) for place in sorted(wrong - taken)],
        default="outside" if lesson.complete else "missing",
    )
    return unmarked_example(doc)


def _words(examples: Iterable[Example]) -> int:
    return sum(len(example.reference) for example in examples)


def _batches(examples: Sequence[Example], words: int) -> Iterator[list[Example]]:
    """Batches of about so many words without end, in a new order each time; none of none."""
    order = random.Random(SEED)  # noqa: S311 - the same each time
    batch: list[Example] = []
    while examples:
        for example in order.sample(examples, len(examples)):
            batch.append(example)
            if _words(batch) >= words:
                yield batch
                batch = []
