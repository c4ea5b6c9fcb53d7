"""Doubts that the text alone gives: loops, and sentences that engines are known to invent.

Engines are sure of their loops, so probabilities do not tell.
"""

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

import numpy as np

from curation.model import Flag, Word, join_words
from curation.transcribe.rules import Rules
from curation.transcribe.words import TIME_DIGITS, speaking_time_s, split_text

LONGEST_UNIT = 60  # words of a piece of text that is said again


def loops_in(words: Sequence[Word], rules: Rules) -> tuple[Flag, ...]:
    """Where a text follows itself too often, or says the same in too many words."""
    told = [(_letters(word.text), word) for word in words]
    told = [(letters, word) for letters, word in told if letters]
    spoken = [word for _, word in told]
    flags: list[Flag] = []
    for first, last, copies in _repetitions([letters for letters, _ in told], spoken, rules):
        note = f"the same {copies} times in a row; listen how often it is said"
        flags.append(_flag(spoken[first : last + 1], note))
    for first, last in _compressible(spoken, rules):
        stretch = _flag(spoken[first : last + 1], "much the same again and again; listen to it")
        if not any(_overlap(stretch, flag) for flag in flags):
            flags.append(stretch)
    return tuple(sorted(flags, key=lambda flag: flag.start_s))


def phrases_in(words: Sequence[Word], rules: Rules) -> Iterator[Flag]:
    """Sentences of the rules' list in the words of a window."""
    letters = [_letters(word.text) for word in words]
    for phrase in _folded(rules.phrases):
        size = len(phrase)
        for first in range(len(letters) - size + 1):
            if tuple(letters[first : first + size]) == phrase:
                note = "engines often make up this sentence; listen whether it is said"
                run = words[first : first + size]
                yield _flag(run, note, kind="hallucination")


@cache
def _folded(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_letters(piece) for piece, _ in split_text(text)) for text in texts)


def _repetitions(
    letters: Sequence[str], words: Sequence[Word], rules: Rules
) -> list[tuple[int, int, int]]:
    """First and last word of each loop, and how often its piece is said; the shortest pieces."""
    number = {text: place for place, text in enumerate(dict.fromkeys(letters))}
    ids = np.array([number[text] for text in letters], np.int64)
    found: list[tuple[int, int, int]] = []
    for size in range(1, min(LONGEST_UNIT, len(ids) // 2) + 1):
        place = 0
        for same, group in groupby(ids[size:] == ids[:-size]):
            first, length = place, len(list(group))
            place += length
            copies = (length + size) // size
            if not same or copies < 2 or _within(first, first + length + size - 1, found):
                continue
            unit_s = speaking_time_s("".join(letters[first : first + size]))
            if copies >= _allowed(unit_s, rules):
                found.append((first, first + length + size - 1, copies))
    return found


def _allowed(unit_s: float, rules: Rules) -> int:
    return min(rule.copies for rule in rules.loops if unit_s >= rule.unit_s)


def _within(first: int, last: int, found: Sequence[tuple[int, int, int]]) -> bool:
    return any(begin <= last and first <= end for begin, end, _ in found)


def _compressible(words: Sequence[Word], rules: Rules) -> list[tuple[int, int]]:
    """Stretches of some seconds, half of each in the next one, whose text says little."""
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(words):
        end_s = words[first].start_s + rules.compressed_s
        half_s = words[first].start_s + rules.compressed_s / 2
        last, half = first, first + 1
        while last + 1 < len(words) and words[last + 1].end_s <= end_s:
            last += 1
            half += words[last].start_s < half_s
        data = join_words(tuple(words[first : last + 1])).encode()
        if len(data) / len(zlib.compress(data)) > rules.compression_ratio:
            if found and found[-1][1] >= first:
                first = found.pop()[0]
            found.append((first, last))
        if last + 1 == len(words):
            break
        first = max(half, first + 1)
    return found


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _overlap(one: Flag, other: Flag) -> bool:
    return one.start_s < other.end_s and other.start_s < one.end_s


def _flag(words: Sequence[Word], note: str, *, kind: str = "loop") -> Flag:
    return Flag(
        kind=kind,
        start_s=round(words[0].start_s, TIME_DIGITS),
        end_s=round(max(word.end_s for word in words), TIME_DIGITS),
        note=note,
    )
