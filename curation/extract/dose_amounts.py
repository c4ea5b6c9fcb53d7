"""Amounts in a text: numbers with a unit, and numbers that are amounts by where they stand."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from curation.extract.dose_parts import MaskedText, Part, Span, least_of
from curation.extract.dose_rules import NUMBER, DoseRules
from curation.model import Frequency, Quantity

NEAR = 10  # characters after a number that tell whether it stands alone


@dataclass(frozen=True, kw_only=True)
class Amount:
    """How much; amounts of one `group` are said together, as 400/100 mg, or from 20 to 40."""

    start: int
    end: int
    quantity: Quantity
    unit: str | None
    group: int = -1


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
    falls = least_of(last) < least_of(first)
    if changes or listed or unit != here.unit or falls:
        group = here.start if changes and not listed else -1
        yield replace(here, end=match.start("join"), unit=unit, group=group)
        yield replace(here, start=high, quantity=last, group=group)
        return
    top = last[1] if isinstance(last, tuple) else last
    quantity = first if first == top else (least_of(first), top)
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
