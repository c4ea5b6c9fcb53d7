"""How surely two questions ask the same, in one language or across Chinese and English."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import exp

from rapidfuzz import fuzz

from curation.extract.asked import Asked
from curation.extract.rules import load_rules

# What two texts have in common, 0 to 1, by a model of sentences: the seam for embeddings.
Similarity = Callable[[str, str], float]


@dataclass(frozen=True, kw_only=True)
class LikenessRules:
    """Weights by kind; see `alike.toml`."""

    threshold: float
    chain: float
    base: float
    same_words: float
    few_words: float
    many_words: float
    nothing_shared: float
    enough: float
    other_subject: float
    extra: float
    agree: dict[str, float]
    differ: dict[str, float]
    lone: dict[str, float]


def likeness(a: Asked, b: Asked, extra: float | None = None) -> float:
    """How surely two questions ask the same, 0 to 1, whichever comes first.

    `extra` is what a model of sentences says of them, 0 to 1, where one is used.
    """
    if a.plain == b.plain:
        return 1.0
    rules = likeness_rules()
    score = rules.base
    agreed = 0.0
    for kind in rules.agree:
        here, there = a.kinds.get(kind, _NONE), b.kinds.get(kind, _NONE)
        if not here and not there:
            continue
        shared = here & there
        more, less = len(here) > len(shared), len(there) > len(shared)
        if shared:
            agreed += rules.agree[kind]
        if more and less:
            score += rules.differ[kind]
        elif more or less:
            score += rules.lone[kind]
    if a.subjects - b.subjects and b.subjects - a.subjects:
        score += rules.other_subject
    alike = fuzz.token_sort_ratio(a.plain, b.plain) / 100 if a.chinese == b.chinese else None
    if not a.content & b.content and (alike is None or alike < rules.many_words):
        score += rules.nothing_shared
    if alike is not None:
        score += rules.same_words * (alike - rules.few_words)
    if extra is not None:
        score += rules.extra * (2 * extra - 1)
    score += min(agreed, rules.enough)
    return 1 / (1 + exp(-score))


_NONE: frozenset[str] = frozenset()


@cache
def likeness_rules() -> LikenessRules:
    """The weights that are shipped."""
    return load_rules("alike", LikenessRules)
