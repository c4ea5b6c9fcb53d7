"""What shows a dose in a text of one language: units and phrases, from data files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Literal

from curation.dosing import spellings
from curation.extract.digits import plain
from curation.extract.rules import LETTER, load_rules
from curation.extract.rules import pattern as compile_pattern
from curation.model import DurationUnit, Route

NUMBER = "#"  # stands for each character of a number
DRUG = "@"  # and of a drug's name


@dataclass(frozen=True, kw_only=True)
class FrequencyRule:
    """Patterns of one frequency; "N" takes the number in the pattern."""

    patterns: tuple[str, ...]
    times_per_day: float | Literal["N"] | None = None
    every_hours: float | Literal["N"] | None = None
    per_hours: float | None = None  # N times in so many hours
    hours: float = 1  # what one of `every_hours` is
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class DurationPatterns:
    patterns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DosePhrases:
    """A language's phrases as its file has them; the file says what each is for."""

    reach: int
    negation_reach: int
    gives_reach: int
    answer_reach: int
    fillers: str
    range: tuple[str, ...]
    between: str
    change: str
    strength: tuple[str, ...]
    gives: tuple[str, ...]
    bare_after: str
    one: str
    bare_drug: str
    shares: str
    negations: tuple[str, ...]
    not_negations: str
    lab: str
    not_before: str
    not_after: str
    per: dict[str, str]
    per_before: dict[str, str]
    duration: dict[DurationUnit, tuple[str, ...]]
    durations: DurationPatterns
    frequency: tuple[FrequencyRule, ...]
    routes: dict[Route, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class DoseRules:
    """Compiled patterns over a text in which numbers and drugs are masked."""

    language: str
    phrases: DosePhrases
    spelled: Mapping[str, str]  # a unit's code by its spelling
    number: re.Pattern[str]  # or a range
    unit: re.Pattern[str]
    amount: re.Pattern[str]
    strength: re.Pattern[str]
    frequencies: tuple[tuple[re.Pattern[str], FrequencyRule], ...]
    durations: tuple[re.Pattern[str], ...]
    routes: tuple[tuple[re.Pattern[str], Route], ...]
    per: tuple[tuple[str, re.Pattern[str]], ...]
    words: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


@cache
def dose_rules(language: str) -> DoseRules:
    """The rules of a language.

    Raises
    ------
    FormatError
        naming the pattern or the field that is wrong.
    """
    name = f"doses_{language}"
    phrases = load_rules(name, DosePhrases)
    spelled = {plain(spelling): code for spelling, code in spellings(language).items()}
    patterns = _Compiler(name, phrases)
    return DoseRules(
        language=language,
        phrases=phrases,
        spelled=spelled,
        number=patterns("<N>"),
        unit=re.compile(rf"(?<![a-z])(?:{_units(spelled)})"),
        amount=patterns.amount(spelled),
        strength=patterns.strength(spelled),
        frequencies=tuple(
            (patterns(pattern), rule) for rule in phrases.frequency for pattern in rule.patterns
        ),
        durations=tuple(patterns(pattern) for pattern in phrases.durations.patterns),
        routes=tuple(
            (patterns(_word(pattern)), route)
            for route, same in phrases.routes.items()
            for pattern in same
        ),
        per=tuple((unit, patterns(pattern)) for unit, pattern in phrases.per.items()),
        words={
            "gives": patterns("|".join(map(_word, phrases.gives))),
            "negations": patterns("|".join(map(_word, phrases.negations))),
        }
        | {key: patterns(getattr(phrases, key)) for key in _SINGLE},
    )


_SINGLE = (
    "between",
    "change",
    "bare_after",
    "bare_drug",
    "shares",
    "not_negations",
    "lab",
    "fillers",
    "one",
    "not_before",
    "not_after",
)


def _word(pattern: str) -> str:
    """A pattern that is never inside a word of letters; Chinese has no such words."""
    return pattern if re.search(r"[\u3400-\u9fff]", pattern) else rf"(?<![a-z]){_tail(pattern)}"


def _tail(pattern: str) -> str:
    return rf"(?:{pattern})(?![a-z])"


class _Compiler:
    """Puts numbers, ranges and duration units into the patterns of one file."""

    def __init__(self, name: str, phrases: DosePhrases) -> None:
        self.name = name
        between = "|".join(re.escape(word) for word in phrases.range)
        self.join = rf"\s*(?:{between})\s*"
        self.range = rf"(?:(?<!{NUMBER}){NUMBER}+(?:{self.join}{NUMBER}+)?)"
        self.between = phrases.between
        self.per_before = phrases.per_before
        self.strengths = phrases.strength
        words = sorted(chain.from_iterable(phrases.duration.values()), key=len, reverse=True)
        self.duration = f"(?P<unit>{'|'.join(map(re.escape, words))})"

    def __call__(self, source: str) -> re.Pattern[str]:
        filled = source.replace("<N>", self.range).replace("<U>", self.duration)
        return compile_pattern(filled, origin=self.name)

    def amount(self, spellings: Mapping[str, str]) -> re.Pattern[str]:
        """A number or a range with its unit; `count` before a form that a strength precedes."""
        unit = _units(spellings)
        before = "|".join(
            f"(?P<before_{per}>{pattern.replace('<N>', self.range)})"
            for per, pattern in self.per_before.items()
        )
        opening = rf"(?:(?:{before})[^#@，。,.；;]{{0,8}}?)?" if before else ""
        return re.compile(
            rf"{opening}(?<!#)(?P<low>#+)"
            rf"(?:\s*(?P<low_unit>{unit})?(?P<join>{self.join}|\s+and\s+)(?P<high>#+))?"
            rf"(?:\s*@+)?[\s-]*(?P<unit>{unit})(?P<half>#)?"
        )

    def strength(self, spellings: Mapping[str, str]) -> re.Pattern[str]:
        """Tablets of a strength: two 500 mg tablets."""
        forms = {spelled: code for spelled, code in spellings.items() if code in self.strengths}
        others = {spelled: code for spelled, code in spellings.items() if spelled not in forms}
        return re.compile(
            rf"(?<!#)(?P<count>#+)\s+(?:@+\s+)?(?P<amount>#+[\s-]*(?:{_units(others)}))"
            rf"[\s-]+(?:@+\s+)?(?P<form>{_units(forms)})"
        )


def _units(spellings: Iterable[str]) -> str:
    """The longest spelling; letters never inside a word."""
    ordered = sorted(spellings, key=len, reverse=True)
    letters = "|".join(re.escape(word) for word in ordered if re.search(LETTER, word[-1]))
    others = "|".join(re.escape(word) for word in ordered if not re.search(LETTER, word[-1]))
    return "|".join(part for part in (f"(?:{letters})(?![a-z])" if letters else "", others) if part)
