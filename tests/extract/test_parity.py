"""The parity check on translations with a fault each, and on faithful ones that are hard."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from curation.extract import Vocabulary
from curation.extract.evaluate import read_gold
from curation.extract.evaluate_parity import ParityRow, evaluate_parity
from curation.extract.parity import compare

GOLD = Path(__file__).parent / "parity.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
KINDS = ("number", "unit", "drug", "negation", "duration", "missing")
CAUGHT, NAMED, FALSE_ALARMS = 0.91, 0.83, 0.2


def test_parity_gold_has_a_hundred_faults_in_each_direction() -> None:
    faults = Counter((row["direction"], row["problem"]) for row in ROWS if row["problem"])
    for direction in ("zh->en", "en->zh"):
        assert sum(faults[direction, kind] for kind in KINDS) == 100
        assert min(faults[direction, kind] for kind in KINDS) >= 16
    assert sum(row["problem"] is None for row in ROWS) == 120
    assert all((row["direction"] is None) == (row["problem"] is None) for row in ROWS)


def test_parity_gold_is_well_formed() -> None:
    assert [row["id"] for row in ROWS] == [f"pt-{n:03}" for n in range(1, len(ROWS) + 1)]
    assert len({(row["zh"], row["en"]) for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert set(row) == {"id", "zh", "en", "problem", "direction", "split"}
        assert re.search("[一-鿿]", row["zh"])
        assert not re.search("[一-鿿]", row["en"])


def test_parity_gold_has_a_third_of_each_kind_for_developing() -> None:
    rows = Counter(row["problem"] for row in ROWS)
    dev = Counter(row["problem"] for row in ROWS if row["split"] == "dev")
    assert {row["split"] for row in ROWS} == {"dev", "judge"}
    for kind, count in rows.items():
        assert dev[kind] == pytest.approx(count / 3, abs=2)


def test_parity_gold_keeps_what_was_judged_apart_from_what_was_developed_on() -> None:
    sides = [
        {row[side] for row in ROWS if row["split"] == split}
        for side in ("zh", "en")
        for split in ("dev", "judge")
    ]
    assert not sides[0] & sides[1]
    assert not sides[2] & sides[3]


def test_parity_catches_faults_and_leaves_faithful_pairs_alone(vocabulary: Vocabulary) -> None:
    scores = evaluate_parity(read_gold(GOLD, ParityRow), vocabulary)
    assert (scores["faults"], scores["faithful"]) == (200, 120)
    assert scores["caught"] >= CAUGHT
    assert scores["named"] >= NAMED
    assert scores["false_alarms"] <= FALSE_ALARMS


@pytest.mark.parametrize(
    ("zh", "en", "problem"),
    [
        ("每天吃两片。", "Take two tablets a day.", None),
        ("每天吃两片。", "Take three tablets a day.", "number"),
        ("每天吃100毫克。", "Take 100 g a day.", "unit"),
        ("阿司匹林停了。", "Aspirin was stopped.", None),
        ("阿司匹林停了。", "Warfarin was stopped.", "drug"),
        ("没有发烧。", "There was fever.", "negation"),
        ("隔离十四天。", "Isolate for fourteen weeks.", "duration"),
        ("隔离三个月。", "Isolate for three months.", None),
        ("隔离三个月。", "Isolate for three weeks.", "duration"),
        ("停一周。", "Stop for one month.", "duration"),
        ("两年半以前做的手术。", "The operation was two and a half years ago.", None),
        ("等三刻钟。", "Wait for 45 minutes.", None),
        ("每周三次。", "Three times a week.", None),
        ("五月底开始的。", "It began in late May.", None),
        ("每次0.5毫克。", "500 mg each time.", "unit"),
        ("一克。", "1 mg.", "unit"),
        ("低于20毫克每毫升。", "Below 20 ng/ml.", "unit"),
        ("用肾上腺素。", "Use norepinephrine.", "drug"),
        ("用去甲肾上腺素。", "Use epinephrine.", "drug"),
        ("用羟氯喹。", "Use chloroquine.", "drug"),
        ("用磷酸氯喹。", "Use chloroquine.", None),
        ("核酸阳性。", "The PCR was negative.", "negation"),
        ("每天最少两克。", "At most 2 g a day.", "negation"),
        ("每天不超过两克。", "It is 2 g a day.", "negation"),
        ("每天不超过两克。", "Up to 2 g a day.", None),
        ("没有人不怕。", "Everybody is afraid.", None),
        ("不良反应是腹泻和恶心。", "The adverse reaction is diarrhoea.", "missing"),
    ],
)
def test_parity_names_the_kind_of_a_fault(
    zh: str, en: str, problem: str | None, vocabulary: Vocabulary
) -> None:
    found = {difference.problem for difference in compare(zh, en, vocabulary=vocabulary)}
    assert found == set() if problem is None else problem in found
