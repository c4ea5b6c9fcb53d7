"""Whether a text and its translation say the same of drugs, numbers, units, times and denials.

What one side has and the other lacks is found by counting on both sides, so it needs no model
and no alignment of words; a reader decides what to make of it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import isnan

from curation.extract.folding import HAN, fold
from curation.extract.parity_denials import compare_denials, compare_limits, compare_poles
from curation.extract.parity_missing import find_missing, find_symptoms
from curation.extract.parity_sides import (
    Difference,
    Problem,
    Side,
    Text,
    parity_rules,
    read_side,
)
from curation.extract.quantities import TIME, Quantity
from curation.extract.vocabulary import Vocabulary

SHORTEST_NAME = 2  # characters
PREFIXES = (1e-6, 1e-3, 1e3, 1e6)  # between mcg, mg and g

__all__ = ["Difference", "Problem", "Side", "compare"]


def compare(
    source: str,
    translation: str,
    *,
    vocabulary: Vocabulary,
    languages: tuple[str, str] = ("zh", "en"),
) -> tuple[Difference, ...]:
    """What is on one side only, the gravest kind first; nothing for a faithful translation."""
    a = read_side(source, "source", languages[0], vocabulary)
    b = read_side(translation, "translation", languages[1], vocabulary)
    drugs = _drugs(a, b, vocabulary)
    quantities = _quantities(a, b)
    denials = [*compare_denials(a, b), *compare_poles(a, b), *compare_limits(a, b)]
    missing = find_missing(a, b, [*drugs, *quantities]) or [
        *find_symptoms(a, b, vocabulary),
        *find_symptoms(b, a, vocabulary),
    ]
    replaced = [d for d in (*drugs, *quantities) if d.other]
    others = [d for d in (*drugs, *quantities) if not d.other]
    return (*replaced, *missing, *others, *denials)


def _drugs(a: Text, b: Text, vocabulary: Vocabulary) -> list[Difference]:
    only_a = [drug for drug in a.drugs if not _is_named(drug[2], b, vocabulary)]
    only_b = [drug for drug in b.drugs if not _is_named(drug[2], a, vocabulary)]
    return _differences("drug", a, only_a, b, only_b)


def _is_named(key: str, text: Text, vocabulary: Vocabulary) -> bool:
    if any(key == other for _, _, other in text.drugs):
        return True
    concept = vocabulary.concept(key)
    if concept is None:
        return False
    names = {fold(name) for name in (concept.display, *concept.names.values())}
    folded = _without_drugs(text)
    return any(_is_word(name, folded) for name in names) or any(
        _same_substance(names, vocabulary.concept(other)) for _, _, other in text.drugs
    )


def _same_substance(names: set[str], other: object) -> bool:
    display = fold(getattr(other, "display", ""))
    others = {display, *(fold(name) for name in getattr(other, "names", {}).values())}
    return any(_is_form(x, y) or _is_form(y, x) for x in names for y in others)


def _is_form(name: str, other: str) -> bool:
    """Whether `other` is the name with a salt or dosage form: 磷酸氯喹 of 氯喹, not 羟氯喹."""
    if not re.search(f"[{HAN}]", name):
        return _is_word(name, other)
    before, found, after = other.partition(name)
    rest = f"(?:{parity_rules().salts})*"
    return bool(name and found and re.fullmatch(rest, before) and re.fullmatch(rest, after))


def _without_drugs(text: Text) -> str:
    """The text but for the drugs found in it, whose names may hold another's."""
    folded = fold(text.text)
    for start, end, _ in text.drugs:
        folded = folded[:start] + "." * (end - start) + folded[end:]
    return folded


def _is_word(name: str, text: str) -> bool:
    """Whether a text has the name, in a script with spaces as words of its own."""
    if len(name) < SHORTEST_NAME:
        return False
    found = text.find(name)
    if found < 0 or re.search(f"[{HAN}]", name):
        return found >= 0
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _differences(
    problem: Problem,
    a: Text,
    only_a: Sequence[tuple[int, int, object]],
    b: Text,
    only_b: Sequence[tuple[int, int, object]],
) -> list[Difference]:
    """One difference for each thing that is on one side only, with what may be in its place."""
    found = []
    for place in range(max(len(only_a), len(only_b))):
        here = only_a[place] if place < len(only_a) else None
        there = only_b[place] if place < len(only_b) else None
        if here:
            other = there[:2] if there else None
            found.append(
                Difference(problem=problem, side=a.side, start=here[0], end=here[1], other=other)
            )
        elif there:
            found.append(Difference(problem=problem, side=b.side, start=there[0], end=there[1]))
    return found


