"""What pairing needs to know of words: how much is said, listening noises, yes and no."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from curation.extract.folding import HAN, fold
from curation.extract.rules import end_of_match, load_rules, phrase_pattern, spelled_out

Polarity = Literal["yes", "no", "unsure", "neither"]

_POLARITIES: tuple[Literal["no", "yes", "unsure"], ...] = ("no", "yes", "unsure")
LONG = 25  # words or Chinese characters: who says more has taken the floor
COURTESY_LENGTH = 12  # words or Chinese characters; a longer sentence says more than thanks

_SAID = re.compile(rf"[{HAN}]|[^\W{HAN}]+")  # a Chinese character counts as a word


@dataclass(frozen=True, kw_only=True)
class AnswerRules:
    """Phrases of one language; the rule files say what each list is for."""

    echoes: bool
    denying: tuple[str, ...]
    stopped: tuple[str, ...]
    past: tuple[str, ...]
    fillers: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    open: tuple[str, ...]
    recommend: tuple[str, ...]
    unsure: tuple[str, ...]
    against: tuple[str, ...]
    about: tuple[str, ...]
    why_not: tuple[str, ...]
    only: tuple[str, ...]
    contrary: tuple[str, ...]
    gone: tuple[str, ...]
    open_anywhere: bool
    listening: tuple[str, ...]
    interrupting: tuple[str, ...]
    closing: tuple[str, ...]
    courtesy: tuple[str, ...]


@cache
def answer_rules(language: str) -> AnswerRules:
    return load_rules(f"answers_{language}", AnswerRules)


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    phrases: tuple[str, ...] = getattr(answer_rules(language), name)
    return phrase_pattern(spelled_out(phrases))


def holds(language: str, name: str, text: str) -> bool:
    """Whether a text holds a phrase of that list."""
    return _pattern(language, name).search(fold(text)) is not None


def opens(language: str, name: str, text: str) -> bool:
    """Whether a text opens with a phrase of that list, perhaps after some fillers."""
    folded = fold(text)
    start = end_of_match(_opening(language), folded)
    return _pattern(language, name).match(folded, start) is not None


def length(text: str) -> int:
    """How much is said: words, and characters of Chinese."""
    return len(_SAID.findall(text))


def is_listening(language: str, text: str, before: str = "") -> bool:
    """Whether a text says no more than that someone listens, or repeats what was said before."""
    rest = _pattern(language, "listening").sub(" ", fold(text))
    return set(_SAID.findall(rest)) <= set(_SAID.findall(fold(before)))


def is_courtesy(language: str, text: str) -> bool:
    """Whether a sentence only opens a question: thanks, a greeting, "I have a question"."""
    found = _pattern(language, "courtesy").match(fold(text).lstrip())
    return found is not None and length(text) <= COURTESY_LENGTH


def polarity(language: str, text: str, question: str = "") -> Polarity:
    """Whether an answer opens with a yes, a no or a doubt, whichever phrase is longest.

    In a language that `echoes`, a word of the question is a yes too.
    """
    folded = fold(text)
    start = end_of_match(_opening(language), folded)
    ends = {word: end_of_match(_pattern(language, word), folded, start) for word in _POLARITIES}
    longest = max(_POLARITIES, key=ends.__getitem__)
    if ends[longest] > start:
        return longest
    said = _SAID.match(folded, start)
    echoed = said is not None and answer_rules(language).echoes and said[0] in fold(question)
    return "yes" if echoed else "neither"


@cache
def _opening(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_pattern(language, 'fillers').pattern}|\W)*")
