"""What is said of an entity, in one turn and over a question and its answer."""

import re
from pathlib import Path

import pytest

from curation.extract import Pipelines, extract
from curation.lists import read_rows
from curation.model import Assertion, Session
from tests.extract.talks import talk

TRAPS = [
    (row["talk"], row["status"])
    for row in read_rows(Path(__file__).with_name("traps.tsv"), ("status", "talk"))
]


@pytest.mark.parametrize(("text", "status"), TRAPS)
def test_assertion_is_told_from_speech(text: str, status: Assertion, pipelines: Pipelines) -> None:
    marked = re.search(r"\[(.*?)\]", text)
    assert marked
    turns = text.replace("[", "").replace("]", "").split(" / ")
    before = text[: marked.start()]
    turn = before.count(" / ")
    transcript = talk((f"speaker {number}", said) for number, said in enumerate(turns))
    found = extract(transcript, Session(id="s1"), pipelines).entities
    here = [
        span.assertion
        for span in found
        if span.text == marked[1] and span.first_word <= transcript.turns[turn].last_word
    ]
    assert here[:1] == [status]
