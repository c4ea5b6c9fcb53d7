"""Which doses are flagged as implausible."""

import pytest

from curation.dosing import is_implausible
from curation.model import Frequency, Quantity

DEXAMETHASONE = "DrugBank:DB01234"


@pytest.mark.parametrize(
    ("amount", "unit", "times", "flagged"),
    [
        (6, "mg", 1, False),
        (600, "mg", 1, True),
        (60, "mg", 2, True),  # too much a day
        (6, "g", 1, True),
        (6, "mcg", 1, True),  # misheard unit
        (0.15, "mg/kg", 1, False),
        (15, "mg/kg", 1, True),
        ((4, 8), "mg", 1, False),
        (0, "mg", 1, True),
        (6, None, 1, False),
    ],
)
def test_dose_limits_of_a_drug(
    amount: Quantity, unit: str | None, times: int, flagged: bool
) -> None:
    frequency = Frequency(times_per_day=times)
    found = is_implausible(DEXAMETHASONE, amount=amount, unit=unit, frequency=frequency)
    assert found is flagged


def test_dose_limits_of_a_unit_hold_for_any_drug() -> None:
    assert is_implausible("", amount=50, unit="tablet", frequency=None)
    assert not is_implausible("", amount=2, unit="tablet", frequency=None)
