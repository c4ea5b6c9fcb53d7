"""Words with times, from text and the timed pieces that an engine or a file gives for it.

Engines cut text in their own ways: at spaces, at characters, in the middle of a drug's name.
Matching the pieces to the text by their letters makes the words the same for all of them.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from curation.model import Word
from curation.transcribe.words import TIME_DIGITS, split_text

PROBABILITY_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of text as an engine timed it; without times when it could not."""

    text: str
    start_s: float | None = None
    end_s: float | None = None
    probability: float | None = None


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """A timed piece at the letters `first` up to `last` (exclusive) of the text."""

    first: int
    last: int
    start_s: float
    end_s: float
    probability: float | None

    def time_at(self, letter: int) -> float:
        share = (letter - self.first) / (self.last - self.first)
        return self.start_s + (self.end_s - self.start_s) * min(max(share, 0.0), 1.0)


def align(text: str, pieces: Sequence[Piece], *, start_s: float, end_s: float) -> list[Word]:
    """The words of a text spoken between two times.

    A word whose letters are whole pieces has `measured` times; of one that shares a piece,
    or has none, they are `estimated`.
    """
    split = split_text(text)
    placed = _place("".join(word for word, _ in split), pieces)
    words: list[Word] = []
    first, low, at_s = 0, 0, start_s
    for text_of_word, space in split:
        last = first + len(text_of_word)
        while low < len(placed) and placed[low].last <= first:
            low += 1
        high = bisect_left(placed, last, lo=low, key=attrgetter("first"))
        inside = placed[low:high]
        if inside:
            begin, end = inside[0].time_at(first), inside[-1].time_at(last)
        else:
            begin, end = at_s, placed[low].start_s if low < len(placed) else end_s
        begin = max(begin, 0.0)
        at_s = max(end, begin)
        words.append(
            Word(
                text=text_of_word,
                start_s=round(begin, TIME_DIGITS),
                end_s=round(at_s, TIME_DIGITS),
                probability=_least(inside),
                timing="measured" if _whole(inside, first, last) else "estimated",
                space=space,
            )
        )
        first = last
    return words


def _whole(pieces: list[_Placed], first: int, last: int) -> bool:
    """Whether pieces hold the letters from `first` to `last` and no others."""
    return bool(pieces) and pieces[0].first == first and pieces[-1].last <= last


def _least(pieces: list[_Placed]) -> float | None:
    known = [piece.probability for piece in pieces if piece.probability is not None]
    return round(min(max(min(known), 0.0), 1.0), PROBABILITY_DIGITS) if known else None


def _place(letters: str, pieces: Sequence[Piece]) -> list[_Placed]:
    """Where in the text the pieces with times are; one that is not in the text is left out."""
    placed: list[_Placed] = []
    position = 0
    for piece in pieces:
        needle = "".join(word for word, _ in split_text(piece.text))
        found = letters.find(needle, position) if needle else -1
        if found < 0:
            continue
        position = found + len(needle)
        if piece.start_s is not None and piece.end_s is not None:
            placed.append(
                _Placed(
                    first=found,
                    last=position,
                    start_s=float(piece.start_s),
                    end_s=float(max(piece.end_s, piece.start_s)),
                    probability=None if piece.probability is None else float(piece.probability),
                )
            )
    return placed
