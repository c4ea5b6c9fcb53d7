"""What is said of an entity, in one turn and over a question and its answer."""

import re
from pathlib import Path

import pytest

from curation.extract import Pipelines
from curation.extract.stage import extract_read
from curation.extract.turns import read_turns
from curation.lists import read_rows
from curation.model import Assertion, Label, Session
from tests.extract.talks import talk

COLUMNS = ("status", "label", "talk")
HERE = Path(__file__).parent
NEGATION_F = 0.95  # the least, on written notes


def read_marked(name: str) -> list[tuple[str, Label, Assertion]]:
    rows = read_rows(HERE / f"{name}.tsv", COLUMNS)
    return [(row["talk"], row["label"], row["status"]) for row in rows]


TRAPS = [*read_marked("traps_en"), *read_marked("traps_zh")]


def assertion_of(text: str, label: Label, pipelines: Pipelines) -> Assertion:
    """What is said of the words in [brackets]; turns are parted by " / "."""
    turns = text.split(" / ")
    turn = next(number for number, said in enumerate(turns) if "[" in said)
    start, end = turns[turn].index("["), turns[turn].index("]") - 1
    transcript = talk(
        (f"speaker {number % 2}", re.sub(r"[\[\]]", "", said)) for number, said in enumerate(turns)
    )
    read = read_turns(transcript, pipelines, {turn: [(start, end, label)]})
    run = read[turn].run(start, end)
    found = extract_read(transcript, read, Session(id="s1"), pipelines).entities
    return next(span.assertion for span in found if span.first_word == run.first_word)


@pytest.mark.parametrize(("text", "label", "status"), TRAPS)
def test_assertion_is_told_from_speech(
    text: str, label: Label, status: Assertion, pipelines: Pipelines
) -> None:
    assert assertion_of(text, label, pipelines) == status


def test_assertion_finds_what_notes_deny(pipelines: Pipelines) -> None:
    judged = [
        (status == "absent", assertion_of(text, label, pipelines) == "absent")
        for text, label, status in read_marked("notes_negation")
    ]
    right = sum(denied and found for denied, found in judged)
    wanted, found = (sum(column) for column in zip(*judged, strict=True))
    assert 2 * right / (wanted + found) >= NEGATION_F


@pytest.mark.parametrize(
    "text", ["", "no " * 10_000, "没有" * 5_000, "no fever, " * 2_000, "🤒" * 50]
)
def test_assertion_bears_any_text(text: str, pipelines: Pipelines) -> None:
    for pipeline in pipelines.values():
        assert all(span._.assertion for span in pipeline(text).ents)
