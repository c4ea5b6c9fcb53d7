"""Concepts against gold made by hand, and how sure a score is."""

from pathlib import Path
from typing import Any

import pytest

from curation.errors import FormatError
from curation.extract import Pipelines
from curation.extract.evaluate import EntityRow, GoldEntity
from curation.extract.linking import evaluate_links, read_codes
from curation.extract.scoring import interval

TEXT = "a dry cough, a fever, asthma and lopinavir"


def row(*entities: tuple[str, str, str | None]) -> EntityRow:
    return EntityRow(
        id="1",
        text=TEXT,
        entities=tuple(
            GoldEntity(
                start_char=TEXT.index(part),
                end_char=TEXT.index(part) + len(part),
                label=label,
                concept=concept,
            )
            for part, label, concept in entities
        ),
    )


def score(value: float) -> Any:
    return pytest.approx({"precision": value, "recall": value, "f1": value})


def test_linking_counts_right_concepts_of_all(pipelines: Pipelines) -> None:
    gold = row(
        ("dry cough", "SYMPTOM", "HP:0031246"),
        ("fever,", "SYMPTOM", "HPO:HP:0001945"),
        ("asthma", "DISEASE", None),
        ("lopinavir", "DRUG", "DrugBank:DB00001"),
    )
    scores = evaluate_links([gold], pipelines)
    assert set(scores["labels"]) == {"SYMPTOM", "DRUG"}
    symptom = scores["labels"]["SYMPTOM"]
    assert symptom["exact"] == score(0.5)
    assert symptom["overlap"] == score(1.0)
    assert symptom["right_of_all"] == 1.0
    assert (symptom["gold"], symptom["predicted"]) == (2, 2)
    assert scores["labels"]["DRUG"]["overlap"] == score(0.0)
    assert scores["intervals"]["SYMPTOM"]["overlap"] == [1.0, 1.0]


def test_linking_maps_codes_of_another_system(pipelines: Pipelines, tmp_path: Path) -> None:
    path = tmp_path / "codes.tsv"
    path.write_text("gold\tours\nMESH:D005334\tHP:0001945\n")
    gold = row(("fever", "SYMPTOM", "MESH:D005334"), ("dry cough", "SYMPTOM", "MESH:D003371"))
    labels = evaluate_links([gold], pipelines, read_codes(path))["labels"]
    assert (labels["SYMPTOM"]["gold"], labels["SYMPTOM"]["overlap"]) == (1, score(1.0))
    path.write_text("gold\tours\nMESH:D005334\t\n")
    with pytest.raises(FormatError, match=r"codes\.tsv, line 2: the column 'ours' is empty"):
        read_codes(path)


def test_scoring_interval_holds_the_score_and_narrows_with_more_texts() -> None:
    few = interval([(1, 1, 1, 1), (0, 1, 0, 1), (1, 1, 1, 1), (1, 1, 1, 1)])
    many = interval([(1, 1, 1, 1), (0, 1, 0, 1), (1, 1, 1, 1), (1, 1, 1, 1)] * 50)
    assert few[0] < many[0] < 0.75 < many[1] < few[1]
    assert interval([]) == [0.0, 0.0]
    assert interval([(1, 1, 1, 1)]) == [1.0, 1.0]
