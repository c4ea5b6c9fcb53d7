"""How well questions that ask the same are told from those that do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.extract.asked import read_question
from curation.extract.likeness import likeness, likeness_rules
from curation.extract.pipeline import language_of
from curation.extract.scoring import Scores, interval, total_scores
from curation.extract.vocabulary import Vocabulary
from curation.lists import read_rows, required

ANSWERS = {"1": True, "0": False}


@dataclass(frozen=True, kw_only=True)
class DuplicateRow:
    """Two questions, and whether they ask the same; `split` names a part of the file."""

    a: str
    b: str
    same: bool
    split: str = ""


def read_duplicates(path: Path) -> tuple[DuplicateRow, ...]:
    """The rows of a list with the columns a, b, same (1 or 0) and perhaps split.

    Raises
    ------
    FormatError
        naming the line that is wrong.
    """
    return tuple(_rows(path))


def _rows(path: Path) -> Iterator[DuplicateRow]:
    for row in read_rows(path, ("a", "b", "same")):
        if row["same"] not in ANSWERS:
            raise row.error(f"the column 'same' holds {row['same']!r}, not 1 or 0")
        yield DuplicateRow(
            a=required(row, "a"),
            b=required(row, "b"),
            same=ANSWERS[row["same"]],
            split=row.values.get("split", ""),
        )


def evaluate_duplicates(rows: Sequence[DuplicateRow], vocabulary: Vocabulary) -> Scores:
    """Precision, recall and F of "they ask the same", over all, by split and by languages."""
    found = [(row, _is_same(row, vocabulary)) for row in rows]
    parts: dict[str, list[tuple[DuplicateRow, bool]]] = {}
    for row, same in found:
        languages = "-".join(sorted((language_of(row.a), language_of(row.b))))
        for part in filter(None, (row.split, languages)):
            parts.setdefault(part, []).append((row, same))
    return _scores(found) | {part: _scores(some) for part, some in sorted(parts.items())}


def _is_same(row: DuplicateRow, vocabulary: Vocabulary) -> bool:
    a, b = (read_question(text, vocabulary) for text in (row.a, row.b))
    return likeness(a, b) >= likeness_rules().threshold


def _scores(found: Sequence[tuple[DuplicateRow, bool]]) -> Scores:
    units = [
        (int(same and row.same), int(same), int(same and row.same), int(row.same))
        for row, same in found
    ]
    return {"pairs": len(found)} | total_scores(units) | {"interval": interval(units)}
