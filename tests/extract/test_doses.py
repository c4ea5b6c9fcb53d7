"""Dose statements of transcripts: anchors, drugs of the question, self-checks."""

import pytest

from curation.extract import Pipelines, extract
from curation.frames import doses_frame
from curation.model import DoseStatement, Duration, Frequency, Session
from tests.extract.talks import talk

SESSION = Session(id="s1")


def test_doses_are_anchored_to_their_words(pipelines: Pipelines) -> None:
    said = "We gave lopinavir 😀 400 mg twice a day, orally."
    transcript = talk([("A", "Well."), ("B", said), ("B", "甲强龙40毫克，每日两次。")])
    found = extract(transcript, SESSION, pipelines)
    assert [dose.drug for dose in found.doses] == ["lopinavir", "甲强龙"]
    for dose in found.doses:
        assert transcript.text_of(dose)[dose.start_char : dose.end_char] == dose.text
    first, second = found.doses
    assert first.text == "400 mg twice a day, orally"
    assert (first.amount, first.unit, first.ucum, first.route) == (400, "mg", "mg", "oral")
    assert second.frequency == Frequency(times_per_day=2)
    drugs = {span.id: span.text for span in found.entities}
    assert drugs[first.entity or ""] == "lopinavir"
    assert extract(transcript, SESSION, pipelines).doses == found.doses


@pytest.mark.parametrize("answer", ["We gave 40 milligrams twice a day.", "Forty milligrams."])
def test_doses_without_a_drug_take_the_question_s(answer: str, pipelines: Pipelines) -> None:
    transcript = talk([("A", "How much methylprednisolone did you give?"), ("B", answer)])
    (dose,) = extract(transcript, SESSION, pipelines).doses
    assert dose.drug == "methylprednisolone"
    assert dose.entity


def test_doses_of_the_question_s_drug_are_held_to_its_limits(pipelines: Pipelines) -> None:
    said = [("A", "How much dexamethasone did you give?"), ("B", "Six hundred milligrams.")]
    (dose,) = extract(talk(said), SESSION, pipelines).doses
    assert (dose.drug, dose.implausible) == ("dexamethasone", True)


def test_doses_frame_has_a_row_each(pipelines: Pipelines) -> None:
    transcript = talk([("A", "Vancomycin 15 to 20 mcg/kg every 12 hours for a week.")])
    frame = doses_frame(extract(transcript, SESSION, pipelines).doses, transcript)
    row = frame.iloc[0]
    assert (row.amount_low, row.amount_high, row.unit, row.ucum) == (15, 20, "mcg/kg", "ug/kg")
    assert (row.frequency, row.duration, row.speaker) == ("every 12 h", "1 week", "A")
    assert row.implausible
    assert list(doses_frame([]).dtypes) == list(frame.dtypes)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Frequency(), "times a day"),
        (lambda: Frequency(times_per_day=2, once=True), "times a day"),
        (lambda: Frequency(every_hours=0), "above zero"),
        (lambda: Duration(value=(5, 3), unit="day"), "lower value first"),
        (lambda: _dose(amount=(2, 1)), "lower value first"),
        (lambda: _dose(amount=-1), "not negative"),
        (lambda: _dose(end_char=0), "has text"),
        (lambda: _dose(entity="e1"), "names its drug"),
    ],
)
def test_doses_check_themselves(make, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        make()


def _dose(**changes: object) -> DoseStatement:
    given = {"first_word": 0, "last_word": 1, "start_char": 0, "end_char": 3, "text": "1 g"}
    return DoseStatement(**{"id": "1", "transcript": "t", "amount": 1, **given, **changes})  # type: ignore[arg-type]
