"""Abbreviations that a text defines."""

import pytest

from curation.extract.definitions import definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("He had acute kidney injury (AKI).", "AKI", "acute kidney injury"),
        ("AKI (acute kidney injury) is common", "AKI", "acute kidney injury"),
        ("given phenobarbital (PB; 30 mg)", "PB", "phenobarbital"),
        ("low molecular weight heparin (LMWH, daily)", "LMWH", "low molecular weight heparin"),
        ("the use of 5-hydroxytryptamine (5-HT)", "5-HT", "5-hydroxytryptamine"),
        ("levodopa-induced dyskinesia (LID)", "LID", "levodopa-induced dyskinesia"),
    ],
)
def test_definitions_give_the_long_form(text: str, short: str, long: str) -> None:
    (found,) = definitions(text)
    assert (found.short, text[found.start : found.end]) == (short, long)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(AKI)",
        "a fever (39 degrees)",
        "he (Bob) came",
        "no letters of it (XYZ)",
        "AKI AKI (AKI)",
        "()" * 50,
        "(" * 1000,
        "发烧(AKI)",
    ],
)
def test_definitions_are_not_made_up(text: str) -> None:
    assert list(definitions(text)) == []


def test_definitions_of_a_long_text_take_no_longer_than_its_length() -> None:
    text = "acute kidney injury (AKI) " * 20_000
    assert sum(1 for _ in definitions(text)) == 20_000
