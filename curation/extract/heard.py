"""What was heard, as it is compared with names: runs of words, and what stands around them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from curation.extract.folding import fold
from curation.extract.repair_index import LETTERS, RepairIndex
from curation.extract.vocabulary import Vocabulary

LONGEST = 24  # letters: a longer word is no word
SHORTEST_RUN = 4  # sounds
_BREAK = re.compile(r"[.,;:?!…]\W*$")
_STOP = re.compile(r"[.?!…]\W*$")
_FORMS = (("'s", ""), ("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"))
_MORE_FORMS = (("ies", "y"), ("ied", "y"), ("er", ""), ("r", ""), ("ly", ""), ("n't", ""))
_SHORT_FORMS = (("'m", ""), ("'re", ""), ("'ve", ""), ("'ll", ""), ("'d", ""))


class Heard:
    """Words as they are compared: small letters; empty where a run ends."""

    def __init__(self, words: Sequence[str], index: RepairIndex, ends: frozenset[int]) -> None:
        self.texts = words
        self.index = index
        self.rules = index.rules
        self.folded = ["".join(LETTERS.findall(fold(word))) for word in words]
        self.parts = [_sounded(word) for word in words]
        self.breaks = [
            place in ends or _BREAK.search(word) is not None for place, word in enumerate(words)
        ]
        self.stops = [
            place in ends or _STOP.search(word) is not None for place, word in enumerate(words)
        ]
        self.known = _known(words, index.vocabulary)
        small, plain = self.rules.sets["small"], index.plain
        self.small = [word in small for word in self.folded]
        self.plain = [
            all(part in small or _is_plain(part, plain) for part in parts) for parts in self.parts
        ]

    def runs(self) -> Iterator[tuple[int, int, str]]:
        """First and last word of every run that may be a name, and its sounds."""
        naming = self.rules.sets["before"]
        for first in range(len(self.parts)):
            heard: list[str] = []
            for last in range(first, min(first + self.rules.most_words, len(self.parts))):
                parts = self.parts[last]
                if not parts or last in self.known or self.folded[last] in naming:
                    break
                heard += parts
                if self.may_be_meant(first, last):
                    code = self.index.sounds.of_words(heard)
                    if len(code) >= SHORTEST_RUN:
                        yield first, last, code
                if self.breaks[last]:
                    break

    def may_be_meant(self, first: int, last: int) -> bool:
        """Whether a run is more than everyday words with nothing near that speaks of a drug."""
        if not all(self.plain[first : last + 1]):
            return True
        return not all(self.small[first : last + 1]) and any(self.near(first, last))

    def unknown(self, first: int, last: int) -> float:
        """The share of a run's letters that are in words nobody says every day."""
        places = range(first, last + 1)
        letters = sum(len(self.folded[place]) for place in places)
        return sum(len(self.folded[place]) for place in places if not self.plain[place]) / letters

    def capital(self, first: int, last: int) -> float:
        """The share of a run's words that begin with a capital, but no sentence."""
        places = range(max(first, 1), last + 1)
        named = sum(
            self.texts[place][:1].isupper() and not self.breaks[place - 1] for place in places
        )
        return named / (last + 1 - first)

    def near(self, first: int, last: int) -> tuple[str, str]:
        """The nearest word before a run and after it by which a drug is named."""
        before = takewhile(
            lambda place: not self.stops[place],
            range(first - 1, max(-1, first - 1 - self.rules.near), -1),
        )
        after = range(last + 1, min(len(self.folded), last + 1 + self.rules.near))
        after = range(0) if self.stops[last] else after
        sets = self.rules.sets
        return (
            self._first_of(before, sets["before"]),
            self._first_of(after, sets["after"]),
        )

    def _first_of(self, places: Iterable[int], words: frozenset[str]) -> str:
        return next((self.folded[place] for place in places if self.folded[place] in words), "")


def _sounded(word: str) -> list[str]:
    """The words of letters in one as transcribed; none where it cannot be part of a name."""
    folded = fold(word)
    parts = LETTERS.findall(folded)
    outside = LETTERS.sub("", folded)
    if (
        any(character.isalnum() for character in outside)
        or max(map(len, parts), default=0) > LONGEST
    ):
        return []
    return [part.strip("'") for part in parts if part.strip("'")]


def _is_plain(word: str, plain: frozenset[str]) -> bool:
    if word in plain:
        return True
    for ending, instead in (*_FORMS, *_MORE_FORMS, *_SHORT_FORMS):
        stem = word.removesuffix(ending)
        if stem != word and stem:
            if stem + instead in plain:
                return True
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in plain:
                return True
    return False


def _known(words: Iterable[str], vocabulary: Vocabulary) -> frozenset[int]:
    """The places of words that the vocabulary knows as a drug, a symptom or a condition."""
    starts: list[int] = []
    length = 0
    texts = list(words)
    for word in texts:
        starts.append(length)
        length += len(word) + 1
    known: set[int] = set()
    matches = iter(vocabulary.find(" ".join(texts)))
    match = next(matches, None)
    for place, start in enumerate(starts):
        while match is not None and match.end <= start:
            match = next(matches, None)
        if match is not None and match.start < start + len(texts[place]):
            known.add(place)
    return frozenset(known)
