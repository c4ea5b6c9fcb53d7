"""Errors against gold made by hand: each kind once, told apart."""

from typing import Any

import pytest

from curation.extract import Pipelines
from curation.extract.evaluate import EntityRow, GoldEntity
from curation.extract.evaluate_errors import EntityError, entity_errors
from curation.frames import error_counts_frame, errors_frame


def row(text: str, *marked: tuple[str, str], number: int = 1, **more: Any) -> EntityRow:
    entities = tuple(
        GoldEntity(
            start_char=text.index(part), end_char=text.index(part) + len(part), label=label, **more
        )
        for part, label in marked
    )
    return EntityRow(id=str(number), text=text, entities=entities)


def told(errors: tuple[EntityError, ...]) -> list[tuple[str, str, str, str]]:
    return [(error.kind, error.label, error.wanted, error.found) for error in errors]


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        (row("He had a fever.", ("fever", "SYMPTOM")), []),
        (
            row("A widget and a fever.", ("widget", "SYMPTOM"), ("fever", "SYMPTOM")),
            [("missed", "SYMPTOM", "widget", "")],
        ),
        (
            row("A cough and a fever.", ("cough", "SYMPTOM")),
            [("spurious", "SYMPTOM", "", "fever")],
        ),
        (
            row("He had a dry cough.", ("cough", "SYMPTOM")),
            [("wrong span", "SYMPTOM", "cough", "dry cough")],
        ),
        (
            row("He had a fever.", ("fever", "DISEASE")),
            [("wrong label", "CONDITION", "CONDITION", "SYMPTOM")],
        ),
        (
            row("He had a fever.", ("fever", "SYMPTOM"), concept="HP:0000001"),
            [("wrong concept", "SYMPTOM", "HP:0000001", "HP:0001945")],
        ),
        (row("He had a fever.", ("fever", "SYMPTOM"), concept="X:1|HPO:HP:0001945"), []),
        (
            row("He had no fever.", ("fever", "SYMPTOM"), status="present"),
            [("wrong status", "SYMPTOM", "present", "absent")],
        ),
        (
            row("He had no dry cough.", ("cough", "SYMPTOM"), status="present"),
            [
                ("wrong span", "SYMPTOM", "cough", "dry cough"),
                ("wrong status", "SYMPTOM", "present", "absent"),
            ],
        ),
        # The gold never marks drugs, so that one is no error.
        (row("A fever, and aspirin.", ("fever", "SYMPTOM")), []),
    ],
)
def test_entity_errors_tells_kinds_apart(
    gold: EntityRow, expected: list[tuple[str, str, str, str]], pipelines: Pipelines
) -> None:
    assert told(entity_errors([gold], pipelines)) == expected


def test_entity_errors_takes_the_answers_of_a_dialogue(pipelines: Pipelines) -> None:
    asked = GoldEntity(start_char=4, end_char=9, label="SYMPTOM", status="absent")
    talk = [
        EntityRow(id="1", text="Any fever?", entities=(asked,), speaker="a", dialogue="d"),
        EntityRow(id="2", text="No.", entities=(), speaker="b", dialogue="d"),
    ]
    assert entity_errors(talk, pipelines) == ()
    (error,) = entity_errors([EntityRow(id="1", text="Any fever?", entities=(asked,))], pipelines)
    assert (error.kind, error.found) == ("wrong status", "asked")


def test_entity_errors_gives_the_same_span_to_its_own(pipelines: Pipelines) -> None:
    text = "dry cough, cough"
    gold = (
        GoldEntity(start_char=0, end_char=9, label="SYMPTOM"),
        GoldEntity(start_char=4, end_char=9, label="SYMPTOM"),
        GoldEntity(start_char=11, end_char=16, label="SYMPTOM"),
    )
    (error,) = entity_errors([EntityRow(id="1", text=text, entities=gold)], pipelines)
    assert (error.kind, error.wanted) == ("missed", "cough")


def test_error_frames_put_the_most_frequent_first(pipelines: Pipelines) -> None:
    rows = [
        row("A widget and a fever.", ("widget", "SYMPTOM"), ("fever", "SYMPTOM")),
        row("Well, a cough.", ("Well", "DRUG"), number=2),
        row("Then a headache.", ("headache", "SYMPTOM"), ("Then", "DRUG"), number=3),
    ]
    errors = entity_errors(rows, pipelines)
    counts = error_counts_frame(errors)
    assert counts[["kind", "label", "errors"]].to_numpy().tolist() == [
        ["missed", "DRUG", 2],
        ["missed", "SYMPTOM", 1],
        ["spurious", "SYMPTOM", 1],
    ]
    assert counts.example[0] == "[Well], a cough."
    assert counts.share.sum() == pytest.approx(1)
    frame = errors_frame(errors)
    assert frame.id.tolist() == ["2", "3", "1", "2"]
    assert (errors_frame([]).dtypes == frame.dtypes).all()
    assert (error_counts_frame([]).dtypes == counts.dtypes).all()
