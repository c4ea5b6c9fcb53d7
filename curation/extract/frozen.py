"""The frozen test: decided turns that no model learns from, on which an old and a new one meet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.language import Language

from curation.extract.decided import NO_ENTITY, Lesson
from curation.extract.evaluate import GOLD_LABELS, EntityRow, read_gold
from curation.extract.matcher import characters_of
from curation.extract.scoring import Unit, total_scores
from curation.files import atomic_write
from curation.model import dump_json, stable_id

EVERY = 5  # one wording of so many is kept for the frozen test
ALL = "all"  # the score of all labels together

Found = set[tuple[str, int, int]]  # label, first character, character after the last


def is_held(text: str) -> bool:
    """Whether a wording is kept for the frozen test, and never learned from; always the same."""
    return int(stable_id(text), 16) % EVERY == 0


def frozen_test(path: Path, lessons: Iterable[Lesson]) -> list[EntityRow]:
    """The rows of the frozen test's file, with the complete ones of these lessons that are held.

    A row that is there stays, with its wording's newest marks.
    """
    rows = {row.text: row for row in read_gold(path, EntityRow)} if path.exists() else {}
    before = list(rows.values())
    for lesson in lessons:
        if lesson.complete and is_held(lesson.row.text):
            marked = [one for one in lesson.row.entities if one.label != NO_ENTITY]
            rows[lesson.row.text] = EntityRow(
                id=lesson.row.id, text=lesson.row.text, entities=tuple(marked)
            )
    frozen = list(rows.values())
    if frozen != before:
        with atomic_write(path) as stream:
            stream.writelines(dump_json(row) + b"\n" for row in frozen)
    return frozen


def frozen_scores(nlp: Language, rows: Sequence[EntityRow]) -> dict[str, float]:
    """F of exact spans of what a pipeline finds in the rows, by label and of all together."""
    units: dict[str, list[Unit]] = defaultdict(list)
    for row in rows:
        gold: Found = {
            (GOLD_LABELS.get(one.label, one.label), one.start_char, one.end_char)
            for one in row.entities
        }
        found: Found = {(span.label_, *characters_of(span)) for span in nlp(row.text).ents}
        for label in sorted({label for label, _, _ in gold | found}):
            one, other = _of(label, gold), _of(label, found)
            units[label].append((len(one & other), len(other), len(one & other), len(one)))
        units[ALL].append((len(gold & found), len(found), len(gold & found), len(gold)))
    return {label: total_scores(counts)["f1"] for label, counts in sorted(units.items())}


def _of(label: str, spans: Found) -> Found:
    return {span for span in spans if span[0] == label}


def dropped(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """By how much the F of each label fell that fell."""
    return {
        label: score - after.get(label, 0.0)
        for label, score in before.items()
        if after.get(label, 0.0) < score
    }
