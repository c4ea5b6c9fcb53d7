"""Whether a text and its translation say the same of drugs, numbers, units, times and denials.

What one side has and the other lacks is found by counting on both sides, so it needs no model
and no alignment of words; a reader decides what to make of it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isnan, log
from typing import Literal

from curation.extract.denials import Denials, find_denials
from curation.extract.folding import HAN, fold
from curation.extract.quantities import TIME, Quantity, find_quantities
from curation.extract.rules import RULES, load_rules
from curation.extract.vocabulary import Vocabulary
from curation.lists import read_rows

SHORTEST_NAME = 2  # characters
PREFIXES = (1e-6, 1e-3, 1e3, 1e6)  # between mcg, mg and g

Problem = Literal["number", "unit", "drug", "negation", "duration", "missing"]
Side = Literal["source", "translation"]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that one side says and the other does not.

    `start` and `end` cut it out of the text of its `side`; `other` are the characters on the
    other side that may have taken its place.
    """

    problem: Problem
    side: Side
    start: int
    end: int
    other: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class ParityRules:
    """Thresholds; see `parity.toml`."""

    near: float
    characters_per_word: float
    spread: float
    spread_short: float
    weight_term: float
    weight_fact: float
    missing_score: float
    missing_ratio: float
    sentence_ends: str
    no_drugs: frozenset[str]
    salts: str
    limits: tuple[str, str, str, str]
    opposites: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class _Text:
    """One side with what was found in it."""

    side: Side
    text: str
    language: str
    drugs: tuple[tuple[int, int, str], ...]
    quantities: tuple[Quantity, ...]


def compare(
    source: str,
    translation: str,
    *,
    vocabulary: Vocabulary,
    languages: tuple[str, str] = ("zh", "en"),
) -> tuple[Difference, ...]:
    """What is on one side only, the gravest kind first; nothing for a faithful translation."""
    a = _read(source, "source", languages[0], vocabulary)
    b = _read(translation, "translation", languages[1], vocabulary)
    drugs = _drugs(a, b, vocabulary)
    quantities = _quantities(a, b)
    denials = [*_denials(a, b), *_opposites(a, b), *_limits(a, b)]
    missing = _missing(a, b, [*drugs, *quantities]) or [
        *_symptoms(a, b, vocabulary),
        *_symptoms(b, a, vocabulary),
    ]
    replaced = [d for d in (*drugs, *quantities) if d.other]
    others = [d for d in (*drugs, *quantities) if not d.other]
    return (*replaced, *missing, *others, *denials)


def _read(text: str, side: Side, language: str, vocabulary: Vocabulary) -> _Text:
    no_drugs = _rules().no_drugs
    drugs = [
        (match.start, match.end, match.concept)
        for match in vocabulary.find(text)
        if match.label == "DRUG" and fold(text[match.start : match.end]) not in no_drugs
    ]
    inside = [range(start, end) for start, end, _ in drugs]
    quantities = (
        quantity
        for quantity in find_quantities(text, language)
        if not any(quantity.start in characters for characters in inside)
    )
    return _Text(
        side=side,
        text=text,
        language=language,
        drugs=tuple(drugs),
        quantities=tuple(quantities),
    )


def _drugs(a: _Text, b: _Text, vocabulary: Vocabulary) -> list[Difference]:
    only_a = [drug for drug in a.drugs if not _is_named(drug[2], b, vocabulary)]
    only_b = [drug for drug in b.drugs if not _is_named(drug[2], a, vocabulary)]
    return _differences("drug", a, only_a, b, only_b)


def _is_named(key: str, text: _Text, vocabulary: Vocabulary) -> bool:
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
    rest = f"(?:{_rules().salts})*"
    return bool(name and found and re.fullmatch(rest, before) and re.fullmatch(rest, after))


def _without_drugs(text: _Text) -> str:
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
    a: _Text,
    only_a: Sequence[tuple[int, int, object]],
    b: _Text,
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


def _quantities(a: _Text, b: _Text) -> list[Difference]:
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


def _says(text: _Text, quantity: Quantity) -> bool:
    """Whether the text has the number, though perhaps less often."""
    return any(_near(quantity.said, other.said, exact=True) for other in text.quantities)


def _kind_alone(quantity: Quantity, there: _Text) -> Problem:
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
    tolerance = 1e-3 if exact else _rules().near
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


def _denials(a: _Text, b: _Text) -> Iterator[Difference]:
    parts_a, parts_b = _sentences(a.text), _sentences(b.text)
    if len(parts_a) != len(parts_b):
        parts_a, parts_b = [(0, a.text)], [(0, b.text)]
    for (start_a, text_a), (start_b, text_b) in zip(parts_a, parts_b, strict=True):
        in_a, in_b = find_denials(text_a, a.language), find_denials(text_b, b.language)
        if len(in_a.firm) > _most(in_b, in_a):
            yield _denial(a.side, start_a, in_a)
        elif len(in_b.firm) > _most(in_a, in_b):
            yield _denial(b.side, start_b, in_b)


