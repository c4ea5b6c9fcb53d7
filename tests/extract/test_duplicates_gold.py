"""The form of `duplicates.tsv`, pairs of questions that ask the same or not."""

import csv
import re
from collections import Counter
from pathlib import Path

from curation.extract.pipeline import language_of

PATH = Path(__file__).with_name("duplicates.tsv")
SPLITS = {"dev": 100, "judge": 200}  # rows
MIN_SAME = 130  # rows
MIN_OF_LANGUAGES = 40  # rows that are the same, and that are not, in each pair of languages


def read_rows() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_duplicates_gold_has_enough_of_each_kind() -> None:
    rows = read_rows()
    assert Counter(row["split"] for row in rows) == SPLITS
    assert {row["same"] for row in rows} == {"0", "1"}
    assert sum(row["same"] == "1" for row in rows) >= MIN_SAME
    kinds = Counter(
        (row["same"], *sorted([language_of(row["a"]), language_of(row["b"])])) for row in rows
    )
    assert len(kinds) == 6
    assert min(kinds.values()) >= MIN_OF_LANGUAGES


def test_duplicates_gold_has_each_pair_once() -> None:
    rows = read_rows()
    pairs = {frozenset((row["a"], row["b"])) for row in rows}
    assert len(pairs) == len(rows)
    assert all(len(pair) == 2 for pair in pairs)
    assert not [row for row in rows if re.search(r"^\s|\s$|\s\s", row["a"] + row["b"])]


def test_duplicates_gold_never_parts_what_it_joins() -> None:
    """Two questions that are both the same as a third must not be told apart."""
    rows = read_rows()
    group = {text: text for row in rows for text in (row["a"], row["b"])}
    for row in rows:
        if row["same"] == "1":
            joined, kept = group[row["a"]], group[row["b"]]
            group = {text: kept if name == joined else name for text, name in group.items()}
    assert not [row for row in rows if row["same"] == "0" and group[row["a"]] == group[row["b"]]]
