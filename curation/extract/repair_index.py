"""The names of drugs by their sounds, and the rules by which words are suggested to be one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from curation.extract.rules import load_rules
from curation.extract.sounds import Scores, Sounds, load_sounds, rough
from curation.extract.sources import LISTS, OWN_LISTS, Term, list_terms
from curation.extract.usage import Usage, load_usage
from curation.extract.vocabulary import Vocabulary, spelling
from curation.lists import read_rows
from curation.model import Label

if TYPE_CHECKING:
    from curation.extract.pinyin import PinyinIndex

RULES = "repairs_en"
DRUGS = "drugs.tsv"
COMPLAINTS: tuple[Label, ...] = ("SYMPTOM", "CONDITION")
NAMED = "drug"  # the kind of row whose names are looked for; classes are everyday words
HEARD_NAMES = OWN_LISTS / "heard_en.tsv"
HEARD_COLUMNS = ("name", "heard")
LETTERS = re.compile(r"[a-z']+")

_NAME = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+){0,2}")


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """Words, as texts with spaces between them; see `data/repairs_en.toml`."""

    before: str
    after: str
    small: str
    numbers: str
    fillers: str
    common: str
    plain: str


@dataclass(frozen=True, kw_only=True)
class RepairRules:
    """When words are suggested to be a name; see `data/repairs_en.toml`."""

    sounds: str
    most_words: int
    least_sounds: int
    rough: float
    looked_at: int
    least_agreement: float
    near: int
    threshold: float
    weights: dict[str, float]
    words: WordLists

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """The word lists by name, as sets."""
        return {name: frozenset(text.split()) for name, text in vars(self.words).items()}


@dataclass(frozen=True, kw_only=True)
class RepairIndex:
    """The names of drugs by their sounds; made by `repair_index`.

    The entries are names by their spelling, `spelled` in number, then by what was heard for them.
    `whole` is the agreement of each with itself, `common` the concepts that are often prescribed,
    `plain` everyday words.
    """

    rules: RepairRules
    sounds: Sounds
    usage: Usage
    vocabulary: Vocabulary
    terms: tuple[Term, ...]
    codes: tuple[str, ...]
    rough: tuple[str, ...]
    rows: NDArray[np.intp]
    whole: Scores
    spelled: int
    common: frozenset[str]
    plain: frozenset[str]
    chinese_terms: tuple[Term, ...]

    @cached_property
    def chinese(self) -> "PinyinIndex":
        """The Chinese names; made when first asked for, since pinyin takes a second to load."""
        from curation.extract.pinyin import pinyin_index

        return pinyin_index(self.chinese_terms, self.vocabulary)


def repair_index(
    vocabulary: Vocabulary, lists: Path = OWN_LISTS, added: Iterable[Term] = ()
) -> RepairIndex:
    """The generic and brand names of the list of drugs, ready to be compared.

    `vocabulary` tells which words are known and stay as they are; `added` are terms that users
    added to it. Raises `FormatError`.
    """
    rules = load_rules(RULES, RepairRules)
    sounds = load_sounds(rules.sounds)
    plain = frozenset().union(
        *(words for name, words in rules.sets.items() if name != "common"), _words_of(vocabulary)
    )
    terms = (*list_terms(lists / DRUGS, LISTS[DRUGS]), *added)
    names = {
        spelling(term.text): term
        for term in terms
        if _is_name(term) and _is_told_apart(term, vocabulary, plain)
    }
    entries = [(term, sounds.of_words(LETTERS.findall(text))) for text, term in names.items()]
    entries = [entry for entry in entries if len(entry[1]) >= rules.least_sounds]
    spelled = len(entries)
    entries += _as_heard(names, sounds, rules)
    codes = tuple(code for _, code in entries)
    rows = sounds.encode(codes)
    return RepairIndex(
        rules=rules,
        sounds=sounds,
        usage=load_usage(),
        vocabulary=vocabulary,
        terms=tuple(term for term, _ in entries),
        codes=codes,
        rough=tuple(map(rough, codes)),
        rows=rows,
        whole=sounds.agreement(rows, rows),
        spelled=spelled,
        common=frozenset(_concepts(rules.sets["common"], vocabulary)),
        plain=plain,
        chinese_terms=tuple(term for term in terms if term.label == "DRUG"),
    )


def _as_heard(
    names: Mapping[str, Term], sounds: Sounds, rules: RepairRules
) -> Iterator[tuple[Term, str]]:
    """What was heard for names, as sounds; see `data/heard_en.tsv`."""
    for row in read_rows(HEARD_NAMES, HEARD_COLUMNS):
        term = names.get(row["name"])
        codes = {sounds.of_words(LETTERS.findall(text)) for text in row.several("heard")}
        for code in sorted(codes) if term else ():
            if term and len(code) >= rules.least_sounds:
                yield term, code


def _concepts(words: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    for word in words:
        yield from (meaning.concept for meaning in vocabulary.meanings(word))


def _words_of(vocabulary: Vocabulary) -> Iterator[str]:
    """The words of complaints and diagnoses: they are heard in any session."""
    for label in COMPLAINTS:
        for term in vocabulary.terms(label):
            yield from term.split()


def _is_name(term: Term) -> bool:
    """Whether a term is a drug's name in English, of one word or of a few."""
    kind = term.row.values.get("kind", NAMED) if term.row else NAMED
    return kind == NAMED and term.label == "DRUG" and _NAME.fullmatch(term.text) is not None


def _is_told_apart(term: Term, vocabulary: Vocabulary, plain: frozenset[str]) -> bool:
    """Whether no part of a name is heard in any talk: as "oxygen" in "bottled oxygen"."""
    text = spelling(term.text)
    words = LETTERS.findall(text)
    alone = len(words) == 1 or term.row is None
    return not vocabulary.is_stopped(text) and (
        alone or not any(word in plain or vocabulary.meanings(word) for word in words)
    )
