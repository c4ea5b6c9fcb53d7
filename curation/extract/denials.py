"""How often a text denies something, for comparing two texts in different languages."""

import re
from dataclasses import dataclass
from functools import cache

from curation.extract.folding import fold
from curation.extract.rules import load_rules, pattern, phrase_pattern


@dataclass(frozen=True, kw_only=True)
class DenialRules:
    """A language's denials.

    `idle` phrases, and what `idle_patterns` match, hold a denial and deny nothing (是不是).
    `firm` ones deny in any language, `soft` ones are a denial in some languages and not in
    others (unable: 不能), as are those within what `soft_patterns` match, two that cancel each
    other out (没有人不怕). What one of the `lists` joins to something denied, within `reach`
    characters, may be denied by itself in another language.
    """

    idle: tuple[str, ...]
    idle_patterns: tuple[str, ...]
    firm: tuple[str, ...]
    soft: tuple[str, ...]
    soft_patterns: tuple[str, ...]
    lists: tuple[str, ...]
    reach: int


@dataclass(frozen=True, kw_only=True)
class Denials:
    """Where a text denies; `soft` counts the soft denials, `listed` the items of denied lists."""

    firm: tuple[tuple[int, int], ...]
    soft: int
    listed: int


def find_denials(text: str, language: str) -> Denials:
    """The denials of a text; those of languages without rules are not seen."""
    rules, patterns = _patterns(language)
    folded = fold(text)
    for form in patterns.idle_patterns:
        folded = form.sub(_blank, folded)
    folded = patterns.idle.sub(_blank, folded)
    found = [(m.start(), m.end(), m[0] in patterns.firm) for m in patterns.cue.finditer(folded)]
    doubled = [m.span() for form in patterns.soft_patterns for m in form.finditer(folded)]
    found = [
        (start, end, is_firm and not any(s <= start < e for s, e in doubled))
        for start, end, is_firm in found
    ]
    places = tuple((start, end) for start, end, is_firm in found if is_firm)
    listed = {
        match.start()
        for _, end in places
        for match in patterns.lists.finditer(folded, end, end + rules.reach)
    }
    return Denials(firm=places, soft=len(found) - len(places), listed=len(listed))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@dataclass(frozen=True, kw_only=True)
class _Patterns:
    idle: re.Pattern[str]
    idle_patterns: tuple[re.Pattern[str], ...]
    cue: re.Pattern[str]
    firm: frozenset[str]
    soft_patterns: tuple[re.Pattern[str], ...]
    lists: re.Pattern[str]


@cache
def _patterns(language: str) -> tuple[DenialRules, _Patterns]:
    origin = f"denials_{language}"
    rules = load_rules(origin, DenialRules)
    return rules, _Patterns(
        idle=phrase_pattern(rules.idle),
        idle_patterns=tuple(pattern(form, origin=origin) for form in rules.idle_patterns),
        cue=phrase_pattern([*rules.firm, *rules.soft]),
        firm=frozenset(map(fold, rules.firm)),
        soft_patterns=tuple(pattern(form, origin=origin) for form in rules.soft_patterns),
        lists=phrase_pattern(rules.lists),
    )
