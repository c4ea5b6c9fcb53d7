"""Marks in text that nobody sees, where a name before a colon does not say all.

SRT and plain text have no place for speakers. `Host: Good evening` is what most programs
write, but it does not tell `Note: take it with food`, two turns of one speaker, or who nobody
knows. Only transcripts in which that matters are written with marks: one character without
width between a speaker and what is said.
"""

from collections.abc import Callable, Iterable

from curation.errors import FormatError
from curation.model import Transcript
from curation.transcribe.cues import Cues, assemble

NEW_TURN, SAME_TURN = "\u2060", "\u200b"  # word joiner, zero-width space


def marked(speaker: str, text: str, *, new_turn: bool) -> str:
    """`Host:` and a mark before what is said, or the mark alone."""
    mark = NEW_TURN if new_turn else SAME_TURN
    return f"{speaker}:{mark} {text}" if speaker else f"{mark}{text}"


def split_marks(texts: Iterable[str]) -> list[tuple[str, str, int]] | None:
    """Speaker, text and turn of each text, None unless all of them have marks."""
    found: list[tuple[str, str, int]] = []
    turn = -1
    for text in texts:
        places = [place for mark in (NEW_TURN, SAME_TURN) if (place := text.find(mark)) >= 0]
        if not places:
            return None
        place = min(places)
        turn += text[place] == NEW_TURN
        found.append((text[:place].removesuffix(":"), text[place + 1 :].strip(), max(turn, 0)))
    return found or None


def unless_lost(
    write: Callable[..., str], read: Callable[..., Cues], transcript: Transcript
) -> str:
    """What `write` makes of a transcript, with marks only if it would not be read back else."""
    text = write(transcript, marks=False)
    try:
        speech = assemble(read(text, origin="").cues, origin="")
    except FormatError:
        return write(transcript, marks=True)
    words = [word.text for word in transcript.words]
    turns = [(turn.last_word, turn.speaker) for turn in transcript.turns]
    kept = [word.text for word in speech.words] == words and [
        (turn.last_word, turn.speaker) for turn in speech.turns
    ] == turns
    return text if kept else write(transcript, marks=True)
