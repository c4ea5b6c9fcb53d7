"""Doses in single texts; `doses_en.jsonl` and `doses_zh.jsonl` hold the sentences."""

from pathlib import Path

import pytest

from curation.dosing import load_limits
from curation.extract import Pipelines, Vocabulary
from curation.extract.evaluate import evaluate_file
from curation.extract.evaluate_doses import GoldDose, read_doses
from curation.model import Duration, Frequency

GOLD = Path(__file__).parent


@pytest.mark.parametrize("language", ["en", "zh"])
def test_dosage_finds_what_the_sentences_say(language: str, pipelines: Pipelines) -> None:
    scores = evaluate_file("doses", GOLD / f"doses_{language}.jsonl", pipelines)
    assert scores["whole"]["gold"] > 160
    assert scores["whole"]["f1"] >= 0.97
    assert {name for name, field in scores["fields"].items() if field["f1"] < 0.97} == set()


def test_dosage_reads_all_fields(pipelines: Pipelines) -> None:
    text = "Methylprednisolone 0.75 to 1.5 mg per kilo a day intravenously for three to five days."
    assert read_doses(text, pipelines) == [
        GoldDose(
            drug="Methylprednisolone",
            amount=(0.75, 1.5),
            unit="mg/kg",
            route="iv",
            frequency=Frequency(times_per_day=1),
            duration=Duration(value=(3, 5), unit="day"),
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀",
        "mg mg mg",
        "1 2 3 4 5",
        "0/0 0,0,0 1..2 ,5. ½½½ 一一一一一一一一一一一一一一一一一一一一",
        "第第第半半半万万万点点点分之分之",
        "9" * 400 + " mg of aspirin",
        "\x00\x07 \u202e40 mg\u202c",
    ],
)
def test_dosage_bears_odd_text(text: str, pipelines: Pipelines) -> None:
    assert all(dose.drug is None or dose.amount for dose in read_doses(text, pipelines))


@pytest.mark.parametrize("piece", ["40 ", "forty ", "四十", "40mg ", "1-2 ", "每天", "half a "])
def test_dosage_is_linear_in_numbers(piece: str, pipelines: Pipelines) -> None:
    assert len(read_doses("aspirin " + piece * 10_000, pipelines)) <= 10_000


def test_dosage_limits_are_of_known_drugs(vocabulary: Vocabulary) -> None:
    limits = load_limits()
    assert len(limits) >= 40
    assert [code for code in limits if vocabulary.concept(code) is None] == []
    assert all(limit.least < limit.most for limit in limits.values())
