"""Changing a dose: what follows from a change, and what is refused in words."""

from typing import Any

import pytest

from curation.errors import InputError, UnknownItemError
from curation.model import DoseStatement, Frequency
from curation.review.decide import Ruling, decide
from curation.state import apply_decision, item_states
from curation.workbench import Workbench


def change(bench: Workbench, dose: DoseStatement, **changes: Any) -> DoseStatement:
    """The dose as it stands once the changes are accepted."""
    version = len(bench.store.decisions(target_id=dose.id))
    ruling = Ruling(verdict="accept", reviewer="a", version=version, changes=changes)
    decide(bench.store, dose.id, ruling)
    return apply_decision(dose, item_states(bench.store.decisions())[dose.id])


def test_dose_edits_are_not_needed_to_accept(bench: Workbench, dose: DoseStatement) -> None:
    assert change(bench, dose) == dose
    assert bench.store.decisions(target_id=dose.id)[0].verdict == "accept"


def test_dose_edits_tell_anew_whether_it_is_plausible(
    bench: Workbench, dose: DoseStatement
) -> None:
    right = change(bench, dose, amount=500)
    assert (right.amount, right.implausible) == (500, False)
    assert change(bench, dose, amount=50, unit="g").implausible
    assert not change(bench, dose, amount=5, unit="mg/kg").implausible


def test_dose_edits_look_at_the_concept_that_the_drug_was_given(
    bench: Workbench, dose: DoseStatement
) -> None:
    other = {"system": "DrugBank", "code": "DrugBank:DB01060", "display": "Amoxicillin"}
    drug = Ruling(verdict="edit", reviewer="a", version=0, changes={"concept": other})
    decide(bench.store, dose.entity or "", drug)
    assert not change(bench, dose, negated=True).implausible  # of amoxicillin it would be given


def test_dose_edits_of_the_unit_change_its_ucum_code(bench: Workbench, dose: DoseStatement) -> None:
    edited = change(bench, dose, unit="mcg/kg/min", amount=[0.05, 0.1], frequency=None)
    assert (edited.unit, edited.ucum, edited.amount) == ("mcg/kg/min", "ug/kg/min", (0.05, 0.1))
    (decision,) = bench.store.decisions(target_id=dose.id)
    assert {"unit", "ucum", "amount", "frequency"} <= decision.after.keys()
    assert change(bench, dose, unit=None).ucum is None


def test_dose_edits_of_every_field(bench: Workbench, dose: DoseStatement) -> None:
    edited = change(
        bench,
        dose,
        route="oral",
        frequency={"times_per_day": None, "every_hours": 8, "once": False},
        duration={"value": [5, 7], "unit": "day"},
        negated=True,
    )
    assert edited.route == "oral"
    assert edited.frequency == Frequency(every_hours=8)
    assert edited.duration is not None
    assert edited.duration.value == (5, 7)
    assert edited.negated


def test_dose_edits_of_the_drug_leave_its_old_candidate(
    bench: Workbench, dose: DoseStatement
) -> None:
    edited = change(bench, dose, drug="something else")
    assert (edited.drug, edited.entity) == ("something else", None)
    again = change(bench, dose, drug="chloroquine", entity=dose.entity)
    assert (again.drug, again.entity) == ("chloroquine", dose.entity)
    assert change(bench, dose, drug="").drug == ""


def often(**count: Any) -> dict[str, Any]:
    return {"times_per_day": None, "every_hours": None, "once": False, **count}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": -5}, "the amount is negative"),
        ({"amount": [-5, 5]}, "the amount is negative"),
        ({"amount": ""}, "the amount is not a number"),
        ({"amount": None}, "the amount is not a number"),
        ({"amount": "a lot"}, "the amount is not a number"),
        ({"amount": [1, 2, 3]}, "the amount is not a number"),
        ({"amount": float("inf")}, "the amount is not a number"),
        ({"amount": [2, 1]}, "higher end first"),
        ({"unit": "mgg"}, "the unit 'mgg' is not known; choose one of mg, g"),
        ({"unit": "mg/fortnight"}, "is not known"),
        ({"unit": ""}, "is not known"),
        ({"frequency": often(times_per_day="")}, "how often it is given is not a number"),
        ({"frequency": often(every_hours=0)}, "how often it is given is zero"),
        ({"duration": {"value": -1, "unit": "day"}}, "the duration is negative"),
    ],
)
def test_dose_edits_refuse_in_words(
    bench: Workbench, dose: DoseStatement, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        change(bench, dose, **changes)
    assert bench.store.decisions() == ()


@pytest.mark.parametrize(
    "changes", [{"route": "by magic"}, {"frequency": often()}, {"text": "x"}, {"ucum": "g"}]
)
def test_dose_edits_refuse_what_is_no_such_field(
    bench: Workbench, dose: DoseStatement, changes: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        change(bench, dose, **changes)


def test_dose_edits_need_a_drug_that_is_there(bench: Workbench, dose: DoseStatement) -> None:
    with pytest.raises(UnknownItemError):
        change(bench, dose, drug="chloroquine", entity="nowhere")
