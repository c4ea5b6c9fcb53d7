"""Doses in words."""

import pytest

from curation.dosing import amount_words, duration_words, frequency_words, quantity_words
from curation.model import Duration, Frequency, Quantity


@pytest.mark.parametrize(
    ("quantity", "words"),
    [(400.0, "400"), (0.75, "0.75"), (5_000_000.0, "5000000"), ((4, 8), "4–8"), ((3, 3), "3")],
)
def test_words_of_quantities(quantity: Quantity, words: str) -> None:
    assert quantity_words(quantity) == words


@pytest.mark.parametrize(
    ("frequency", "words"),
    [
        (Frequency(times_per_day=1), "once a day"),
        (Frequency(times_per_day=2), "twice a day"),
        (Frequency(times_per_day=3), "3 times a day"),
        (Frequency(times_per_day=(2, 3)), "2–3 times a day"),
        (Frequency(times_per_day=1.5), "1.5 times a day"),
        (Frequency(every_hours=12), "every 12 h"),
        (Frequency(every_hours=168), "every 7 days"),
        (Frequency(every_hours=(24, 48)), "every 24–48 h"),
        (Frequency(once=True), "once"),
    ],
)
def test_words_of_frequencies(frequency: Frequency, words: str) -> None:
    assert frequency_words(frequency) == words


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (Duration(value=1, unit="week"), "1 week"),
        (Duration(value=(7, 10), unit="day"), "7–10 days"),
        (Duration(value=0.5, unit="hour"), "0.5 hours"),
    ],
)
def test_words_of_durations(duration: Duration, words: str) -> None:
    assert duration_words(duration) == words


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (400, "mg", "400 mg"),
        ((4, 8), "mg/kg", "4–8 mg/kg"),
        (1, "tablet", "1 tablet"),
        (0.5, "tablet", "0.5 tablet"),
        (4, "capsule", "4 capsules"),
        ((1, 2), "patch", "1–2 patches"),
        (20, None, "20"),
    ],
)
def test_words_of_amounts(amount: Quantity, unit: str | None, words: str) -> None:
    assert amount_words(amount, unit) == words
