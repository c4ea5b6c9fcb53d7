"""Cues, the timed pieces of text that every import format comes down to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from curation.errors import FormatError
from curation.model import Flag, Turn, Word
from curation.transcribe.repeats import loops_in
from curation.transcribe.rules import load_rules
from curation.transcribe.turns import turns_of
from curation.transcribe.words import spread

OVERLAP_S = 0.1  # captions that touch by less than this do not count as overlapping


@dataclass(frozen=True, kw_only=True)
class Cue:
    """What one speaker says between two times; `where` is its place in the file.

    `words` are given where the file has their times; they are estimated from `text` otherwise.
    `turn` counts the file's turns where it tells them apart, `language` is such a turn's.
    """

    start_s: float
    end_s: float
    text: str
    where: str
    speaker: str = ""
    words: tuple[Word, ...] = ()
    turn: int | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Cues:
    """A file's cues in its own order, with the language and the flags if it has them."""

    cues: tuple[Cue, ...]
    language: str = ""
    flags: tuple[Flag, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Speech:
    """What a transcript holds of the speech itself."""

    words: tuple[Word, ...]
    turns: tuple[Turn, ...]
    flags: tuple[Flag, ...] = ()


def assemble(cues: Sequence[Cue], *, origin: str, flags: tuple[Flag, ...] | None = None) -> Speech:
    """Words, turns and flags of cues, in order of time unless they tell their turns.

    Raises
    ------
    FormatError
        when a cue ends before it starts, or no cue has text.
    """
    exact = all(cue.turn is not None for cue in cues)
    words: list[Word] = []
    of_words: list[Cue] = []
    for cue in cues if exact else sorted(cues, key=lambda cue: cue.start_s):
        _check_times(cue, origin)
        found = cue.words or spread(cue.text, cue.start_s, cue.end_s)
        words.extend(found)
        of_words.extend([cue] * len(found))
    if not words:
        raise FormatError(f"{origin} has no spoken text in it; export it again with its text")
    return Speech(
        words=tuple(words),
        turns=_told(of_words) if exact else turns_of(words, [cue.speaker for cue in of_words]),
        flags=(*_overlaps(cues), *loops_in(words, load_rules())) if flags is None else flags,
    )


def _told(of_words: Sequence[Cue]) -> tuple[Turn, ...]:
    """The turns that cues tell, given the cue of each word."""
    turns: list[Turn] = []
    first = 0
    for _, cues in groupby(of_words, key=lambda cue: cue.turn):
        cue, *more = cues
        last = first + len(more)
        turns.append(
            Turn(first_word=first, last_word=last, speaker=cue.speaker, language=cue.language)
        )
        first = last + 1
    return tuple(turns)


def _check_times(cue: Cue, origin: str) -> None:
    if cue.end_s < cue.start_s:
        raise FormatError(f"{origin}, {cue.where}: it ends before it starts; correct its times")
    if not 0 <= cue.start_s <= cue.end_s < math.inf:
        raise FormatError(f"{origin}, {cue.where}: it starts before 0 or never; correct its times")


def _overlaps(cues: Sequence[Cue]) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    last_end_s = 0.0
    for cue in sorted(cues, key=lambda cue: cue.start_s):
        if cue.start_s < last_end_s - OVERLAP_S and cue.text.strip():
            flags.append(
                Flag(
                    kind="overlap",
                    start_s=cue.start_s,
                    end_s=min(cue.end_s, last_end_s),
                    note="two cues at the same time",
                )
            )
        last_end_s = max(last_end_s, cue.end_s)
    return tuple(flags)
