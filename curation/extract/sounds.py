"""How English words sound, by rule, and how alike two strings of sounds are.

Codes such as Metaphone keep no vowels and code each word by itself, so that words which split
elsewhere than the name do are lost; the rules here are in `data/sounds_en.toml`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from curation.extract.rules import load_rules

CACHED_WORDS = 65536
UNLIKE = 1.0  # the cost of hearing a quite different sound, or of a missed one
_PAD = 0  # the number of no sound at all
_ROUGH = str.maketrans("eioubdgvzSJCTNwy", "aaaaptkfsssstnaa", "h")
_DOUBLED = re.compile(r"(.)\1+")

Costs = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class SoundRules:
    """Spelling to sound, and what differences cost; see `data/sounds_en.toml`."""

    spelled: dict[str, str]
    alike: dict[str, float]
    missed: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """A language's rules, ready to use: a word's sounds, and the costs by sounds' numbers.

    `swapped` has a row and a column, `missed` an entry for each sound, of which number 0 is none.
    """

    of_word: Callable[[str], str]
    numbers: dict[str, int]
    swapped: Costs
    missed: Costs

    def of_words(self, words: Sequence[str]) -> str:
        """The sounds of words in small letters, as if they were one."""
        return _DOUBLED.sub(r"\1", "".join(map(self.of_word, words)))

    def encode(self, texts: Sequence[str]) -> NDArray[np.intp]:
        """Strings of sounds as rows of numbers, filled up with 0."""
        longest = max(map(len, texts), default=0)
        rows = np.zeros((len(texts), longest), dtype=np.intp)
        for row, text in zip(rows, texts, strict=True):
            row[: len(text)] = [self.numbers[sound] for sound in text]
        return rows

    def likeness(self, heard: NDArray[np.intp], names: NDArray[np.intp]) -> Costs:
        """How alike the rows of two arrays are, 0 to 1: a weighted edit distance."""
        rows, width = names.shape
        costs = np.zeros((rows, width + 1), dtype=np.float32)
        costs[:, 1:] = np.cumsum(self.missed[names], axis=1)
        for sound in heard.T:
            extra = self.missed[sound]
            before = costs
            costs = np.empty_like(before)
            costs[:, 0] = before[:, 0] + extra
            swap = before[:, :-1] + self.swapped[sound[:, None], names]
            best = np.minimum(swap, before[:, 1:] + extra[:, None])
            for place in range(width):
                np.minimum(
                    best[:, place],
                    costs[:, place] + self.missed[names[:, place]],
                    out=costs[:, place + 1],
                )
        both = self.missed[heard].sum(axis=1) + self.missed[names].sum(axis=1)
        likeness: Costs = np.maximum(0.0, 1.0 - costs[:, -1] * 2 / np.maximum(both, 1e-6))
        return likeness


@lru_cache
def load_sounds(rules: str) -> Sounds:
    """The sounds of a rule file of this package; raises `FormatError` naming what is wrong."""
    read = load_rules(rules, SoundRules)
    pattern = re.compile("|".join(f"({spelled})" for spelled in read.spelled))
    made = list(read.spelled.values())

    def of_word(word: str) -> str:
        return "".join(
            made[found.lastindex - 1] for found in pattern.finditer(word) if found.lastindex
        )

    known = sorted(set("".join([*made, *read.alike, *read.missed])))
    numbers = {sound: number for number, sound in enumerate(known, start=1)}
    swapped = np.full((len(known) + 1, len(known) + 1), UNLIKE, dtype=np.float32)
    np.fill_diagonal(swapped, 0)
    for group, cost in read.alike.items():
        for one, other in product(group, repeat=2):
            if one != other:
                pair = numbers[one], numbers[other]
                swapped[pair] = min(swapped[pair], cost)
    missed = np.full(len(known) + 1, UNLIKE, dtype=np.float32)
    for group, cost in read.missed.items():
        missed[[numbers[sound] for sound in group]] = cost
    # Rows are filled up with no sound, which costs nothing to miss and changes nothing.
    missed[_PAD] = 0
    swapped[_PAD, 1:] = swapped[1:, _PAD] = UNLIKE * 2
    return Sounds(
        of_word=lru_cache(CACHED_WORDS)(of_word), numbers=numbers, swapped=swapped, missed=missed
    )


def rough(sounds: str) -> str:
    """Sounds with all vowels alike and no voice, for a first look."""
    return _DOUBLED.sub(r"\1", sounds.translate(_ROUGH))
