"""The two sides of a translation, with what is compared, and how a difference is told."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from curation.extract.folding import fold
from curation.extract.quantities import Quantity, find_quantities
from curation.extract.rules import load_rules
from curation.extract.vocabulary import Vocabulary

Problem = Literal["number", "unit", "drug", "negation", "duration", "missing"]
Side = Literal["source", "translation"]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that one side says and the other does not.

    `start` and `end` cut it out of the text of its `side`; `other` are the characters on the
    other side that may have taken its place.
    """

    problem: Problem
    side: Side
    start: int
    end: int
    other: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class ParityRules:
    """Thresholds; see `parity.toml`."""

    near: float
    characters_per_word: float
    spread: float
    spread_short: float
    weight_term: float
    weight_fact: float
    missing_score: float
    missing_ratio: float
    sentence_ends: str
    no_drugs: frozenset[str]
    salts: str
    limits: tuple[str, str, str, str]
    opposites: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Text:
    """One side with what was found in it."""

    side: Side
    text: str
    language: str
    drugs: tuple[tuple[int, int, str], ...]
    quantities: tuple[Quantity, ...]


def read_side(text: str, side: Side, language: str, vocabulary: Vocabulary) -> Text:
    no_drugs = parity_rules().no_drugs
    drugs = [
        (match.start, match.end, match.concept)
        for match in vocabulary.find(text)
        if match.label == "DRUG" and fold(text[match.start : match.end]) not in no_drugs
    ]
    inside = [range(start, end) for start, end, _ in drugs]
    quantities = (
        quantity
        for quantity in find_quantities(text, language)
        if not any(quantity.start in characters for characters in inside)
    )
    return Text(
        side=side,
        text=text,
        language=language,
        drugs=tuple(drugs),
        quantities=tuple(quantities),
    )


@cache
def parity_rules() -> ParityRules:
    return load_rules("parity", ParityRules)
