"""Doses in words, as tables and documents show them."""

from collections.abc import Mapping

from curation.dosing.units import load_units
from curation.model import Duration, Frequency, Quantity, Route, ends_of

DAY_HOURS = 24
ROUTE_WORDS: Mapping[Route, str] = {
    "oral": "by mouth",
    "iv": "into a vein",
    "sc": "under the skin",
    "im": "into a muscle",
    "inhaled": "inhaled",
    "nasal": "into the nose",
    "sublingual": "under the tongue",
    "rectal": "rectally",
    "topical": "on the skin",
}
_PLURALS = {"patch": "patches", "suppository": "suppositories"}
_TIMES = {1: "once", 2: "twice"}


def quantity_words(quantity: Quantity) -> str:
    """A number, or a range as 0.75–1.5."""
    low, high = ends_of(quantity)
    return _number(low) if low == high else f"{_number(low)}–{_number(high)}"


def amount_words(amount: Quantity, unit: str | None) -> str:
    """How much: 400 mg, 0.75–1.5 mg/kg, 1 tablet, 2 tablets, or the number alone."""
    number = quantity_words(amount)
    if unit is None:
        return number
    known = load_units().get(unit)
    counted = known is not None and known.ucum.startswith("{")  # what UCUM has no unit for
    one = ends_of(amount)[1] <= 1
    return f"{number} {unit if one or not counted else _PLURALS.get(unit, f'{unit}s')}"


def frequency_words(frequency: Frequency) -> str:
    """How often: twice a day, every 12 h, every 7 days, once."""
    if frequency.times_per_day is not None:
        low, high = ends_of(frequency.times_per_day)
        many = f"{quantity_words(frequency.times_per_day)} times"
        return f"{_TIMES.get(int(low), many) if low == high == int(low) else many} a day"
    if frequency.every_hours is not None:
        hours = ends_of(frequency.every_hours)
        if all(end % DAY_HOURS == 0 and end > DAY_HOURS for end in hours):
            days = (hours[0] / DAY_HOURS, hours[1] / DAY_HOURS)
            return f"every {quantity_words(days)} days"
        return f"every {quantity_words(frequency.every_hours)} h"
    return "once"


def duration_words(duration: Duration) -> str:
    """For how long: 1 week, 7–10 days."""
    plural = "" if ends_of(duration.value)[1] == 1 else "s"
    return f"{quantity_words(duration.value)} {duration.unit}{plural}"


def _number(value: float) -> str:
    return f"{value:.12g}"
