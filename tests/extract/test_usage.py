"""How often English words are used."""

import pytest

from curation.extract.usage import load_usage


def test_usage_counts_words_and_short_forms() -> None:
    usage = load_usage()
    assert usage.count("the") > usage.count("clinic") > usage.count("inxapurin") == 0
    assert usage.count("clinic") > usage.count("clinic's") > 0
    assert usage.zipf("the") > 7 > usage.zipf("clinic") > usage.zipf("inxapurin")


@pytest.mark.parametrize(
    ("expected", "odd"), [("high blood pressure", "los art and"), ("in the morning", "lies in met")]
)
def test_usage_is_surprised_by_odd_words(expected: str, odd: str) -> None:
    usage = load_usage()
    assert sum(usage.surprises(odd.split())) > sum(usage.surprises(expected.split()))


def test_usage_knows_neighbours() -> None:
    usage = load_usage()
    assert usage.is_pair("blood", "pressure")
    assert not usage.is_pair("pressure", "blood")
    assert usage.surprises([]) == []
