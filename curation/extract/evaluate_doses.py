"""How well dose statements agree with those that people wrote down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from curation.extract.folding import fold
from curation.extract.matcher import VocabularyMatcher
from curation.extract.pipeline import Pipelines, read_text
from curation.model import Duration, Frequency, Quantity

FIELDS = (
    "drug",
    "amount",
    "unit",
    "route",
    "frequency",
    "duration",
    "negated",
    "implausible",
)
SLACK = 1e-6  # relative; "one third" has no exact number


@dataclass(frozen=True, kw_only=True)
class GoldDose:
    """A dose as written down by hand; what was not said is None."""

    drug: str | None = None
    amount: Quantity | None = None
    unit: str | None = None
    route: str | None = None
    frequency: Frequency | None = None
    duration: Duration | None = None
    negated: bool = False
    implausible: bool = False


@dataclass(frozen=True, kw_only=True)
class DoseRow:
    """A text with all its doses."""

    id: str
    text: str
    doses: tuple[GoldDose, ...]


@dataclass
class Tally:
    right: int = 0
    predicted: int = 0
    gold: int = 0


def compare_doses(
    rows: Sequence[DoseRow], pipelines: Pipelines
) -> tuple[dict[str, Tally], list[tuple[DoseRow, list[GoldDose]]]]:
    """Counts per field and of whole statements, and the rows that differ with what was found.

    Statements are paired so that most fields agree. A field counts where it says something:
    a flag where it is set.
    """
    tallies = {name: Tally() for name in (*FIELDS, "whole")}
    wrong = []
    for row in rows:
        found = read_doses(row.text, pipelines)
        same_drug = _SameDrug(row.text, pipelines)
        pairs = _paired(row.doses, found, same_drug)
        for gold, dose in pairs:
            for name in FIELDS:
                _count(tallies[name], _said(gold, name), _said(dose, name), name, same_drug)
            whole = tallies["whole"]
            whole.gold += gold is not None
            whole.predicted += dose is not None
            whole.right += (
                gold is not None
                and dose is not None
                and _agree(gold, dose, same_drug) == len(FIELDS)
            )
        if any(
            gold is None or dose is None or _agree(gold, dose, same_drug) < len(FIELDS)
            for gold, dose in pairs
        ):
            wrong.append((row, found))
    return tallies, wrong


def read_doses(text: str, pipelines: Pipelines) -> list[GoldDose]:
    """The doses found in a text, as they would be written down."""
    return [
        GoldDose(
            drug=text[dose.drug.start : dose.drug.end] if dose.drug is not None else None,
            amount=dose.amount,
            unit=dose.unit,
            route=dose.route,
            frequency=dose.frequency,
            duration=dose.duration,
            negated=dose.negated,
            implausible=dose.implausible,
        )
        for dose in read_text(text, pipelines)._.doses
    ]


class _SameDrug:
    """Whether two names are of one drug: spelled alike, of one concept, or part of one name."""

    def __init__(self, text: str, pipelines: Pipelines) -> None:
        self.vocabularies = [
            component.vocabulary
            for nlp in pipelines.values()
            for _, component in nlp.pipeline
            if isinstance(component, VocabularyMatcher) and component.vocabulary is not None
        ]

    def __call__(self, one: str, other: str) -> bool:
        if fold(one).strip() == fold(other).strip():
            return True
        ours, theirs = self._concepts(one), self._concepts(other)
        parts = [self._concepts(part) for part in other.split("/")]
        return bool(ours & theirs) or any(ours & part for part in parts)

    def _concepts(self, name: str) -> set[str]:
        return {
            match.concept
            for vocabulary in self.vocabularies
            for match in vocabulary.find(name)
            if match.label == "DRUG"
        }


def _said(dose: GoldDose | None, name: str) -> Any:
    value = getattr(dose, name) if dose is not None else None
    return value or None if name in ("drug", "negated", "implausible") else value


def _count(tally: Tally, gold: Any, found: Any, name: str, same_drug: _SameDrug) -> None:
    tally.gold += gold is not None
    tally.predicted += found is not None
    tally.right += gold is not None and found is not None and _same(name, gold, found, same_drug)


def _same(name: str, gold: Any, found: Any, same_drug: _SameDrug) -> bool:
    if gold is None or found is None:
        return gold is found
    if name == "drug":
        return same_drug(gold, found)
    return _close(_numbers(gold), _numbers(found)) if name == "amount" else _alike(gold, found)


def _alike(gold: Any, found: Any) -> bool:
    if isinstance(gold, Frequency):
        parts = [
            (gold.times_per_day, found.times_per_day),
            (gold.every_hours, found.every_hours),
        ]
        return gold.once == found.once and all(
            _close(_numbers(one), _numbers(other)) for one, other in parts
        )
    if isinstance(gold, Duration):
        return gold.unit == found.unit and _close(_numbers(gold.value), _numbers(found.value))
    return bool(gold == found)


def _numbers(quantity: Quantity | None) -> tuple[float, ...]:
    if quantity is None:
        return ()
    return quantity if isinstance(quantity, tuple) else (quantity,)


def _close(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) <= SLACK * max(abs(a), abs(b)) for a, b in zip(one, other, strict=True)
    )


def _agree(gold: GoldDose, found: GoldDose, same_drug: _SameDrug) -> int:
    return sum(_same(name, _said(gold, name), _said(found, name), same_drug) for name in FIELDS)


def _paired(
    gold: Sequence[GoldDose], found: Sequence[GoldDose], same_drug: _SameDrug
) -> list[tuple[GoldDose | None, GoldDose | None]]:
    """Best agreement first; of several alike, the first spoken."""
    scores = sorted(
        (
            (-_agree(one, other, same_drug), abs(i - j), i, j)
            for i, one in enumerate(gold)
            for j, other in enumerate(found)
        )
    )
    pairs: list[tuple[GoldDose | None, GoldDose | None]] = []
    golds, founds = set(range(len(gold))), set(range(len(found)))
    for _, _, i, j in scores:
        if i in golds and j in founds:
            golds.remove(i)
            founds.remove(j)
            pairs.append((gold[i], found[j]))
    pairs += [(gold[i], None) for i in sorted(golds)]
    return pairs + [(None, found[j]) for j in sorted(founds)]
