"""The parts of a dose in a text: amounts with units, frequencies, durations, routes."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from curation.extract.dose_rules import DRUG, NUMBER, DoseRules, FrequencyRule
from curation.extract.numbers import Number, find_numbers, plain
from curation.model import Duration, DurationUnit, Frequency, Quantity

Span = tuple[int, int]

NEAR = 10  # characters after a number that tell whether it stands alone

_NUMBERS = re.compile(f"{NUMBER}+")
_SENTENCE_END = re.compile(
    r"[!?。！？\n；;]|\u3000{2}|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s*$|\s+[^\s#])"
)


@dataclass(frozen=True, kw_only=True)
class Amount:
    """How much; amounts of one `group` are said together, as 400/100 mg, or from 20 to 40."""

    start: int
    end: int
    quantity: Quantity
    unit: str | None
    group: int = -1


@dataclass(frozen=True, kw_only=True)
class Part:
    """A frequency, a duration or a route at these characters."""

    start: int
    end: int
    value: Frequency | Duration | str


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


# Frequencies, durations, routes


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
        if quantity is not None and _least(quantity) > 0:
            yield quantity


def _least(quantity: Quantity) -> float:
    return quantity[0] if isinstance(quantity, tuple) else quantity


def _frequency(rule: FrequencyRule, quantities: Sequence[Quantity]) -> Frequency | None:
    if rule.per_hours:
        if not quantities:
            return Frequency(every_hours=rule.per_hours)
        return Frequency(every_hours=_divided(rule.per_hours, quantities[-1]))
    if rule.times_per_day == "N":
        if not quantities:
            return None
        days = _least(quantities[0]) if len(quantities) > 1 else 1
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
            if _least(value) > 0:
                duration = Duration(value=value, unit=unit)
                yield Part(start=match.start(), end=match.end(), value=duration)


# Amounts


def find_amounts(
    text: MaskedText, rules: DoseRules, drugs: Sequence[Span], parts: Sequence[Part]
) -> list[Amount]:
    """Amounts with a unit, and numbers that are amounts by where they stand."""
    taken = {place for part in parts for place in range(part.start, part.end)}
    found = list(_with_units(text, rules, taken))
    taken |= {place for amount in found for place in range(amount.start, amount.end)}
    found += _bare(text, rules, drugs, parts, taken)
    return sorted(found, key=lambda amount: amount.start)


def _with_units(text: MaskedText, rules: DoseRules, taken: set[int]) -> Iterator[Amount]:
    place = 0
    while match := rules.amount.search(text.masked, place):
        place = max(match.end(), place + 1)
        strength = rules.strength.match(text.masked, match.start("low"))
        if strength:
            place = strength.end()
            quantity = text.quantity(*strength.span("count"))
            if quantity is not None:
                unit = rules.spelled[strength["form"]]
                yield Amount(start=strength.start(), end=place, quantity=quantity, unit=unit)
        elif match.start("low") in text.numbers and taken.isdisjoint(range(*match.span("low"))):
            yield from _measured(text, rules, match)


def _measured(text: MaskedText, rules: DoseRules, match: re.Match[str]) -> Iterator[Amount]:
    """One amount, two where they are said as a change or a combination, none of a finding."""
    low, end = match.start("low"), match.end("unit")
    unit, end = _with_per(text, rules, match, rules.spelled[match["unit"]], end)
    before = text.masked[max(0, low - 30) : low]
    if (
        rules.words["lab"].match(text.masked, end)
        or rules.words["not_before"].search(before)
        or rules.words["not_after"].match(text.masked[end : end + 30])
    ):
        return
    first = text.quantity(*match.span("low"))
    last = text.quantity(*match.span("high")) if match["high"] else first
    if first is None or last is None:
        return
    if match["half"] and text.text[match.start("half")] == "半" and not isinstance(last, tuple):
        last, end = last + 0.5, match.end("half")
        first = last if not match["high"] else first
    here = Amount(start=low, end=end, quantity=first, unit=unit)
    if match["high"]:
        yield from _two(text, rules, match, here, last)
        return
    combined = re.search(rf"(?<![{NUMBER}/]){NUMBER}+(?=\s?/\s?$)", before)
    if combined and low - len(before) + combined.start() in text.numbers:
        place = low - len(before) + combined.start()
        other = text.quantity(place, low)
        if other is not None:
            yield replace(here, start=place, end=low, quantity=other, group=low)
            here = replace(here, group=low)
    yield replace(here, start=match.start() if not combined else low)


def _two(
    text: MaskedText, rules: DoseRules, match: re.Match[str], here: Amount, last: Quantity
) -> Iterator[Amount]:
    """What "X to Y mg" says: a range, or two amounts of a change."""
    first = here.quantity
    high = match.start("high")
    unit = here.unit
    if match["low_unit"]:
        low_unit = rules.spelled[match["low_unit"]]
        if unit is None or low_unit != unit.partition("/")[0]:
            unit = low_unit
    before = text.masked[max(0, here.start - 30) : here.start]
    changes = rules.words["change"].search(before)
    listed = match["join"].strip() == "and" and not rules.words["between"].search(before)
    falls = _least(last) < _least(first)
    if changes or listed or unit != here.unit or falls:
        group = here.start if changes and not listed else -1
        yield replace(here, end=match.start("join"), unit=unit, group=group)
        yield replace(here, start=high, quantity=last, group=group)
        return
    top = last[1] if isinstance(last, tuple) else last
    quantity = first if first == top else (_least(first), top)
    yield replace(here, start=match.start(), quantity=quantity)


def _with_per(
    text: MaskedText, rules: DoseRules, match: re.Match[str], unit: str, end: int
) -> tuple[str, int]:
    """The unit with what it is per: mg/kg, mcg/kg/min."""
    groups = match.groupdict()
    said = [per for per in rules.phrases.per_before if groups.get(f"before_{per}")]
    while True:
        for per, pattern in rules.per:
            found = pattern.match(text.masked, end)
            if found and per not in said:
                said.append(per)
                end = found.end()
                break
        else:
            break
    ordered = [per for per, _ in rules.per if per in said]
    return "/".join([unit, *ordered]), end


def _bare(
    text: MaskedText,
    rules: DoseRules,
    drugs: Sequence[Span],
    parts: Sequence[Part],
    taken: set[int],
) -> Iterator[Amount]:
    """Numbers without a unit that stand beside a drug or a frequency, or go on from an amount."""
    if not drugs:
        return
    ends = [end for _, end in drugs]
    frequent = {part.start for part in parts if isinstance(part.value, Frequency)}
    for match in rules.number.finditer(text.masked):
        start, end = match.span()
        if start not in text.numbers or not taken.isdisjoint(range(start, end)):
            continue
        after = re.match(r"[\s,，]{0,3}", text.masked[end : end + NEAR])
        followed = end + (after.end() if after else 0)
        closed = followed in frequent or re.match(
            r"\s*(?:[.,;，。；!?？！]|$)", text.masked[end : end + NEAR]
        )
        number = bisect_left(ends, start + 1) - 1
        named = number >= 0 and rules.words["bare_drug"].match(
            text.masked[max(ends[number], start - 40) : start]
        )
        goes_on = rules.words["bare_after"].search(text.masked[max(0, start - 20) : start])
        if not closed or not (followed in frequent or named or goes_on):
            continue
        quantity = text.quantity(start, end)
        if quantity is not None:
            group = -2 if goes_on and not named and followed not in frequent else -1
            yield Amount(start=start, end=end, quantity=quantity, unit=None, group=group)
