"""What decisions add up to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from curation.errors import FormatError
from curation.model import Decision, DoseStatement, EntitySpan, QAPair, Run
from curation.state import ItemState, apply_decision, item_states

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PAIR = QAPair(
    id="t",
    transcript="s1/r0001",
    question=Run(first_word=0, last_word=1),
    answers=(Run(first_word=2, last_word=3),),
    question_text="q",
    answer_text="a",
    language="en",
)


def events(*steps: tuple[str, str] | tuple[str, str, Any]) -> list[Decision]:
    """Decisions on one target from (reviewer, verdict[, what it edits or undoes])."""
    made = []
    for version, (reviewer, verdict, *extra) in enumerate(steps, 1):
        made.append(
            Decision(
                id=f"d{version}",
                target_id="t",
                verdict=verdict,  # type: ignore[arg-type]
                reviewer=reviewer,
                decided_at=NOON + timedelta(minutes=version),
                version=version,
                after=extra[0] if verdict == "edit" else {},
                undoes=extra[0] if verdict == "undo" else None,
            )
        )
    return made


def state(*steps: Any) -> ItemState:
    return item_states(events(*steps))["t"]


@pytest.mark.parametrize(
    ("steps", "status", "conflict"),
    [
        ([("a", "accept")], "accepted", False),
        ([("a", "reject")], "rejected", False),
        ([("a", "skip")], "skipped", False),
        ([("a", "edit", {"answer_text": "b"})], "edited", False),
        ([("a", "accept"), ("a", "reject")], "rejected", False),
        ([("a", "accept"), ("a", "undo", "d1")], "open", False),
        ([("a", "reject"), ("a", "accept"), ("a", "undo", "d2")], "rejected", False),
        (
            [("a", "accept"), ("a", "reject"), ("a", "undo", "d2"), ("a", "undo", "d1")],
            "open",
            False,
        ),
        ([("a", "accept"), ("a", "undo", "d1"), ("a", "undo", "d2")], "accepted", False),
        ([("a", "accept"), ("b", "accept")], "accepted", False),
        ([("a", "accept"), ("b", "reject")], "rejected", True),
        ([("a", "skip"), ("b", "skip")], "skipped", False),
        ([("a", "accept"), ("a", "skip")], "skipped", False),
        ([("a", "accept"), ("b", "skip")], "accepted", False),
        ([("a", "accept"), ("b", "reject"), ("b", "undo", "d2")], "accepted", False),
        (
            [("a", "edit", {"answer_text": "x"}), ("b", "edit", {"answer_text": "y"})],
            "edited",
            True,
        ),
        (
            [("a", "edit", {"answer_text": "x"}), ("b", "edit", {"answer_text": "x"})],
            "edited",
            False,
        ),
    ],
)
def test_state_follows_from_the_events(steps: list[Any], status: str, conflict: bool) -> None:
    found = state(*steps)
    assert (found.status, found.conflict, found.version) == (status, conflict, len(steps))


def test_state_keeps_every_reviewers_standing_decision() -> None:
    found = state(("a", "accept"), ("b", "reject"), ("a", "skip"))
    assert [(event.reviewer, event.verdict) for event in found.standing] == [
        ("b", "reject"),
        ("a", "skip"),
    ]


def test_state_does_not_depend_on_the_order_given() -> None:
    made = events(("a", "accept"), ("a", "reject"), ("b", "skip"))
    assert item_states(made) == item_states(reversed(made))


def test_state_edit_changes_the_named_fields_only() -> None:
    changed = apply_decision(PAIR, state(("a", "edit", {"answer_text": "不建议。"})))
    assert (changed.answer_text, changed.question_text, changed.id) == ("不建议。", "q", "t")


@pytest.mark.parametrize(
    "steps", [[("a", "accept")], [("a", "edit", {"answer_text": "b"}), ("a", "undo", "d1")]]
)
def test_state_without_a_standing_edit_leaves_the_candidate_alone(steps: list[Any]) -> None:
    assert apply_decision(PAIR, state(*steps)) is PAIR


def test_state_undecided_candidate_is_left_alone() -> None:
    assert apply_decision(PAIR, None) is PAIR


def test_state_edit_of_a_concept_gives_a_concept_again() -> None:
    span = EntitySpan(
        id="t",
        transcript="s1/r0001",
        first_word=0,
        last_word=0,
        start_char=0,
        end_char=1,
        text="x",
        label="DRUG",
    )
    after = {"concept": {"system": "DrugBank", "code": "DB01201", "display": "rifapentine"}}
    changed = apply_decision(span, state(("a", "edit", after)))
    assert changed.concept is not None
    assert changed.concept.key == "DrugBank:DB01201"


def test_state_impossible_edit_names_its_decision() -> None:
    with pytest.raises(FormatError, match="decision d1: question_text"):
        apply_decision(PAIR, state(("a", "edit", {"question_text": 3})))


def test_state_gives_a_dose_its_edited_fields() -> None:
    dose = DoseStatement(
        id="t",
        transcript="s1/r0001",
        first_word=0,
        last_word=1,
        start_char=0,
        end_char=4,
        text="5 mg",
        amount=5.0,
        unit="mg",
    )
    frequency = {"times_per_day": [2.0, 3.0], "every_hours": None, "once": False}
    edit = {"amount": [5.0, 10.0], "frequency": frequency, "negated": True}
    edited = apply_decision(dose, state(("a", "edit", edit)))
    assert (edited.amount, edited.negated, edited.unit) == ((5.0, 10.0), True, "mg")
    assert edited.frequency is not None
    assert edited.frequency.times_per_day == (2.0, 3.0)
