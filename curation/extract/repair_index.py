"""The names of drugs by their sounds, and the rules by which words are suggested to be one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curation.extract.rules import load_rules
from curation.extract.sounds import Sounds, load_sounds, rough
from curation.extract.sources import LISTS, OWN_LISTS, Term, list_terms
from curation.extract.vocabulary import Vocabulary, spelling
from curation.model import Label

RULES = "repairs_en"
DRUGS = "drugs.tsv"
COMPLAINTS: tuple[Label, ...] = ("SYMPTOM", "CONDITION")
NAMED = "drug"  # the kind of row whose names are looked for; classes are everyday words
LETTERS = re.compile(r"[a-z']+")


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """Words, as texts with spaces between them; see `data/repairs_en.toml`."""

    before: str
    after: str
    small: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each kind of evidence counts."""

    bias: float
    likeness: float
    length: float
    unknown: float
    before: float
    after: float
    edges: float
    ahead: float
    capital: float


@dataclass(frozen=True, kw_only=True)
class RepairRules:
    """When words are suggested to be a name; see `data/repairs_en.toml`."""

    sounds: str
    most_words: int
    least_sounds: int
    rough: float
    least_likeness: float
    near: int
    threshold: float
    weights: Weights
    words: WordLists

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """The word lists by name, as sets."""
        return {name: frozenset(text.split()) for name, text in vars(self.words).items()}


@dataclass(frozen=True, kw_only=True)
class RepairIndex:
    """The names of drugs by their sounds; made by `repair_index`."""

    rules: RepairRules
    sounds: Sounds
    vocabulary: Vocabulary
    names: tuple[Term, ...]
    codes: tuple[str, ...]
    rough: tuple[str, ...]
    rows: NDArray[np.intp]
    plain: frozenset[str]


def repair_index(vocabulary: Vocabulary, lists: Path = OWN_LISTS) -> RepairIndex:
    """The English generic and brand names of the list of drugs, ready to be compared.

    `vocabulary` tells which words are known and stay as they are. Raises `FormatError`.
    """
    rules = load_rules(RULES, RepairRules)
    sounds = load_sounds(rules.sounds)
    names = {
        spelling(term.text): term
        for term in list_terms(lists / DRUGS, LISTS[DRUGS])
        if _is_name(term) and not vocabulary.is_stopped(spelling(term.text))
    }
    coded = {text: sounds.of_words(LETTERS.findall(text)) for text in names}
    kept = [text for text, code in coded.items() if len(code) >= rules.least_sounds]
    codes = tuple(coded[text] for text in kept)
    return RepairIndex(
        rules=rules,
        sounds=sounds,
        vocabulary=vocabulary,
        names=tuple(names[text] for text in kept),
        codes=codes,
        rough=tuple(map(rough, codes)),
        rows=sounds.encode(codes),
        plain=frozenset().union(*rules.sets.values(), _words_of(vocabulary)),
    )


def _words_of(vocabulary: Vocabulary) -> Iterator[str]:
    """The words of complaints and diagnoses: they are heard in any session."""
    for label in COMPLAINTS:
        for term in vocabulary.terms(label):
            yield from term.split()


def _is_name(term: Term) -> bool:
    kind = term.row.values.get("kind", NAMED) if term.row else NAMED
    return kind == NAMED and term.text.isascii() and term.text.isalpha()
