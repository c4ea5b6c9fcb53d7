from datetime import UTC, datetime
from typing import Any

import pytest

from curation.model import (
    Candidate,
    Concept,
    Decision,
    DoseStatement,
    EntitySpan,
    QAPair,
    Run,
    Verdict,
)
from curation.review.queue import LOW_SCORE, review_queue
from curation.state import ItemState

CONCEPT = Concept(system="S", code="1", display="One")


def entity(target_id: str, **more: Any) -> EntitySpan:
    values: dict[str, Any] = {
        "first_word": 0,
        "last_word": 0,
        "transcript": "s/r0001",
        "start_char": 0,
        "end_char": 1,
        "text": "x",
        "label": "SYMPTOM",
        "concept": CONCEPT,
        "score": 0.9,
    }
    return EntitySpan(id=target_id, **{**values, **more})


def dose(target_id: str, **more: Any) -> DoseStatement:
    return DoseStatement(
        id=target_id,
        transcript="s/r0001",
        first_word=5,
        last_word=6,
        start_char=0,
        end_char=1,
        text="x",
        amount=1,
        **more,
    )


def pair(target_id: str, answers: int = 1, score: float = 0.9) -> QAPair:
    return QAPair(
        id=target_id,
        transcript="s/r0001",
        question=Run(first_word=1, last_word=1),
        answers=tuple(Run(first_word=n, last_word=n) for n in range(2, 2 + answers)),
        question_text="Q?",
        answer_text="A.",
        language="en",
        score=score,
    )


def decision(verdict: Verdict, reviewer: str = "r1") -> Decision:
    return Decision(
        id=reviewer,
        target_id="x",
        verdict=verdict,
        reviewer=reviewer,
        decided_at=datetime(2024, 1, 1, tzinfo=UTC),
        version=1,
    )


def state(target_id: str, *standing: Decision) -> ItemState:
    return ItemState(target_id=target_id, version=len(standing), standing=standing)


def order(*candidates: Candidate, **more: Any) -> list[str]:
    return [item.target_id for item in review_queue(candidates, more.pop("states", {}), **more)]


def test_queue_puts_doses_first_and_implausible_ones_before_them() -> None:
    drug = entity("drug", label="DRUG", assertion="absent", score=0.1)
    candidates = (drug, dose("dose"), dose("wrong", implausible=True), pair("pair"))
    assert order(*candidates) == ["wrong", "dose", "drug", "pair"]
    items = review_queue(candidates, {"wrong": state("wrong", decision("accept"))})
    assert [(item.target_id, item.reason) for item in items][::3] == [
        ("dose", "dose"),
        ("wrong", "decided"),
    ]


def test_queue_puts_negated_drugs_before_lower_scores() -> None:
    negated = [
        entity(state, label="DRUG", assertion=state)
        for state in ("absent", "advised_against", "stopped")
    ]
    given = entity("given", label="DRUG", score=0.1)
    assert order(given, *negated)[-1] == "given"


def test_queue_mixes_pairs_and_entities_by_score_then_as_spoken() -> None:
    late = entity("late", first_word=9, last_word=9)
    assert order(late, entity("early"), pair("pair", score=0.2)) == ["pair", "early", "late"]


def test_queue_puts_open_before_skipped_before_decided() -> None:
    states = {
        "a": state("a", decision("accept")),
        "b": state("b", decision("skip")),
    }
    assert order(entity("a", score=0.1), entity("b"), entity("c"), states=states) == ["c", "b", "a"]


def test_queue_puts_a_conflict_first() -> None:
    states = {"b": state("b", decision("accept", "r1"), decision("reject", "r2"))}
    queue = review_queue([entity("a", score=0.1), entity("b")], states)
    assert (queue[0].target_id, queue[0].reason) == ("b", "conflict")


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (entity("x", label="DRUG", assertion="stopped"), "negated_drug"),
        (entity("x", label="SYMPTOM", assertion="absent"), "routine"),
        (entity("x", score=LOW_SCORE - 0.01), "low_score"),
        (entity("x", concept=None), "no_concept"),
        (pair("x"), "routine"),
        (pair("x", answers=2), "several_runs"),
    ],
)
def test_queue_says_why(candidate: EntitySpan | QAPair, reason: str) -> None:
    assert review_queue([candidate], {})[0].reason == reason


def test_queue_says_that_words_were_doubtful() -> None:
    assert review_queue([entity("x")], {}, doubtful={"x"})[0].reason == "doubtful_words"


def test_queue_keeps_every_candidate_once() -> None:
    candidates = [entity(str(n), score=n % 3 / 3) for n in range(50)]
    assert sorted(order(*candidates)) == sorted(c.id for c in candidates)
