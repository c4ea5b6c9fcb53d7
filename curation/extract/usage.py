"""How often English words are used, alone and after one another: odd words were perhaps misheard.

The counts come with a package that corrects spelling and are read as files.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from curation.errors import FormatError
from curation.extract.sources import package_file
from curation.lists import read_lines

PACKAGE = "symspellpy"
WORDS_FILE = "symspellpy/frequency_dictionary_en_82_765.txt"
PAIRS_FILE = "symspellpy/frequency_bigramdictionary_en_243_342.txt"
ALL = 1.02e12  # words that were counted
UNSEEN = 3000  # the count of a word that is not listed: those listed begin there
NOT_PAIRED = 0.3  # the share of a word's uses after words with which it is no listed pair
LEAST = 1000  # added to a count before its logarithm is taken

_SHORT_FORM = re.compile(r"(?:'s|'m|'re|'ve|'ll|'d|n't)$")
_OF_SHORT_FORM = 0.2  # of a word's uses


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Counts of words, and of pairs written as `one other`."""

    words: Mapping[str, int]
    pairs: Mapping[str, int]

    def count(self, word: str) -> float:
        """How often a word in small letters is used; 0 if it is not listed."""
        found = self.words.get(word)
        if found is not None:
            return found
        stem = _SHORT_FORM.sub("", word)
        return self.words.get(stem, 0) * _OF_SHORT_FORM if stem != word else 0

    def zipf(self, word: str) -> float:
        """How common a word is, on Zipf's scale: 0 is unheard of, 7 is `the`."""
        return math.log10((self.count(word) + LEAST) / ALL * 1e9)

    def is_pair(self, one: str, other: str) -> bool:
        """Whether two words are often used after one another."""
        return f"{one} {other}" in self.pairs

    def surprises(self, words: Sequence[str]) -> list[float]:
        """How unexpected each word is after the one before it, in natural logarithms."""
        return list(self._surprises(words))

    def _surprises(self, words: Sequence[str]) -> Iterator[float]:
        before = ""
        for word in words:
            alone = (self.count(word) + UNSEEN) / ALL
            share = alone * NOT_PAIRED if before else alone
            pair = self.pairs.get(f"{before} {word}")
            if pair:
                share = max(share, min(1.0, pair / (self.count(before) or pair)))
            yield -math.log(share) if word else 0.0
            before = word


@lru_cache
def load_usage() -> Usage:
    """The package's counts.

    Raises
    ------
    FormatError
        when the installed package does not hold them.
    """
    return Usage(words=_counts(WORDS_FILE), pairs=_counts(PAIRS_FILE))


def _counts(name: str) -> dict[str, int]:
    path: Path = package_file(PACKAGE, name)
    counts: dict[str, int] = {}
    for number, line in read_lines(path):
        text, _, count = line.rpartition(" ")
        if not text or not count.isdigit():
            raise FormatError(f"{path}, line {number}: no count; install {PACKAGE} anew")
        counts[text] = int(count)
    return counts
