"""What is said of an entity, in one turn and over a question and its answer."""

import re
from pathlib import Path

import pytest

from curation.extract import Pipelines
from curation.extract.lists import read_rows
from curation.extract.stage import extract_read
from curation.extract.turns import read_turns
from curation.model import Assertion, Label, Session
from tests.extract.talks import talk

COLUMNS = ("status", "label", "talk")
HERE = Path(__file__).parent
TRAPS = [
    (row["talk"], row["label"], row["status"])
    for name in ("traps_en", "traps_zh")
    for row in read_rows(HERE / f"{name}.tsv", COLUMNS)
]


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
