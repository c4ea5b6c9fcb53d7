"""Counting drug names that suggestions bring back."""

from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.extract import Vocabulary
from curation.extract.evaluate import read_gold
from curation.extract.evaluate_repairs import RepairRow, evaluate_repairs
from curation.extract.repair_index import repair_index


def test_evaluate_repairs_counts_names_before_and_after(vocabulary: Vocabulary) -> None:
    rows = [
        RepairRow(id="1", heard="We gave her met four men 500 mg.", drugs=("metformin",)),
        RepairRow(id="2", heard="They gave inxapurin.", drugs=("heparin",)),
        RepairRow(
            id="3",
            heard="We gave aspirin and something.",
            drugs=("aspirin", "warfarin"),
            heard_correctly=("aspirin",),
        ),
    ]
    scores = evaluate_repairs(rows, repair_index(vocabulary))
    assert scores["counts"] == {"names": 4, "misheard": 3, "suggested": 2, "right": 1, "words": 16}
    assert (scores["recall_before"], scores["recall_after"]) == (0.25, 0.5)
    assert scores["false_per_1000_words"] == pytest.approx(1000 / 16)


def test_evaluate_repairs_of_nothing_is_nothing(vocabulary: Vocabulary) -> None:
    scores = evaluate_repairs([], repair_index(vocabulary))
    assert (scores["recall_after"], scores["false_per_1000_words"]) == (0, 0)


def test_evaluate_repairs_names_the_line_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1", "heard": "x", "drugs": []}\n{"id": "2", "heard": 3}\n')
    with pytest.raises(FormatError, match="line 2"):
        read_gold(path, RepairRow)
