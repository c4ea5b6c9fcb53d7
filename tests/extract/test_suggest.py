"""Suggestions for a text that no vocabulary holds as it is."""

import pytest

from curation.extract import Vocabulary
from curation.extract.suggest import suggest_concepts
from curation.model import Label


@pytest.mark.parametrize(
    ("text", "label", "code", "exact"),
    [
        ("lopinavr", "DRUG", "DrugBank:DB01601", False),
        ("Hydroxychlorokin", None, "DrugBank:DB01611", False),
        ("肚子很疼", "SYMPTOM", "HP:0002027", False),
        ("cough dry", "SYMPTOM", "HP:0031246", False),
        ("Dry Cough", None, "HP:0031246", True),
        ("azithrom", "DRUG", "DrugBank:DB00207", False),
    ],
)
def test_suggest_finds_the_likeliest_first(
    vocabulary: Vocabulary, text: str, label: Label | None, code: str, exact: bool
) -> None:
    first, *others = suggest_concepts(vocabulary, text, label)
    assert (first.concept.key, first.exact) == (code, exact)
    assert all(other.score <= first.score <= 1 for other in others)
    assert not any(other.exact for other in others)
    if label:
        assert {one.label for one in (first, *others)} == {label}


def test_suggest_gives_each_concept_once_and_no_more_than_wanted(vocabulary: Vocabulary) -> None:
    found = suggest_concepts(vocabulary, "pain", None, 7)
    assert len({one.concept.key for one in found}) == len(found) == 7


@pytest.mark.parametrize("text", ["", "  ", "qqqqxxzzzzq"])
def test_suggest_says_nothing_when_there_is_nothing(vocabulary: Vocabulary, text: str) -> None:
    assert suggest_concepts(vocabulary, text) == ()
