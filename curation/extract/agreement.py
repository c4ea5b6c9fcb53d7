"""Who says what of which drug and dose, and whether they agree."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from curation.dosing import load_units
from curation.model import Assertion, DoseStatement, Frequency, ends_of

Accord = Literal["single", "agreement", "change", "contradiction"]

FOR: frozenset[Assertion] = frozenset({"present", "historical"})
AGAINST: frozenset[Assertion] = frozenset({"absent", "advised_against", "stopped"})
HOURS_PER_DAY = 24


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one pair's answer says of one drug.

    `drug` is the concept's key, or the name as spoken where none is known. `held_on` is the
    day of the session, if it is known.
    """

    pair: str
    session: str
    speaker: str
    drug: str
    display: str
    assertion: Assertion
    role: str = ""
    held_on: date | None = None
    doses: tuple[DoseStatement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What is said of one drug in answers to one question, the earliest first.

    `accord` is `single` where one pair alone speaks of it, `contradiction` where two say what
    cannot both be, and `change` where none of one day do but of different days.
    """

    drug: str
    display: str
    accord: Accord
    statements: tuple[Statement, ...]


def agreements(statements: Iterable[Statement]) -> tuple[Agreement, ...]:
    """The statements of a group of pairs by their drug, those at odds first."""
    by_drug: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_drug[statement.drug].append(statement)
    found = [
        Agreement(
            drug=drug,
            display=said[0].display,
            accord=accord_of(said),
            statements=tuple(sorted(said, key=_when)),
        )
        for drug, said in by_drug.items()
    ]
    return tuple(sorted(found, key=lambda item: (_GRAVITY[item.accord], item.display)))


_GRAVITY: dict[Accord, int] = {"contradiction": 0, "change": 1, "agreement": 2, "single": 3}


def accord_of(statements: Sequence[Statement]) -> Accord:
    """Whether statements of one drug agree; see `Agreement`."""
    if len({statement.pair for statement in statements}) < 2:
        return "single"
    odds = [two for two in combinations(statements, 2) if at_odds(*two)]
    if not odds:
        return "agreement"
    return "change" if all(_apart(*two) for two in odds) else "contradiction"


def at_odds(one: Statement, other: Statement) -> bool:
    """Whether two answers cannot both be followed: for and against, or doses that do not meet.

    Doses are compared where they have one measure; a dose said not to be given is left out.
    """
    if one.pair == other.pair:
        return False
    for here, there in ((one, other), (other, one)):
        if here.assertion in FOR and there.assertion in AGAINST:
            return True
    pairs = [
        (x, y)
        for x in one.doses
        for y in other.doses
        if not x.negated and not y.negated and _measure(x) == _measure(y)
    ]
    return bool(pairs) and not any(_meet(_amounts(x), _amounts(y)) for x, y in pairs)


def _apart(one: Statement, other: Statement) -> bool:
    """Whether two statements are known to be of different days."""
    return None not in (one.held_on, other.held_on) and one.held_on != other.held_on


def _measure(dose: DoseStatement) -> tuple[str, bool]:
    """What an amount is counted in, and whether it is an amount a day."""
    unit = load_units().get(dose.unit or "")
    return (unit.base if unit else dose.unit or "", _times(dose.frequency) is not None)


def _amounts(dose: DoseStatement) -> tuple[float, float]:
    """The lowest and highest amount, of a day where it is known how often, in the base unit."""
    unit = load_units().get(dose.unit or "")
    factor = unit.factor if unit else 1.0
    low_times, high_times = _times(dose.frequency) or (1.0, 1.0)
    low, high = ends_of(dose.amount)
    return low * factor * low_times, high * factor * high_times


def _times(frequency: Frequency | None) -> tuple[float, float] | None:
    if frequency is None or frequency.once:
        return None
    if frequency.times_per_day is not None:
        return ends_of(frequency.times_per_day)
    low, high = ends_of(frequency.every_hours or HOURS_PER_DAY)
    return HOURS_PER_DAY / high, HOURS_PER_DAY / low


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    tolerance = 1e-6 * max(one[1], other[1])
    return one[0] <= other[1] + tolerance and other[0] <= one[1] + tolerance


def _when(statement: Statement) -> tuple[date, str, str]:
    return statement.held_on or date.max, statement.session, statement.pair
