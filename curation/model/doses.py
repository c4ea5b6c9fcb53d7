"""How much of a drug, how, how often and for how long, as it was said."""

from dataclasses import dataclass
from typing import Literal

from curation.model.base import STRICT, check
from curation.model.transcripts import Run

Quantity = float | tuple[float, float]  # a number, or the lowest and the highest of a range
DurationUnit = Literal["minute", "hour", "day", "week", "month", "year"]
Route = Literal["oral", "iv", "sc", "im", "inhaled", "nasal", "sublingual", "rectal", "topical"]


@dataclass(frozen=True, kw_only=True)
class Frequency:
    """How often: exactly one of the three is given."""

    __pydantic_config__ = STRICT

    times_per_day: Quantity | None = None
    every_hours: Quantity | None = None
    once: bool = False

    def __post_init__(self) -> None:
        given = (self.times_per_day is not None, self.every_hours is not None, self.once)
        check(sum(given) == 1, "a frequency is times a day, every so many hours, or once")
        for quantity in (self.times_per_day, self.every_hours):
            check(quantity is None or _in_order(quantity, above=0), "a frequency is above zero")


@dataclass(frozen=True, kw_only=True)
class Duration:
    """For how long."""

    __pydantic_config__ = STRICT

    value: Quantity
    unit: DurationUnit

    def __post_init__(self) -> None:
        check(_in_order(self.value, above=0), "a duration is above zero, the lower value first")


@dataclass(frozen=True, kw_only=True)
class DoseStatement(Run):
    """A dose spoken of, at the words that say its amount, frequency and so on.

    `text` is as spoken; `start_char` and `end_char` cut it out of the run's own text
    (`Transcript.text_of`). `drug` is the drug as spoken, empty where none is named, and
    `entity` the id of its span. `unit` is the project's code, `ucum` the same in UCUM where
    that has it. `negated`: said not to be given. `implausible`: beyond the limits that are
    known for the drug or the unit. `score` is 1: rules do not rate what they find.
    """

    id: str
    transcript: str
    start_char: int
    end_char: int
    text: str
    amount: Quantity
    drug: str = ""
    entity: str | None = None
    unit: str | None = None
    ucum: str | None = None
    route: Route | None = None
    frequency: Frequency | None = None
    duration: Duration | None = None
    negated: bool = False
    implausible: bool = False
    score: float = 1.0
    source: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        check(0 <= self.start_char < self.end_char, "a dose statement has text")
        check(_in_order(self.amount, above=-1), "an amount is not negative, the lower value first")
        check(self.unit != "", "a unit is a code or None")
        check(self.entity is None or self.drug != "", "a dose of an entity names its drug")


def ends_of(quantity: Quantity) -> tuple[float, float]:
    """The lowest and the highest value, which are the same for a single number."""
    return quantity if isinstance(quantity, tuple) else (quantity, quantity)


def _in_order(quantity: Quantity, *, above: float) -> bool:
    low, high = ends_of(quantity)
    return above < low <= high < float("inf")
