from typing import Any

import pytest

from curation.errors import ConflictError, FormatError, InputError, UnknownItemError
from curation.model import EntitySpan, QAPair
from curation.review.decide import LONGEST_DECISION_S, Ruling, decide, undo
from curation.state import apply_decision, item_states
from curation.workbench import Workbench


def ruling(verdict: Any, version: int = 0, **more: Any) -> Ruling:
    return Ruling(verdict=verdict, reviewer=more.pop("reviewer", "a"), version=version, **more)


def status(bench: Workbench, target_id: str) -> str:
    states = item_states(bench.store.decisions())
    return states[target_id].status if target_id in states else "open"


@pytest.mark.parametrize(
    ("verdict", "expected"), [("accept", "accepted"), ("reject", "rejected"), ("skip", "skipped")]
)
def test_decide_saves_a_verdict(
    bench: Workbench, drug: EntitySpan, verdict: str, expected: str
) -> None:
    saved = decide(bench.store, drug.id, ruling(verdict, seconds=2.5, note=" sure "))
    assert bench.store.decisions() == (saved,)
    assert (saved.seconds, saved.note, saved.after) == (2.5, "sure", {})
    assert status(bench, drug.id) == expected


def test_decide_saves_only_changed_fields(bench: Workbench, drug: EntitySpan) -> None:
    changes = {"assertion": "advised_against", "label": "DRUG"}
    saved = decide(bench.store, drug.id, ruling("accept", changes=changes))
    assert saved.verdict == "edit"
    assert saved.before == {"assertion": "absent"}
    assert saved.after == {"assertion": "advised_against"}


def test_decide_calls_an_edit_without_a_change_an_accept(
    bench: Workbench, drug: EntitySpan
) -> None:
    saved = decide(bench.store, drug.id, ruling("edit", changes={"assertion": "absent"}))
    assert (saved.verdict, saved.after) == ("accept", {})


def test_decide_adds_an_edit_to_the_edit_that_stands(bench: Workbench, pair: QAPair) -> None:
    decide(bench.store, pair.id, ruling("edit", changes={"question_text": "Q?"}))
    decide(bench.store, pair.id, ruling("edit", 1, changes={"topics": ["antivirals"]}))
    state = item_states(bench.store.decisions())[pair.id]
    shown = apply_decision(pair, state)
    assert (shown.question_text, shown.topics) == ("Q?", ("antivirals",))


def test_decide_accepting_an_edit_agrees_with_it(bench: Workbench, drug: EntitySpan) -> None:
    first = decide(bench.store, drug.id, ruling("edit", changes={"assertion": "stopped"}))
    second = decide(bench.store, drug.id, ruling("accept", 1, reviewer="b"))
    assert second.after == first.after
    assert not item_states(bench.store.decisions())[drug.id].conflict


def test_decide_takes_a_concept_as_plain_values(bench: Workbench, drug: EntitySpan) -> None:
    concept = {"system": "DrugBank", "code": "DrugBank:DB01611", "display": "Hydroxychloroquine"}
    decide(bench.store, drug.id, ruling("edit", changes={"concept": concept}))
    shown = apply_decision(drug, item_states(bench.store.decisions())[drug.id])
    assert shown.concept is not None
    assert shown.concept.display == "Hydroxychloroquine"


def test_decide_refuses_what_was_decided_meanwhile(bench: Workbench, drug: EntitySpan) -> None:
    decide(bench.store, drug.id, ruling("accept", reviewer="b"))
    with pytest.raises(ConflictError, match=drug.id):
        decide(bench.store, drug.id, ruling("reject"))
    assert len(bench.store.decisions()) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"score": 1}, InputError),
        ({"nonsense": 1}, InputError),
        ({"assertion": "maybe"}, FormatError),
        ({"label": "DISEASE"}, FormatError),
    ],
)
def test_decide_refuses_impossible_changes(
    bench: Workbench, drug: EntitySpan, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error, match=drug.id):
        decide(bench.store, drug.id, ruling("edit", changes=changes))
    assert not bench.store.decisions()


def test_decide_refuses_an_empty_answer_without_telling_its_text(
    bench: Workbench, pair: QAPair
) -> None:
    with pytest.raises(InputError, match="answer_text is empty") as caught:
        decide(bench.store, pair.id, ruling("edit", changes={"answer_text": "  \n"}))
    assert "chloroquine" not in str(caught.value)


def test_decide_refuses_an_unknown_candidate(bench: Workbench) -> None:
    with pytest.raises(UnknownItemError, match="gone"):
        decide(bench.store, "gone", ruling("accept"))


@pytest.mark.parametrize(("seconds", "saved"), [(-3, 0), (1e9, LONGEST_DECISION_S)])
def test_decide_bounds_the_seconds(
    bench: Workbench, drug: EntitySpan, seconds: float, saved: float
) -> None:
    assert decide(bench.store, drug.id, ruling("accept", seconds=seconds)).seconds == saved


def test_undo_takes_back_own_decisions_newest_first(
    bench: Workbench, drug: EntitySpan, pair: QAPair
) -> None:
    decide(bench.store, drug.id, ruling("accept"))
    decide(bench.store, pair.id, ruling("reject"))
    decide(bench.store, drug.id, ruling("skip", 1))
    taken_back = [undo(bench.store, "a", "s") for _ in range(4)]
    assert [event and event.target_id for event in taken_back] == [drug.id, pair.id, drug.id, None]
    assert status(bench, drug.id) == status(bench, pair.id) == "open"
    assert len(bench.store.decisions()) == 6


def test_undo_after_an_undo_and_a_new_decision_goes_back_over_both(
    bench: Workbench, drug: EntitySpan
) -> None:
    decide(bench.store, drug.id, ruling("accept"))
    undo(bench.store, "a")
    decide(bench.store, drug.id, ruling("reject", 2))
    undo(bench.store, "a")
    assert status(bench, drug.id) == "open"
    assert undo(bench.store, "a") is None


def test_undo_leaves_others_alone(bench: Workbench, drug: EntitySpan) -> None:
    decide(bench.store, drug.id, ruling("accept", reviewer="b"))
    assert undo(bench.store, "a") is None
    assert status(bench, drug.id) == "accepted"


def test_undo_stays_in_its_session(bench: Workbench, drug: EntitySpan) -> None:
    decide(bench.store, drug.id, ruling("accept"))
    assert undo(bench.store, "a", "another") is None
