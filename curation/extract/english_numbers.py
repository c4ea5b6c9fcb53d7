"""English number words: four hundred, seven fifty, one and a half, half a."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from curation.extract.digits import DIGITS, Number, read_digits
from curation.extract.rules import load_rules

_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")


@dataclass(frozen=True, kw_only=True)
class EnglishWords:
    values: dict[str, int]
    scales: dict[str, int]
    parts: dict[str, float]
    point: frozenset[str]
    and_: frozenset[str]
    article: frozenset[str]
    of: frozenset[str]
    pair: frozenset[str]
    times: frozenset[str]


@cache
def _words() -> EnglishWords:
    return load_rules("numbers_en", EnglishWords)


def find_english(text: str) -> Iterator[Number]:
    words = _words()
    opening = words.values.keys() | words.parts.keys() | words.point | words.article | words.pair
    tokens = list(_WORD.finditer(text))
    place = 0
    while place < len(tokens):
        token = tokens[place][0]
        found = None
        if token in opening or token[0].isdigit():
            found = _EnglishReader(text, tokens, place).read()
        if found is None:
            place += 1
            continue
        value, after = found
        high = value
        if after == place + 1 and after < len(tokens) and _is_next(value, tokens[after][0]):
            gap = text[tokens[place].end() : tokens[after].start()]
            if gap == " ":  # three four times a day
                high, after = value + 1, after + 1
        yield Number(tokens[place].start(), tokens[after - 1].end(), round(value, 6), high)
        place = after


def _is_next(value: float, token: str) -> bool:
    return 1 <= value < 9 and _words().values.get(token) == value + 1


class _EnglishReader:
    """Reads one number from a place in a text's tokens."""

    def __init__(self, text: str, tokens: Sequence[re.Match[str]], place: int) -> None:
        self.text = text
        self.tokens = tokens
        self.place = place
        self.first = place
        self.words = _words()

    def read(self) -> tuple[float, int] | None:
        """The number and the place after it; None where there is none of words."""
        start = self.tokens[self.place]
        if start[0][0].isdigit() and not DIGITS.match(self.text, start.start()):
            return None
        value = self._part()
        if value is None:
            value = self._whole()
            if value is None and self._peek() not in self.words.point:
                return None
            value = self._decimals(value or 0.0)
            value += self._and_part()
        worded = self.place > self.first + 1 or not start[0][0].isdigit()
        return (value, self.place) if worded and self.place > self.first else None

    def _peek(self, ahead: int = 0) -> str:
        """A token that only spaces or a hyphen part from the one before, or nothing."""
        place = self.place + ahead
        if place >= len(self.tokens):
            return ""
        if place > self.first:
            between = self.text[self.tokens[place - 1].end() : self.tokens[place].start()]
            if between.strip(" ") not in ("", "-") or len(between) > 3 or not between:
                return ""
        return self.tokens[place][0]

    def _part(self) -> float | None:
        """Half, half a, a quarter of a, three quarters, a couple of."""
        words = self.words
        ahead, count = 0, 1.0
        if self._peek() in words.article:
            ahead = 1
        elif self._peek() in words.values and self._peek(1) in words.parts:
            ahead, count = 1, float(words.values[self._peek()])
        word = self._peek(ahead)
        if word in words.pair:
            self.place += ahead + 1 + (self._peek(ahead + 1) in words.of)
            return 2.0
        if word not in words.parts:
            return None
        self.place += ahead + 1
        if self._peek() in words.of and self._peek(1) in words.article:
            self.place += 2
        elif self._peek() in words.article:
            self.place += 1
        return count * words.parts[word]

    def _whole(self) -> float | None:
        total, current, last = 0.0, None, 0.0
        written = self._peek()[:1].isdigit()  # what is written goes on only as in 5 million
        if self._peek() in self.words.article and self._peek(1) in self.words.scales:
            current, self.place = 1.0, self.place + 1
        while True:
            token = self._peek()
            if token in self.words.scales:
                if current is None:
                    break
                scale = self.words.scales[token]
                if scale == min(self.words.scales.values()):
                    current *= scale
                else:
                    total, current = total + current * scale, 0.0
                last = scale
            elif last >= 100 and token in self.words.and_ and self._value(1) is not None:
                pass
            else:
                value = self._value(0)
                goes_on = current is None or not written
                if value is None or not (goes_on and self._continues(current, last, value)):
                    break
                spoken_short = current is not None and 0 < current < 10 and last < 10
                current = (current or 0.0) * (100 if spoken_short else 1) + value
                last = value
            self.place += 1
        return None if current is None else total + current

    def _value(self, ahead: int) -> float | None:
        word = self._peek(ahead)
        if word == "oh" and self._peek(ahead + 1) not in self.words.point:
            return None
        if word in self.words.values:
            return float(self.words.values[word])
        at_start = self.place + ahead == self.first
        return read_digits(word) if at_start and word[:1].isdigit() else None

    def _continues(self, current: float | None, last: float, value: float) -> bool:
        if current is None:
            return True
        if last >= 100 and self._peek(1) in self.words.times:
            return False  # five hundred | three times a day
        if last >= 100 and self.words.scales.get(self._peek(1)) == last:
            return False  # four hundred | one hundred
        if last >= 100:
            return 0 < value < (100 if last == 100 else 1000)
        if 20 <= last <= 90 and last % 10 == 0:
            return 0 < value < 10
        return 0 < current < 10 and last == current and 10 <= value < 100  # seven fifty

    def _decimals(self, value: float) -> float:
        if self._peek() not in self.words.point:
            return value
        digits = ""
        ahead, last = 1, 0
        while self._peek(ahead) in self.words.values:
            value_ = self.words.values[self._peek(ahead)]
            if last >= 20 and 0 < value_ < 10:  # point one twenty five
                digits = digits.removesuffix("0")
            digits += str(value_)
            ahead, last = ahead + 1, value_
        if not digits and self._peek(1).isdigit():
            digits, ahead = self._peek(1), 2
        if not digits:
            return value
        self.place += ahead
        return float(f"{int(value)}.{digits}")

    def _and_part(self) -> float:
        """And a half, and a quarter."""
        words = self.words
        if self._peek() not in words.and_:
            return 0.0
        ahead = 2 if self._peek(1) in words.article else 1
        if self._peek(ahead) not in words.parts:
            return 0.0
        part = words.parts[self._peek(ahead)]
        self.place += ahead + 1
        return part
