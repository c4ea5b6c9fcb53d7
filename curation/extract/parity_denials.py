"""Denials, opposites and limits that only one of a text and its translation has."""

import re
from collections.abc import Iterator

from curation.extract.denials import Denials, find_denials
from curation.extract.folding import fold
from curation.extract.parity_sides import Difference, Side, Text, parity_rules


def compare_denials(a: Text, b: Text) -> Iterator[Difference]:
    parts_a, parts_b = _sentences(a.text), _sentences(b.text)
    if len(parts_a) != len(parts_b):
        parts_a, parts_b = [(0, a.text)], [(0, b.text)]
    for (start_a, text_a), (start_b, text_b) in zip(parts_a, parts_b, strict=True):
        in_a, in_b = find_denials(text_a, a.language), find_denials(text_b, b.language)
        if len(in_a.firm) > _most(in_b, in_a):
            yield _denial(a.side, start_a, in_a)
        elif len(in_b.firm) > _most(in_a, in_b):
            yield _denial(b.side, start_b, in_b)


def _denial(side: Side, offset: int, denials: Denials) -> Difference:
    start, end = denials.firm[0]
    return Difference(problem="negation", side=side, start=offset + start, end=offset + end)


def compare_poles(a: Text, b: Text) -> Iterator[Difference]:
    """Where one side has a pole, such as positive, and the other the opposite one instead."""
    if {a.language, b.language} != {"zh", "en"}:
        return
    for poles in parity_rules().opposites:
        zh_en = [(poles[0], poles[1]), (poles[2], poles[3])]
        up, down = ((_poles(a, *pole), _poles(b, *pole)) for pole in zh_en)
        for here, there in ((up, down), (down, up)):
            if len(here[0]) > len(here[1]) and len(there[0]) < len(there[1]):
                start, end = here[0][-1]
                other = there[1][-1]
                yield Difference(problem="negation", side=a.side, start=start, end=end, other=other)


def compare_limits(a: Text, b: Text) -> Iterator[Difference]:
    """A limit that one side sets and the other has no word for: at most, 不超过."""
    if {a.language, b.language} != {"zh", "en"}:
        return
    zh, en, any_zh, any_en = parity_rules().limits
    for here, there in ((a, b), (b, a)):
        limits = _poles(here, zh, en)
        if limits and not _poles(there, any_zh, any_en):
            start, end = limits[0]
            yield Difference(problem="negation", side=here.side, start=start, end=end)


def _poles(text: Text, zh: str, en: str) -> list[tuple[int, int]]:
    form = zh if text.language == "zh" else rf"\b(?:{en})\b"
    return [match.span() for match in re.finditer(form, fold(text.text))]


def _most(here: Denials, there: Denials) -> int:
    """The most denials that a text may be taken to hold beside another."""
    return len(here.firm) + here.listed + max(0, here.soft - there.soft)


def _sentences(text: str) -> list[tuple[int, str]]:
    ends = parity_rules().sentence_ends
    pattern = rf"[^{ends}]+(?:[{ends}]+|$)"
    found = re.finditer(pattern, text)
    return [(match.start(), match[0]) for match in found if re.search(r"\w", match[0])]
