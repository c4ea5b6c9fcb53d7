"""Scores against gold made by hand, small enough to count on one's fingers."""

import json
from pathlib import Path
from typing import Any

import pytest

from curation.errors import FormatError
from curation.extract import Pipelines
from curation.extract.evaluate import evaluate_file


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_evaluate_counts_exact_and_overlapping_entities(
    tmp_path: Path, pipelines: Pipelines
) -> None:
    text = "a dry cough, a fever, asthma and lopinavir"
    gold = [("dry cough", "SYMPTOM"), ("fever,", "SYMPTOM"), ("asthma", "DISEASE")]
    spans = [
        {"start_char": text.index(part), "end_char": text.index(part) + len(part), "label": label}
        for part, label in gold
    ]
    path = write(tmp_path / "gold.jsonl", [{"id": "1", "text": text, "entities": spans}])
    labels = evaluate_file("entities", path, pipelines)["labels"]
    assert set(labels) == {"SYMPTOM", "CONDITION"}
    assert labels["SYMPTOM"]["exact"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert labels["SYMPTOM"]["overlap"]["f1"] == 1
    assert (labels["SYMPTOM"]["gold"], labels["SYMPTOM"]["predicted"]) == (2, 2)


def test_evaluate_does_not_count_symptoms_on_conditions(
    tmp_path: Path, pipelines: Pipelines
) -> None:
    row = {"start_char": 0, "end_char": 5, "label": "DISEASE"}
    other = {"start_char": 7, "end_char": 12, "label": "SYMPTOM"}
    path = write(
        tmp_path / "gold.jsonl", [{"id": "1", "text": "cough, fever", "entities": [row, other]}]
    )
    scores = evaluate_file("entities", path, pipelines)["labels"]["SYMPTOM"]
    assert (scores["predicted"], scores["exact"]["precision"]) == (1, 1)


def test_evaluate_scores_statuses_over_turns(tmp_path: Path, pipelines: Pipelines) -> None:
    turns = [{"speaker": "a", "text": "Any fever?"}, {"speaker": "b", "text": "No, a cough."}]
    rows = [
        {"id": "1", "turns": turns, "turn": 0, "start_char": 4, "end_char": 9, "status": "absent"},
        {"id": "1", "turns": turns, "turn": 1, "start_char": 6, "end_char": 11, "status": "absent"},
        {"id": "2", "text": "If a rash comes", "start_char": 5, "end_char": 9, "status": "present"},
    ]
    path = write(tmp_path / "gold.jsonl", rows)
    scores = evaluate_file("assertions", path, pipelines)
    assert scores["accuracy"] == pytest.approx(1 / 3)
    assert scores["labels"]["absent"] == {
        "precision": 1,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
    }


def test_evaluate_scores_questions_and_links(tmp_path: Path, pipelines: Pipelines) -> None:
    rows = [
        {"id": "d1-1", "text": "Did you use steroids?", "is_question": True, "answers": ["d1-2"]},
        {"id": "d1-2", "text": "Yes, in severe cases.", "is_question": False},
        {"id": "d2-1", "text": "I see what you mean.", "is_question": True, "answers": ["d2-2"]},
        {"id": "d2-2", "text": "It helped many of them.", "is_question": False},
    ]
    path = write(tmp_path / "gold.jsonl", rows)
    for punctuation in (True, False):
        scores = evaluate_file("questions", path, pipelines, punctuation=punctuation)
        assert scores["question"] == {
            "precision": 1,
            "recall": 0.5,
            "f1": pytest.approx(2 / 3),
        }
        assert scores["links"]["recall"] == 0.5


def test_evaluate_scores_doses_by_field_and_whole(tmp_path: Path, pipelines: Pipelines) -> None:
    right = {"drug": "Tylenol", "amount": [1, 2], "unit": "tablet", "route": None}
    right |= {"frequency": {"times_per_day": 3}, "duration": {"value": 1, "unit": "week"}}
    wrong = {"drug": "aspirin", "amount": 100, "unit": "g", "frequency": {"once": True}}
    texts = ["Paracetamol 1-2 tablets three times a day for a week.", "Aspirin 100 mg once."]
    rows = [
        {"id": "1", "text": texts[0], "doses": [right]},
        {"id": "2", "text": texts[1], "doses": [wrong]},
        {"id": "3", "text": "He is 45.", "doses": []},
    ]
    scores = evaluate_file("doses", write(tmp_path / "gold.jsonl", rows), pipelines)
    half = {"precision": 0.5, "recall": 0.5, "f1": 0.5, "gold": 2, "predicted": 2}
    assert scores["whole"] == scores["fields"]["unit"] == half
    assert scores["fields"]["drug"]["f1"] == scores["fields"]["frequency"]["f1"] == 1
    assert scores["fields"]["negated"]["gold"] == 0


def test_evaluate_names_the_line_that_is_wrong(tmp_path: Path, pipelines: Pipelines) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1", "text": "a", "entities": []}\n\n{"id": "2"}\n')
    with pytest.raises(FormatError, match=r"gold\.jsonl, line 3: text"):
        evaluate_file("entities", path, pipelines)


FLOORS = {
    "entities": {("labels", "DRUG", "exact"): 0.93, ("labels", "SYMPTOM", "overlap"): 0.92},
    "assertions": {("labels", "absent"): 0.95, ("labels", "present"): 0.92},
    "questions": {("question",): 0.95, ("links",): 0.88},
}


@pytest.mark.parametrize("kind", FLOORS)
def test_evaluate_on_real_talk_stays_above(
    kind: str, real_data: Path, pipelines: Pipelines
) -> None:
    scores = evaluate_file(kind, real_data / "primock57" / f"{kind}.jsonl", pipelines)
    for path, floor in FLOORS[kind].items():
        found = scores
        for name in path:
            found = found[name]
        assert found["f1"] >= floor, (path, found)


@pytest.mark.parametrize(
    ("label", "exact", "overlap"),
    [("DRUG", 0.92, 0.95), ("SYMPTOM", 0.65, 0.8), ("CONDITION", 0.72, 0.82)],
)
def test_evaluate_finds_what_chinese_clinicians_say(
    pipelines: Pipelines, label: str, exact: float, overlap: float
) -> None:
    gold = Path(__file__).parent / "entities_zh_judging.jsonl"
    scores = evaluate_file("entities", gold, pipelines)["labels"][label]
    assert scores["exact"]["f1"] >= exact
    assert scores["overlap"]["f1"] >= overlap


def test_evaluate_assertions_tells_the_label_where_the_gold_does_not(
    pipelines: Pipelines, tmp_path: Path
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"id": "1", "text": "We stopped the prednisolone.", "start_char": 15, "end_char": 27, '
        '"status": "stopped"}\n'
    )
    assert evaluate_file("assertions", path, pipelines)["accuracy"] == 1.0
