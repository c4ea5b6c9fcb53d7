"""A wording to publish beside the spoken one: what was spoken without what only speech needs.

Words are left out and none is added. A proposal that would change a number, a drug or a denial
is not made.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isnan

from curation.extract.denials import find_denials
from curation.extract.folding import HAN, fold
from curation.extract.quantities import find_quantities
from curation.extract.rules import load_rules, phrase_pattern, spelled_out
from curation.model import QAPair

LONGEST_REPEAT = 4  # words that are said twice in a row: we usually give we usually give
_TOKEN = re.compile(rf"[{HAN}]|[^\W{HAN}]+(?:[-'’.][^\W{HAN}]+)*-?|[^\w\s]|\s+")
_WORD = re.compile(rf"[{HAN}]|[^\W{HAN}]+")
_SENTENCE = re.compile(r"[^.?!。？！]+(?:[.?!](?!\d)[.?!]*|[。？！]+|\.(?=\d)|$)\s*")


@dataclass(frozen=True, kw_only=True)
class WordingRules:
    """What is left out in one language.

    `fillers` go wherever they are, `paused` ones only where punctuation parts them from the
    rest or they open a sentence, `openings` only there, `endings` only before punctuation,
    `softeners` before a comma.
    A sentence of `listening` noises alone goes, unless it is the first.
    `kept` words may be said twice with good reason: very very.
    """

    fillers: tuple[str, ...]
    paused: tuple[str, ...]
    openings: tuple[str, ...]
    endings: tuple[str, ...]
    softeners: tuple[str, ...]
    listening: tuple[str, ...]
    kept: tuple[str, ...]


def propose(spoken: str, language: str) -> str:
    """The wording to publish: the spoken one where nothing can be left out safely.

    Languages without rules are left as they were spoken.
    """
    if language not in ("en", "zh"):
        return spoken
    proposal = _tidy(spoken, language)
    return proposal if is_safe(spoken, proposal, language) else spoken


def with_proposals(pairs: Iterable[QAPair]) -> tuple[QAPair, ...]:
    """Pairs with the wordings that are proposed for them, "" where the spoken one is fine."""
    return tuple(
        replace(
            pair,
            proposed_question=_proposed(pair.question_text, pair.language),
            proposed_answer=_proposed(pair.answer_text, pair.language),
        )
        for pair in pairs
    )


def _proposed(spoken: str, language: str) -> str:
    proposal = propose(spoken, language)
    return "" if proposal == spoken else proposal


def is_safe(spoken: str, proposal: str, language: str) -> bool:
    """Whether a wording only leaves out words, and no number, unit or denial among them."""
    return (
        bool(_WORD.search(proposal))
        and _is_within(_words(proposal), _words(spoken))
        and _numbers(spoken, language) == _numbers(proposal, language)
        and _units(spoken, language) <= _units(proposal, language)
        and _denials(spoken, language) == _denials(proposal, language)
    )


def _tidy(text: str, language: str) -> str:
    patterns = _patterns(language)
    kept = []
    for number, sentence in enumerate(_sentences(text)):
        if number and patterns.listening.fullmatch(fold(sentence).strip()):
            continue
        for form in patterns.cuts:
            sentence = _without(sentence, form)
        kept.append(_without_repeats(sentence, patterns.kept))
    return _polished("".join(kept), language)


def _sentences(text: str) -> list[str]:
    return [match[0] for match in _SENTENCE.finditer(text)] or [text]


def _without(text: str, form: re.Pattern[str]) -> str:
    """The text without what matches its folded spelling, again until nothing does."""
    while True:
        match = form.search(fold(text))
        if match is None or match.start() == match.end():
            return text
        text = text[: match.start()] + text[match.end() :]


def _without_repeats(text: str, kept: frozenset[str]) -> str:
    """The text with what is said several times in a row said once, the last time.

    Numbers stay: two two may be twenty-two. So does what a comma takes up again in Chinese.
    """
    tokens = _TOKEN.findall(text)
    for size in range(LONGEST_REPEAT, 0, -1):
        tokens = _collapsed(tokens, size, kept)
    return "".join(tokens)


def _collapsed(tokens: list[str], size: int, kept: frozenset[str]) -> list[str]:
    places = [place for place, token in enumerate(tokens) if _WORD.match(token)]
    number = 0
    while number + 2 * size <= len(places):
        first = places[number : number + size]
        second = places[number + size : number + 2 * size]
        words = [fold(tokens[place]) for place in first]
        same = words == [fold(tokens[place]) for place in second]
        if same and _may_go(words, kept) and _runs_on(tokens, first[0], second[-1]):
            del tokens[first[0] : second[0]]
            places = [place for place, token in enumerate(tokens) if _WORD.match(token)]
        else:
            number += 1
    return tokens


def _may_go(words: Sequence[str], kept: frozenset[str]) -> bool:
    text = "".join(words)
    han = len(words) == 1 and re.fullmatch(f"[{HAN}]", text)  # 天天, 慢慢: one word
    numbers = any(word[0].isdigit() for word in words)
    return not (han or numbers or text in kept or all(word in kept for word in words))


def _runs_on(tokens: Sequence[str], first: int, last: int) -> bool:
    """Whether nothing but spaces, commas and dashes parts the tokens."""
    return re.search(r"[^\w\s,，、–—…-]", "".join(tokens[first:last])) is None


def _polished(text: str, language: str) -> str:
    """One space where there are several, no punctuation without words before it."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s+([,.;:?!，。；：？！、])", r"\1", text)
    text = re.sub(r"([,，、])(?:\s*[,，、])+", r"\1", text)
    text = re.sub(r"([,，、])(\s*)([.?!。？！])", r"\3", text)
    text = re.sub(r"(^|[.?!。？！])(\s*)[,，、;；]+\s*", r"\1\2", text).strip()
    if language == "en":
        text = re.sub(r"(^|[.?!]\s+)([a-z])", lambda m: m[1] + m[2].upper(), text)
    return text


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _is_within(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the words are among the others, in their order."""
    rest = iter(others)
    return all(word in rest for word in words)


def _numbers(text: str, language: str) -> set[float]:
    """Its numbers; a filler before a unit hides that it is one, so units are no part of this."""
    return {q.said for q in find_quantities(text, language) if not (q.soft or isnan(q.said))}


def _units(text: str, language: str) -> set[str]:
    return {part for q in find_quantities(text, language) for part in q.unit.split("/")}


def _denials(text: str, language: str) -> int:
    return len(find_denials(text, language).firm)


@dataclass(frozen=True, kw_only=True)
class _Patterns:
    cuts: tuple[re.Pattern[str], ...]
    listening: re.Pattern[str]
    kept: frozenset[str]


@cache
def _patterns(language: str) -> _Patterns:
    rules = load_rules(f"wording_{language}", WordingRules)
    stop = r"[,.?!;:，。？！；：、…]"
    filler, paused = _choice(rules.fillers), _choice(rules.paused)
    opening, ending = _choice(rules.openings), _choice(rules.endings)
    softener, listening = _choice(rules.softeners), _choice(rules.listening)
    return _Patterns(
        cuts=(
            re.compile(rf"(?:{filler})(?:\s*[,，、…]+)?\s*"),
            re.compile(rf"(?<=[,，、])\s*(?:{paused})\s*[,，、]+"),
            re.compile(rf"^\s*(?:{paused}|{opening})(?:\s*[,，、…]+\s*|\s+)(?=\w)"),
            re.compile(rf"^\s*(?:{opening})(?=[{HAN}])"),
            re.compile(rf"\s*[,，、]\s*(?:{paused})(?=\s*[.?!。？！]|\s*$)"),
            re.compile(rf"(?:{ending})(?={stop}|\s*$)"),
            re.compile(rf"(?:{softener})(?=\s*[,，、])"),
        ),
        listening=re.compile(rf"(?:(?:{listening})(?:{stop}|\s)*)+"),
        kept=frozenset(map(fold, rules.kept)),
    )


def _choice(phrases: Sequence[str]) -> str:
    return phrase_pattern(spelled_out(phrases)).pattern if phrases else r"(?!)"
