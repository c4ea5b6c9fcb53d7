"""Precision, recall and F, and how far they may be off by chance: bootstrap over texts."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Scores = dict[str, Any]
Span = tuple[int, int]  # first character, and the one after the last

DRAWS = 1000
SEED = 0  # the same texts give the same interval
OUTSIDE = 5  # percent of draws outside the interval

# Of one text: found that are right, found, wanted that were met, wanted.
Unit = tuple[int, int, int, int]


def interval(units: Sequence[Unit]) -> list[float]:
    """The 95 % interval of F1, texts drawn with replacement; [0, 0] without any."""
    if not units:
        return [0.0, 0.0]
    counts = np.asarray(units, dtype=np.float64)
    number = len(units)
    draw = np.random.default_rng(SEED)
    alike = np.full(number, 1 / number)
    sums = np.stack([draw.multinomial(number, alike) @ counts for _ in range(DRAWS)])
    right, found, met, wanted = sums.T
    precision = np.divide(right, found, out=np.zeros(DRAWS), where=found > 0)
    recall = np.divide(met, wanted, out=np.zeros(DRAWS), where=wanted > 0)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros(DRAWS), where=total > 0)
    low, high = np.percentile(f1, [OUTSIDE / 2, 100 - OUTSIDE / 2])
    return [float(low), float(high)]


def touches(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a character with any of others."""
    return any(span[0] < other[1] and other[0] < span[1] for other in others)


def total_scores(units: Sequence[Unit]) -> Scores:
    """Precision, recall and F over all texts."""
    right, found, met, wanted = (sum(unit[place] for unit in units) for place in range(4))
    return f_scores(share(right, found), share(met, wanted))


def share(part: int, whole: int) -> float:
    """The part of a whole; none of nothing."""
    return part / whole if whole else 0.0


def f_scores(precision: float, recall: float) -> Scores:
    """Precision and recall with their F."""
    total = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / total if total else 0.0,
    }
