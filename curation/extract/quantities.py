"""Quantities in a text of any language, each as a value of one measure, for comparing texts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import nan

from curation.dosing import load_units, spellings
from curation.extract.digits import Number, plain, single
from curation.extract.numbers import find_numbers
from curation.extract.rules import load_rules, phrase_pattern

_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|第(?=[\d一二三四五六七八九十百])")  # the 14th day

_WEEKDAY = re.compile(r"周[一二三四五六](?![次回片粒针十百千万天个到至])")
_LAST_WORD = re.compile(r"\b(day|days|week|month)[\s-]$")
LANGUAGES = ("en", "zh")  # whose number words and measures are known
PER_REACH = 9  # characters from what a unit is per to its number
NEVER_PER = frozenset({"h", "age", "degree", ""})
TIME = "h"  # the measure that times are given in


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is measured in `base` by `factor`; `words` are its names, as patterns."""

    base: str
    factor: float
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class QuantityRules:
    """How a language says quantities.

    `idle`: phrases that hold a number and count nothing. `numbers`: words for a number that
    are no numeral. `ordinals`: patterns whose group is a number. `joins` stand between the
    numbers of a range. `per` after a unit, or `per_first` before the number, make a rate of it.
    `vague` quantities stand for any.
    """

    idle: tuple[str, ...]
    numbers: dict[str, float]
    ordinals: dict[str, float]
    joins: tuple[str, ...]
    vague: tuple[str, ...]
    per: dict[str, tuple[str, ...]]
    per_first: dict[str, tuple[str, ...]]
    measures: dict[str, Measure]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A value of a measure ("" where only a number is said), at these characters of a text.

    `value` is in `base`; `said` is the number itself, of the unit with the code `unit`. A `soft`
    one may as well stay unsaid, as the one of "a week".
    """

    start: int
    end: int
    value: float
    said: float
    base: str = ""
    unit: str = ""
    soft: bool = False

    @property
    def is_time(self) -> bool:
        return self.base == TIME


def find_quantities(text: str, language: str) -> list[Quantity]:
    """The quantities of a text, from left to right; vague ones have no value, `nan`."""
    read = _reader(language if language in LANGUAGES else "en")
    return list(read.quantities(plain(text)))


@dataclass(frozen=True, kw_only=True)
class _Unit:
    code: str
    base: str
    factor: float


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        rules = load_rules(f"quantities_{language}", QuantityRules)
        self._idle = phrase_pattern(rules.idle)
        self._words = [(phrase_pattern([word]), value) for word, value in rules.numbers.items()]
        self._ordinals = [(re.compile(form), value) for form, value in rules.ordinals.items()]
        self._vague = phrase_pattern(rules.vague)
        self._join = re.compile(rf"\s*(?:{'|'.join(rules.joins)})\s*")
        self._per = {per: re.compile(rf"\s*(?:{'|'.join(f)})") for per, f in rules.per.items()}
        self._per_first = {
            per: re.compile(rf"(?:{'|'.join(forms)})[^,，。;；]{{0,{PER_REACH}}}$")
            for per, forms in rules.per_first.items()
        }
        self._units = dict(_units(language, rules.measures))
        self._names = [(re.compile(name), unit) for name, unit in self._units.items()]
        names = sorted(self._units, key=len, reverse=True)
        self._unit = re.compile(rf"[\s-]*(?:个)?({'|'.join(names)})(?![a-z])")

    def quantities(self, text: str) -> Iterator[Quantity]:
        text = self._idle.sub(_blank, text)
        text = _WEEKDAY.sub(_blank, _ORDINAL.sub(_blank, text))
        for match in self._vague.finditer(text):
            yield Quantity(start=match.start(), end=match.end(), value=nan, said=nan, soft=True)
        text = self._vague.sub(_blank, text)
        numbers = self._numbers(text)
        units = self._units_of(text, numbers)
        half = -1
        for number, (unit, end, per) in zip(numbers, units, strict=True):
            if number.start == half:
                continue
            half = _half_after(text, unit, end)
            if half >= 0:
                number = single(number.start, number.end, number.high + 0.5)
            for value in dict.fromkeys((number.low, number.high)):
                yield _quantity(number, end, value, unit, per)

    def _numbers(self, text: str) -> list[Number]:
        found = find_numbers(text, self.language)
        for form, value in [*self._words, *self._ordinals]:
            found += [single(m.start(), m.end(), value) for m in form.finditer(text)]
        kept: list[Number] = []
        for number in sorted(found, key=lambda number: (number.start, -number.end)):
            if not kept or number.start >= kept[-1].end:
                kept.append(number)
        return kept

    def _units_of(
        self, text: str, numbers: Sequence[Number]
    ) -> list[tuple[_Unit | None, int, str]]:
        """What follows each number; the first of a range takes the unit of the last."""
        found: list[tuple[_Unit | None, int, str]] = []
        for number in numbers:
            match = self._unit.match(text, number.end) or self._before(text, number.start)
            if match is None:
                found.append((None, number.end, ""))
                continue
            unit, end = self._unit_at(match), max(match.end(), number.end)
            per = "" if unit.base in NEVER_PER else self._per_what(text, number.start, end)
            found.append((unit, end, per))
        for place in range(len(numbers) - 2, -1, -1):
            alone, end, _ = found[place]
            gap = text[numbers[place].end : numbers[place + 1].start]
            if alone is None and self._join.fullmatch(gap):
                found[place] = (found[place + 1][0], end, found[place + 1][2])
        return found

    def _unit_at(self, match: re.Match[str]) -> _Unit:
        """The first unit of the name that was found, which may ask for what stands around it."""
        start, end = match.span(1)
        return next(
            unit
            for name, unit in self._names
            if (here := name.match(match.string, start)) and here.end() == end
        )

    def _per_what(self, text: str, start: int, end: int) -> str:
        """`kg/min` for what is said to be per kilogram and minute, before or after the number."""
        pers = {per for per, form in self._per_first.items() if form.search(text, 0, start)}
        place: int | None = end
        while place is not None:
            for per, form in self._per.items():
                match = form.match(text, place)
                if match:
                    pers.add(per)
                    place = match.end()
                    break
            else:
                place = None
        return "/".join(sorted(pers))

    def _before(self, text: str, start: int) -> re.Match[str] | None:
        """The unit that English says first: day 14."""
        match = _LAST_WORD.search(text, 0, start) if self.language == "en" else None
        return match and self._unit.fullmatch(match[1]) and match


def _half_after(text: str, unit: _Unit | None, end: int) -> int:
    """Where the half of 两年半 is, or -1."""
    is_half = unit is not None and unit.base == TIME and text.startswith("半", end)
    return end if is_half else -1


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@cache
def _reader(language: str) -> _Reader:
    return _Reader(language)


def _units(language: str, measures: Mapping[str, Measure]) -> Iterator[tuple[str, _Unit]]:
    """Units by the pattern of their name; those of doses first, for they are the most exact."""
    for code, measure in measures.items():
        for word in measure.words:
            yield word, _Unit(code=code, base=measure.base, factor=measure.factor)
    for name, code in spellings(language).items():
        unit = load_units()[code]
        yield re.escape(plain(name)), _Unit(code=code, base=unit.base, factor=unit.factor)


def _quantity(number: Number, end: int, value: float, unit: _Unit | None, per: str) -> Quantity:
    soft = value in (0, 1) and (unit is None or unit.base in NEVER_PER)
    if unit is None:
        return Quantity(start=number.start, end=end, value=value, said=value, soft=soft)
    slash = f"/{per}" if per else ""
    return Quantity(
        start=number.start,
        end=end,
        value=value * unit.factor,
        said=value,
        base=unit.base + slash,
        unit=unit.code + slash,
        soft=soft,
    )