def _opposites(a: _Text, b: _Text) -> Iterator[Difference]:
    """Where one side has a pole, such as positive, and the other the opposite one instead."""
    if {a.language, b.language} != {"zh", "en"}:
        return
    for poles in _rules().opposites:
        zh_en = [(poles[0], poles[1]), (poles[2], poles[3])]
        up, down = ((_poles(a, *pole), _poles(b, *pole)) for pole in zh_en)
        for here, there in ((up, down), (down, up)):
            if len(here[0]) > len(here[1]) and len(there[0]) < len(there[1]):
                start, end = here[0][-1]
                other = there[1][-1]
                yield Difference(problem="negation", side=a.side, start=start, end=end, other=other)


def _limits(a: _Text, b: _Text) -> Iterator[Difference]:
    """A limit that one side sets and the other has no word for: at most, 不超过."""
    if {a.language, b.language} != {"zh", "en"}:
        return
    zh, en, any_zh, any_en = _rules().limits
    for here, there in ((a, b), (b, a)):
        limits = _poles(here, zh, en)
        if limits and not _poles(there, any_zh, any_en):
            start, end = limits[0]
            yield Difference(problem="negation", side=here.side, start=start, end=end)


def _poles(text: _Text, zh: str, en: str) -> list[tuple[int, int]]:
    form = zh if text.language == "zh" else rf"\b(?:{en})\b"
    return [match.span() for match in re.finditer(form, fold(text.text))]


def _most(here: Denials, there: Denials) -> int:
    """The most denials that a text may be taken to hold beside another."""
    return len(here.firm) + here.listed + max(0, here.soft - there.soft)


def _denial(side: Side, offset: int, denials: Denials) -> Difference:
    start, end = denials.firm[0]
    return Difference(problem="negation", side=side, start=offset + start, end=offset + end)


def _sentences(text: str) -> list[tuple[int, str]]:
    ends = _rules().sentence_ends
    pattern = rf"[^{ends}]+(?:[{ends}]+|$)"
    found = re.finditer(pattern, text)
    return [(match.start(), match[0]) for match in found if re.search(r"\w", match[0])]


def _missing(a: _Text, b: _Text, facts: Sequence[Difference]) -> list[Difference]:
    """Whether one side is a good deal shorter than the other and lacks what that is about."""
    rules = _rules()
    size_a, size_b = _size(a), _size(b)
    if not size_a or not size_b:
        short, long = (a, b) if size_b else (b, a)
        return [_whole(long)] if size_a + size_b else []
    ratio = log(size_a / size_b)
    long, short = (a, b) if ratio > 0 else (b, a)
    lacking = sum(fact.side == long.side and fact.other is None for fact in facts)
    terms = len(_unmatched_terms(long, short))
    spread = rules.spread + rules.spread_short / min(size_a, size_b)
    shorter = abs(ratio) / spread
    score = shorter + rules.weight_term * terms + rules.weight_fact * lacking
    if shorter < rules.missing_ratio or score < rules.missing_score:
        return []
    return [_whole(long)]


def _symptoms(here: _Text, there: _Text, vocabulary: Vocabulary) -> list[Difference]:
    """Symptoms and conditions of which the other side has neither the concept nor the term."""
    known = {match.concept for match in vocabulary.find(there.text)}
    lacking = {place for word in _unmatched_terms(here, there) for place in range(*word)}
    return [
        Difference(problem="missing", side=here.side, start=match.start, end=match.end)
        for match in vocabulary.find(here.text)
        if match.label != "DRUG"
        and match.concept not in known
        and lacking.issuperset(range(match.start, match.end))
    ]


def _whole(text: _Text) -> Difference:
    return Difference(problem="missing", side=text.side, start=0, end=len(text.text))


def _size(text: _Text) -> float:
    """About how many English words a text has or would have."""
    han = len(re.findall(f"[{HAN}]", text.text))
    words = len(re.findall(rf"[^\W{HAN}]+(?:'\w+)?", text.text))
    return han / _rules().characters_per_word + words


def _unmatched_terms(long: _Text, short: _Text) -> list[tuple[int, int]]:
    """The words of the longer side that are terms by rows of which the shorter side has none."""
    if {long.language, short.language} != {"zh", "en"}:
        return []
    here, there = _terms(long), _terms(short)
    shared = {place for row in here.keys() & there for place in here[row]}
    lacking = sorted({place for places in here.values() for place in places} - shared)
    words = [[place, place + 1] for place in lacking[:1]]
    for place in lacking[1:]:
        if place == words[-1][1]:
            words[-1][1] += 1
        else:
            words.append([place, place + 1])
    return [(start, end) for start, end in words]


def _terms(text: _Text) -> dict[int, set[int]]:
    """The rows of the list of terms that a text has, and at which characters."""
    folded = fold(text.text)
    column = 0 if text.language == "zh" else 1
    found: dict[int, set[int]] = {}
    for row, forms in enumerate(_term_list()):
        for match in forms[column].finditer(folded):
            found.setdefault(row, set()).update(range(*match.span()))
    return found


@cache
def _term_list() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = read_rows(RULES / "parity_terms.tsv", ("zh", "en"))
    return tuple((_zh_pattern(row.several("zh")), _en_pattern(row.several("en"))) for row in rows)


def _zh_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, terms)))


def _en_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    forms = (re.escape(term).replace(r"\*", r"[\w ]?\w*") for term in terms)
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


@cache
def _rules() -> ParityRules:
    return load_rules("parity", ParityRules)