def _quantities(a: Text, b: Text) -> list[Difference]:
    left_a, left_b = _unmatched(list(a.quantities), list(b.quantities))
    found: list[Difference] = []
    for quantity in list(left_a):
        partner = _partner(quantity, left_b)
        if partner:
            left_a.remove(quantity)
            left_b.remove(partner)
            problem = _kind(quantity, partner)
            found.append(_difference(problem, a.side, quantity, partner))
    for here, left, there in ((a, left_a, b), (b, left_b, a)):
        found += [
            _difference(_kind_alone(quantity, there), here.side, quantity, None)
            for quantity in left
            if quantity.base or not _says(there, quantity)
        ]
    return found


def _says(text: Text, quantity: Quantity) -> bool:
    """Whether the text has the number, though perhaps less often."""
    return any(_near(quantity.said, other.said, exact=True) for other in text.quantities)


def _kind_alone(quantity: Quantity, there: Text) -> Problem:
    """Whether a quantity is missing on the other side or has another unit there."""
    if quantity.is_time:
        return "duration"
    other_units = {o.base for o in there.quantities if _near(o.said, quantity.said, exact=True)}
    return "unit" if quantity.base and other_units - {quantity.base, "", TIME} else "number"


def _difference(
    problem: Problem, side: Side, quantity: Quantity, partner: Quantity | None
) -> Difference:
    other = (partner.start, partner.end) if partner else None
    return Difference(
        problem=problem, side=side, start=quantity.start, end=quantity.end, other=other
    )


def _unmatched(
    left: list[Quantity], right: list[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """What has no counterpart and needs one; the surest pairs are made first."""
    for same in (_is_same, _is_same_value, _is_same_rate):
        for quantity in [q for q in left if not isnan(q.value)]:
            match = next((other for other in right if same(quantity, other)), None)
            if match:
                left.remove(quantity)
                right.remove(match)
    if any(q.is_time for q in left) and any(q.is_time for q in right):
        left, right = ([_firm_time(q) for q in side] for side in (left, right))
    return _without_vague(left, right), _without_vague(right, left)


def _firm_time(quantity: Quantity) -> Quantity:
    """A week, where the other side says another time in its place, such as a month."""
    return replace(quantity, soft=False) if quantity.is_time else quantity


def _without_vague(here: list[Quantity], there: list[Quantity]) -> list[Quantity]:
    """The firm ones, but for as many as the other side has more vague ones of."""
    vague = sum(isnan(q.value) for q in there) - sum(isnan(q.value) for q in here)
    firm = [quantity for quantity in here if not quantity.soft]
    return firm[: max(0, len(firm) - max(0, vague))]


def _is_same(a: Quantity, b: Quantity) -> bool:
    if a.base == "piece" and a.unit != b.unit and "pill" not in (a.unit, b.unit):
        return False
    return a.base == b.base and _near(a.value, b.value, exact=a.unit == b.unit or a.base != TIME)


def _is_same_value(a: Quantity, b: Quantity) -> bool:
    """Whether both are one number of which one side does not say the measure."""
    if a.base == b.base:
        return False
    loose = {"", "age", "degree"}
    if not (a.base in loose or b.base in loose):
        return False
    return any(_near(x, y, exact=True) for x in _numbers(a) for y in _numbers(b))


def _numbers(quantity: Quantity) -> set[float]:
    """The number as it was said, and as its measure has it."""
    return {quantity.value, quantity.said}


def _is_same_rate(a: Quantity, b: Quantity) -> bool:
    """Every twelve hours is twice a day."""
    every, times = (a, b) if a.is_time else (b, a)
    return every.is_time and times.base == "" and _near(24 / every.value, times.value, exact=True)


def _near(a: float, b: float, *, exact: bool) -> bool:
    tolerance = 1e-3 if exact else parity_rules().near
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def _partner(quantity: Quantity, others: Sequence[Quantity]) -> Quantity | None:
    """What the other side may have instead: the same number, or another of the same measure."""
    same_number = [o for o in others if _near(o.said, quantity.said, exact=True)]
    same_measure = [o for o in others if o.base == quantity.base]
    return next(iter([*same_number, *same_measure, *others]), None)


def _kind(a: Quantity, b: Quantity) -> Problem:
    if a.is_time or b.is_time:
        return "duration"
    if _near(a.said, b.said, exact=True) and a.unit != b.unit:
        return "unit"
    if a.base == b.base != "" and any(_near(a.value * k, b.value, exact=True) for k in PREFIXES):
        return "unit"
    return "number"
