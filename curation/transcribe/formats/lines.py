"""A transcript cut into lines that fit under a picture."""

from collections.abc import Iterator
from dataclasses import dataclass

from curation.model import Run, Transcript, Word

MAX_LINE_S = 8.0
MAX_LINE_CHARACTERS = 84  # two lines of 42, the usual limit for subtitles
LINE_PAUSE_S = 1.0
_ENDS = (".", "?", "!", "。", "？", "！")


@dataclass(frozen=True, kw_only=True)
class CaptionLine:
    """Words shown together, and the number of their turn."""

    start_s: float
    end_s: float
    speaker: str
    text: str
    turn: int


def caption_lines(transcript: Transcript) -> Iterator[CaptionLine]:
    """Lines in order; one ends with its turn, its sentence, a pause, or when it is full."""
    for turn_number, turn in enumerate(transcript.turns):
        first = turn.first_word
        for number in range(turn.first_word, turn.last_word + 1):
            run = Run(first_word=first, last_word=number)
            if number == turn.last_word or _full(transcript, run, transcript.words[number + 1]):
                words = transcript.words[first : number + 1]
                yield CaptionLine(
                    start_s=words[0].start_s,
                    end_s=max(word.end_s for word in words),
                    speaker=turn.speaker,
                    text=transcript.text_of(run),
                    turn=turn_number,
                )
                first = number + 1


def _full(transcript: Transcript, run: Run, following: Word) -> bool:
    """Whether a line ends before the word that follows."""
    first, last = transcript.words[run.first_word], transcript.words[run.last_word]
    return (
        last.text.endswith(_ENDS)
        or following.start_s - last.end_s > LINE_PAUSE_S
        or following.end_s - first.start_s > MAX_LINE_S
        or len(transcript.text_of(run)) + len(following.text) > MAX_LINE_CHARACTERS
    )
