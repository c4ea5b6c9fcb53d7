"""Turns cut into pieces for the model that tells questions, each with what is around it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from curation.extract.asking import Around, Piece, windows

AROUND = "curation around"  # the key of a text's user data that holds what stands around it

# The score of the best rule that matches a text, which do, and how long its fillers are.
Rated = tuple[float, tuple[int, ...], int]


@dataclass(frozen=True, kw_only=True)
class Said:
    """A turn as far as telling questions needs it."""

    text: str
    speaker: str = ""


def surroundings(turns: Sequence[Said]) -> list[Around]:
    """What stands around each turn of a talk."""
    said: Counter[str] = Counter()
    for turn in turns:
        said[turn.speaker] += len(turn.text)
    total = sum(said.values()) or 1
    known = [speaker for speaker in said if speaker]
    return [
        Around(
            before=turns[place - 1].text if place else "",
            after=turns[place + 1].text if place + 1 < len(turns) else "",
            same_before=bool(place and turn.speaker) and turns[place - 1].speaker == turn.speaker,
            same_after=place + 1 < len(turns)
            and bool(turn.speaker)
            and turns[place + 1].speaker == turn.speaker,
            share=said[turn.speaker] / total if turn.speaker else 0.0,
            speakers=len(known) if turn.speaker else 0,
        )
        for place, turn in enumerate(turns)
    ]


def pieces(
    text: str,
    sentences: Sequence[tuple[int, int]],
    rate: Callable[[str], Rated],
    around: Around | None,
) -> Iterator[tuple[int, int, Piece]]:
    """The pieces of a turn, each with its sentence's end and its own first character."""
    for number, (start, end) in enumerate(sentences):
        leads = text[slice(*sentences[number - 1])] if number else ""
        follows = text[slice(*sentences[number + 1])] if number + 1 < len(sentences) else ""
        for first, last in windows(text[start:end]):
            part = text[start + first : start + last]
            score, matching, opening = rate(part)
            piece = Piece(
                text=part,
                rule=score,
                rules=matching,
                opening=opening,
                leads=leads,
                follows=follows,
                around=around,
            )
            yield end, start + first, piece
