"""The parts of a dose beside its amount: frequencies, durations, routes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from curation.extract.digits import Number, plain
from curation.extract.dose_rules import DRUG, NUMBER, DoseRules, FrequencyRule
from curation.extract.numbers import find_numbers
from curation.model import Duration, DurationUnit, Frequency, Quantity, Route

Span = tuple[int, int]

_NUMBERS = re.compile(f"{NUMBER}+")
_SENTENCE_END = re.compile(
    r"[!?。！？\n；;]|\u3000{2}|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s*$|\s+[^\s#])"
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A frequency, a duration or a route at these characters."""

    start: int
    end: int
    value: Frequency | Duration | Route


class MaskedText:
    """A text with its numbers and its drugs' names masked, so that patterns can name them."""

    def __init__(self, text: str, drugs: Iterable[Span], rules: DoseRules) -> None:
        self.text = rules.words["fillers"].sub(lambda m: " " * len(m[0]), plain(text))
        masked = list(self.text.replace(NUMBER, " ").replace(DRUG, " "))
        taken: set[int] = set()
        for start, end in drugs:
            masked[start:end] = DRUG * (end - start)
            taken |= set(range(start, end))
        self.numbers: dict[int, Number] = {}
        for number in self._found(rules):
            if number.end - 1 not in taken:  # of a name that ends in a number's middle, it is one
                masked[number.start : number.end] = NUMBER * (number.end - number.start)
                self.numbers[number.start] = number
        self.masked = "".join(masked)

    def _found(self, rules: DoseRules) -> Iterator[Number]:
        yield from find_numbers(self.text, rules.language)
        for match in rules.words["one"].finditer(self.text):
            yield Number(match.start(), match.end(), 1.0, 1.0)

    def quantity(self, start: int, end: int) -> Quantity | None:
        """The number or range between two places."""
        found = [
            self.numbers[m.start()]
            for m in _NUMBERS.finditer(self.masked, start, end)
            if m.start() in self.numbers
        ]
        if not found:
            return None
        low, high = found[0].low, found[-1].high
        return low if low == high else (min(low, high), max(low, high))


def sentences(masked: str, parts: Sequence[Part]) -> list[Span]:
    """Where sentences start and end; a dot of "b.i.d." ends none."""
    inside = {place for part in parts for place in range(part.start, part.end)}
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(masked):
        if match.start() not in inside:
            spans.append((start, match.end()))
            start = match.end()
    return [*spans, (start, len(masked))]


def find_parts(text: MaskedText, rules: DoseRules) -> tuple[list[Part], list[Part]]:
    """Frequencies and durations, none inside another, and routes."""
    timed = [*_frequencies(text, rules), *_durations(text, rules)]
    routes = (
        Part(start=match.start(), end=match.end(), value=route)
        for pattern, route in rules.routes
        for match in pattern.finditer(text.text)
    )
    return _apart(timed), _apart(routes)


def _apart(parts: Iterable[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in sorted(parts, key=lambda found: (found.start, -found.end)):
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return kept


def _frequencies(text: MaskedText, rules: DoseRules) -> Iterator[Part]:
    for pattern, rule in rules.frequencies:
        for match in pattern.finditer(text.masked):
            quantities = list(_quantities(text, rules, *match.span()))
            frequency = _frequency(rule, quantities)
            if frequency is not None:
                yield Part(start=match.start(), end=match.end(), value=frequency)


def _quantities(text: MaskedText, rules: DoseRules, start: int, end: int) -> Iterator[Quantity]:
    for match in rules.number.finditer(text.masked, start, end):
        quantity = text.quantity(*match.span())
        if quantity is not None and least_of(quantity) > 0:
            yield quantity


def least_of(quantity: Quantity) -> float:
    return quantity[0] if isinstance(quantity, tuple) else quantity


def _frequency(rule: FrequencyRule, quantities: Sequence[Quantity]) -> Frequency | None:
    if rule.per_hours:
        if not quantities:
            return Frequency(every_hours=rule.per_hours)
        return Frequency(every_hours=_divided(rule.per_hours, quantities[-1]))
    if rule.times_per_day == "N":
        if not quantities:
            return None
        days = least_of(quantities[0]) if len(quantities) > 1 else 1
        if days != 1:
            return Frequency(every_hours=_divided(24 * days, quantities[-1]))
        return Frequency(times_per_day=quantities[-1])
    if rule.every_hours == "N":
        if not quantities:
            return None
        hours = _scaled(quantities[0], rule.hours)
        if len(quantities) > 1 and not isinstance(hours, tuple):
            return Frequency(every_hours=_divided(hours, quantities[-1]))
        return Frequency(every_hours=hours)
    if any(quantity != 1 for quantity in quantities):
        return None
    if rule.once:
        return Frequency(once=True)
    return Frequency(times_per_day=rule.times_per_day, every_hours=rule.every_hours)


def _divided(hours: float, times: Quantity) -> Quantity:
    if isinstance(times, tuple):
        return (round(hours / times[1], 2), round(hours / times[0], 2))
    return round(hours / times, 2)


def _scaled(quantity: Quantity, factor: float) -> Quantity:
    if isinstance(quantity, tuple):
        return (quantity[0] * factor, quantity[1] * factor)
    return quantity * factor


def _durations(text: MaskedText, rules: DoseRules) -> Iterator[Part]:
    units: dict[str, DurationUnit] = {
        spelled: unit for unit, words in rules.phrases.duration.items() for spelled in words
    }
    for pattern in rules.durations:
        for match in pattern.finditer(text.masked):
            unit = units.get(match["unit"])
            if unit is None:
                continue
            value = text.quantity(match.start(), match.start("unit"))
            if value is None:
                value = 2.0 if "couple" in match[0] else 1.0
            if least_of(value) > 0:
                duration = Duration(value=value, unit=unit)
                yield Part(start=match.start(), end=match.end(), value=duration)
