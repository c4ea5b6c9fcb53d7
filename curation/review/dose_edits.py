"""A reviewer's changes of a dose: checked, with what follows from them, errors in words."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from curation.dosing import is_implausible, load_units, ucum_of
from curation.errors import InputError
from curation.model import DoseStatement, EntitySpan, ends_of, make
from curation.state import apply_decision, item_states
from curation.store.base import Store

# What is worked out anew from the fields that a reviewer can change.
DERIVED = frozenset({"ucum", "implausible"})

_NUMBERS: Mapping[str, str] = {
    "amount": "the amount",
    "times_per_day": "how often it is given",
    "every_hours": "how often it is given",
    "value": "the duration",
}


def changed_dose(
    store: Store, shown: DoseStatement, values: Mapping[str, Any], changes: Mapping[str, Any]
) -> DoseStatement:
    """The dose with all its `values`, of which `changes` are new.

    Raises
    ------
    InputError
        saying in words which field is wrong.
    UnknownItemError
        when the drug's candidate is not there.
    """
    for name in ("amount", "frequency", "duration"):
        if name in changes:
            _check_numbers(name, changes[name])
    _check_unit(changes.get("unit"))
    if "drug" in changes and "entity" not in changes:
        values = {**values, "entity": None}  # another drug than that of the entity
    wanted = make(values, DoseStatement, origin=f"dose {shown.id}")
    if not changes:
        return wanted
    return replace(
        wanted,
        ucum=ucum_of(wanted.unit),
        implausible=is_implausible(
            _concept(store, wanted.entity),
            amount=wanted.amount,
            unit=wanted.unit,
            frequency=wanted.frequency,
        ),
    )


def _check_numbers(name: str, value: Any) -> None:
    """Frequencies and durations hold their number under a name of its own."""
    fields = value if isinstance(value, Mapping) else {name: value}
    for key, quantity in fields.items():
        if key in _NUMBERS and (quantity is not None or name == key):
            _check_number(_NUMBERS[key], quantity, zero=key == "amount")


def _check_number(what: str, quantity: Any, *, zero: bool) -> None:
    ends = quantity if isinstance(quantity, (list, tuple)) else (quantity, quantity)
    numbers = [end for end in ends if isinstance(end, (int, float)) and math.isfinite(end)]
    if len(numbers) != 2 or len(ends) != 2:
        raise InputError(f"{what} is not a number; write one as 0.5, or a range as 0.75-1.5")
    low, high = ends_of((numbers[0], numbers[1]))
    if low < 0:
        raise InputError(f"{what} is negative; write a number above zero")
    if low == 0 and not zero:
        raise InputError(f"{what} is zero; write a number above zero, or say nothing of it")
    if low > high:
        raise InputError(f"{what} is a range with its higher end first; write the lower one first")


def _check_unit(unit: Any) -> None:
    if unit is not None and ucum_of(str(unit)) is None:
        known = ", ".join(load_units())
        raise InputError(
            f"the unit {str(unit)[:20]!r} is not known; choose one of {known},"
            " or one per kg, m2, min or h, as in mg/kg"
        )


def _concept(store: Store, entity: str | None) -> str:
    if entity is None:
        return ""
    drug = store.candidate(entity)
    drug = apply_decision(drug, item_states(store.decisions(target_id=entity)).get(entity))
    return drug.concept.key if isinstance(drug, EntitySpan) and drug.concept else ""
