"""Cues, the timed pieces of text that every import format comes down to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
    """

    start_s: float
    end_s: float
    text: str
    where: str
    speaker: str = ""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Cues:
    """A file's cues in its own order, with the language if it says which."""

    cues: tuple[Cue, ...]
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Speech:
    """What a transcript holds of the speech itself."""

    words: tuple[Word, ...]
    turns: tuple[Turn, ...]
    flags: tuple[Flag, ...] = ()


def assemble(cues: Sequence[Cue], *, origin: str) -> Speech:
    """Words, turns and flags of cues, which are put in order of time first.

    Raises
    ------
    FormatError
        when a cue ends before it starts, or no cue has text.
    """
    words: list[Word] = []
    speakers: list[str] = []
    for cue in sorted(cues, key=lambda cue: cue.start_s):
        _check_times(cue, origin)
        found = cue.words or spread(cue.text, cue.start_s, cue.end_s)
        words.extend(found)
        speakers.extend([cue.speaker] * len(found))
    if not words:
        raise FormatError(f"{origin} has no spoken text in it; export it again with its text")
    flags = (*_overlaps(cues), *loops_in(words, load_rules()))
    return Speech(words=tuple(words), turns=turns_of(words, speakers), flags=flags)


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
