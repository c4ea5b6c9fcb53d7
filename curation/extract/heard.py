"""What was heard, as it is compared with names: runs of words, and what stands around them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import mul

from curation.extract.folding import fold
from curation.extract.repair_index import LETTERS, RepairIndex
from curation.extract.vocabulary import Vocabulary

LONGEST = 24  # letters: a longer word is no word
SHORTEST_RUN = 4  # sounds
_BREAK = re.compile(r"[,;:]\W*$")
_STOP = re.compile(r"[.?!…]\W*$")
_FORMS = (("'s", ""), ("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"))
_MORE_FORMS = (("ies", "y"), ("ied", "y"), ("er", ""), ("r", ""), ("ly", ""), ("n't", ""))
_SHORT_FORMS = (("'m", ""), ("'re", ""), ("'ve", ""), ("'ll", ""), ("'d", ""))


@dataclass(frozen=True, kw_only=True)
class HeardRun:
    """What the words of a run tell, whatever name they sound like.

    The shares of letters in words that are not said every day (`unknown`) and that no list of
    English words has (`unlisted`) are 0 to 1. `before` and `after` are the words nearby by which a
    drug is named; `edges` is the number of small words at the run's ends, `capital` the share of
    words that begin with a capital inside a sentence, `pauses` the number of commas inside;
    `surprise` how unexpected the words are, summed (natural logarithm), `zipf` how common on
    average, `pairs` the share of neighbours that are often used after one another.
    """

    words: int
    unknown: float
    unlisted: float
    before: str
    after: str
    edges: int
    capital: float
    pauses: int
    surprise: float
    zipf: float
    pairs: float


class Heard:
    """Words as they are compared: small letters; empty where no run goes on."""

    def __init__(self, words: Sequence[str], index: RepairIndex, ends: frozenset[int]) -> None:
        self.texts = words
        self.index = index
        self.rules = index.rules
        self.folded = ["".join(LETTERS.findall(fold(word))) for word in words]
        fillers = self.rules.sets["fillers"]
        self.parts = [
            [] if letters in fillers else _sounded(word)
            for word, letters in zip(words, self.folded, strict=True)
        ]
        self.breaks = [_BREAK.search(word) is not None for word in words]
        self.stops = [
            place in ends or _STOP.search(word) is not None for place, word in enumerate(words)
        ]
        self.known = _known(words, index.vocabulary)
        small, plain = self.rules.sets["small"], index.plain
        self.small = [word in small for word in self.folded]
        self.plain = [
            all(part in small or _is_plain(part, plain) for part in parts) for parts in self.parts
        ]
        self.bare = [word.strip("'") for word in self.folded]
        self.surprises = index.usage.surprises(self.bare)
        self.zipfs = [index.usage.zipf(word) for word in self.bare]

    def runs(self) -> Iterator[tuple[int, int, str]]:
        """First and last word of every run that may be a name, and its sounds."""
        naming = self.rules.sets["before"]
        for first in range(len(self.parts)):
            heard: list[str] = []
            for last in range(first, min(first + self.rules.most_words, len(self.parts))):
                parts = self.parts[last]
                if not parts or last in self.known or self.folded[last] in naming:
                    break
                if self.is_amount(last):
                    break
                heard += parts
                if self.may_be_meant(first, last):
                    code = self.index.sounds.of_words(heard)
                    if len(code) >= SHORTEST_RUN:
                        yield first, last, code
                if self.stops[last]:
                    break

    def is_amount(self, place: int) -> bool:
        """Whether a word is the number of a dose: "ten" in "ten milligrams"."""
        words = self.rules.sets
        following = self.folded[place + 1] if place + 1 < len(self.folded) else ""
        return self.folded[place] in words["numbers"] and following in words["after"]

    def may_be_meant(self, first: int, last: int) -> bool:
        """Whether a run is more than everyday words with nothing near that speaks of a drug."""
        if not all(self.plain[first : last + 1]):
            return True
        return not all(self.small[first : last + 1]) and any(self.near(first, last))

    def described(self, first: int, last: int) -> HeardRun:
        """What the words of a run tell."""
        places = [place for place in range(first, last + 1) if self.bare[place]]
        letters = [len(self.bare[place]) for place in places]
        usage, before, after = self.index.usage, *self.near(first, last)

        def share(holds: Iterable[float]) -> float:
            held: float = sum(map(mul, letters, holds))
            return held / sum(letters)

        return HeardRun(
            words=last + 1 - first,
            unknown=share(not self.plain[place] for place in places),
            unlisted=share(not usage.count(self.bare[place]) for place in places),
            before=before,
            after=after,
            edges=self.small[first] + self.small[last],
            capital=self.capital(first, last),
            pauses=sum(self.breaks[first:last]),
            surprise=sum(self.surprises[place] for place in places),
            zipf=share(self.zipfs[place] for place in places),
            pairs=sum(
                usage.is_pair(self.bare[place], self.bare[place + 1])
                for place in range(first, last)
            )
            / max(1, last - first),
        )

    def capital(self, first: int, last: int) -> float:
        """The share of a run's words that begin with a capital, but no sentence."""
        places = range(max(first, 1), last + 1)
        named = sum(
            self.texts[place][:1].isupper() and not self.stops[place - 1] for place in places
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
