"""Stretches of a series in which something adds up, as in Page's cumulative sum test."""

from collections.abc import Iterable, Iterator


def stretches(
    scores: Iterable[float], *, at_least: float, part: float
) -> Iterator[tuple[int, int, float]]:
    """Stretches whose scores add up to `at_least`: first, one past the last, and the sum.

    Scores are below 0 where all is well. A stretch ends where its sum has fallen to nothing,
    or by `part` from its greatest, and reaches to where that was.
    """
    total = best = 0.0
    first = last = 0
    for number, score in enumerate([*scores, float("-inf")]):
        if total <= 0:
            first, total, best = number, 0.0, 0.0
        total += score
        if total > best:
            best, last = total, number + 1
        if total <= 0 or total < best - part:
            if best >= at_least:
                yield first, last, best
            total = 0.0
