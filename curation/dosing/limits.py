"""Which doses are beyond what is known to be given; the limits and their sources are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from curation.dosing.units import DATA, load_units
from curation.lists import read_rows, required
from curation.model import Frequency, Quantity, ends_of

BODY = {"kg": 70.0, "m2": 1.8}  # an adult, for doses by weight or body surface
PER_DAY = {"min": 24 * 60, "h": 24}  # how often a rate's unit of time passes in a day
MOST_TIMES_PER_DAY = 24
DAY_HOURS = 24.0


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A drug's smallest single dose and largest amount a day, in `base`."""

    base: str
    least: float
    most: float


@cache
def load_limits() -> Mapping[str, Limit]:
    """Limits by a drug's concept.

    Raises
    ------
    FormatError
        naming the line of the list that is wrong.
    """
    limits: dict[str, Limit] = {}
    for row in read_rows(DATA / "dose_limits.tsv", ("code", "base", "least", "most", "source")):
        required(row, "source")
        try:
            limit = Limit(base=row["base"], least=float(row["least"]), most=float(row["most"]))
        except ValueError:
            raise row.error("least and most are numbers") from None
        limits[required(row, "code")] = limit
    return limits


def is_implausible(
    concept: str, *, amount: Quantity, unit: str | None, frequency: Frequency | None
) -> bool:
    """Whether an amount is nothing, or beyond the limits of its unit or its drug."""
    high = ends_of(amount)[1]
    times = _times_per_day(frequency)
    if high <= 0 or times > MOST_TIMES_PER_DAY:
        return True
    if unit is None:
        return False
    code, *per = unit.split("/")
    known = load_units().get(code)
    if known is None:
        return False
    scale = 1.0
    for one in per:
        scale *= BODY.get(one, 1.0)
    if not per and high > known.most:
        return True
    limit = load_limits().get(concept)
    if limit is None or limit.base != known.base:
        return False
    rate = next((PER_DAY[one] for one in per if one in PER_DAY), None)
    a_day = high * known.factor * scale * (rate or times)
    too_little = rate is None and high * known.factor * scale < limit.least
    return a_day > limit.most or too_little


def _times_per_day(frequency: Frequency | None) -> float:
    """How often on a day that a dose is given: at least once."""
    if frequency is None or frequency.once:
        return 1.0
    if frequency.times_per_day is not None:
        return max(1.0, ends_of(frequency.times_per_day)[0])
    hours = ends_of(frequency.every_hours or DAY_HOURS)[1]
    return max(1.0, DAY_HOURS / hours)
