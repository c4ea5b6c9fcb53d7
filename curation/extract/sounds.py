"""How English words sound, by rule, and how likely one string of sounds was heard for another.

Codes such as Metaphone keep no vowels and code each word by itself, so that words which split
elsewhere than the name do are lost; the rules here are in `data/sounds_en.toml`. What an engine
hears for a sound is in `data/sounds_en.tsv`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from curation.extract.rules import RULES, load_rules
from curation.lists import Row, read_rows

CACHED_WORDS = 65536
COLUMNS = ("heard", "said", "score")
NEVER = -9.0  # the score of what was never heard for a sound
_PAD = 0  # the number of no sound at all
_ROUGH = str.maketrans("eioubdgvzSJCTNwy", "aaaaptkfsssstnaa", "h")
_DOUBLED = re.compile(r"(.)\1+")

Scores = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class SoundRules:
    """Spelling to sound; see `data/sounds_en.toml`."""

    spelled: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """A language's rules, ready to use: a word's sounds, and scores by sounds' numbers.

    Scores are natural logarithms: how much likelier a sound is heard where another was said than
    anywhere. `heard` has a row for each sound heard and a column for each one said; `extra` is for
    a sound that was not said, `missed` for one that was not heard. Number 0 is no sound.
    """

    of_word: Callable[[str], str]
    numbers: dict[str, int]
    heard: Scores
    extra: Scores
    missed: Scores

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

    def agreement(self, heard: NDArray[np.intp], said: NDArray[np.intp]) -> Scores:
        """The scores of rows of two arrays, each of the best way to set them side by side."""
        rows, width = said.shape
        missed = self.missed[said]
        scores = np.zeros((rows, width + 1), dtype=np.float32)
        scores[:, 1:] = np.cumsum(missed, axis=1)
        for sound in heard.T:
            extra = self.extra[sound]
            before = scores
            scores = np.empty_like(before)
            scores[:, 0] = before[:, 0] + extra
            swap = before[:, :-1] + self.heard[sound[:, None], said]
            best = np.maximum(swap, before[:, 1:] + extra[:, None])
            for place in range(width):
                np.maximum(
                    best[:, place],
                    scores[:, place] + missed[:, place],
                    out=scores[:, place + 1],
                )
            scores = np.where(sound[:, None] == _PAD, before, scores)
        last: Scores = scores[np.arange(rows), (said != _PAD).sum(axis=1)]
        return last


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

    rows = list(read_rows(RULES / f"{rules}.tsv", COLUMNS))
    known = sorted(set("".join([*made, *(row["heard"] + row["said"] for row in rows)])))
    numbers = {sound: number for number, sound in enumerate(known, start=1)} | {"": _PAD}
    scores = np.full((len(numbers), len(numbers)), NEVER, dtype=np.float32)
    for row in rows:
        scores[numbers[row["heard"]], numbers[row["said"]]] = _score(row)
    extra, missed = scores[:, _PAD].copy(), scores[_PAD].copy()
    # Rows are filled up with no sound, which says nothing.
    extra[_PAD] = missed[_PAD] = 0
    return Sounds(
        of_word=lru_cache(CACHED_WORDS)(of_word),
        numbers=numbers,
        heard=scores,
        extra=extra,
        missed=missed,
    )


def _score(row: Row) -> float:
    try:
        return float(row["score"])
    except ValueError:
        raise row.error("the score must be a number") from None


def rough(sounds: str) -> str:
    """Sounds with all vowels alike and no voice, for a first look."""
    return _DOUBLED.sub(r"\1", sounds.translate(_ROUGH))
