"""Who is heard when, and the phrases of what is said.

A file `<recording's name>.rttm` beside a recording says so in the form that diarizers and
meeting programs write (NIST's Rich Transcription Time Marked).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.errors import FormatError
from curation.model import Word
from curation.transcribe.formats.encoding import read_text

PHRASE_PAUSE_S = 0.5
PHRASE_ENDS = tuple(".,;:?!。，、；：？！")
RTTM_TYPE, RTTM_START, RTTM_LENGTH, RTTM_SPEAKER = 0, 3, 4, 7  # fields of a line


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A stretch in which one speaker is heard."""

    start_s: float
    end_s: float
    speaker: str


def find_rttm(recording: Path) -> Path | None:
    """The file beside a recording that says who speaks when."""
    path = recording.with_suffix(".rttm")
    return path if path.is_file() else None


def read_rttm(path: Path) -> tuple[Voice, ...]:
    """The stretches in an RTTM file.

    Raises
    ------
    FormatError
        naming the line that is malformed.
    """
    voices: list[Voice] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        fields = line.split()
        if not fields or fields[RTTM_TYPE] != "SPEAKER":
            continue
        try:
            start_s = float(fields[RTTM_START])
            end_s = start_s + float(fields[RTTM_LENGTH])
            voices.append(Voice(start_s=start_s, end_s=end_s, speaker=fields[RTTM_SPEAKER]))
        except (IndexError, ValueError):
            raise FormatError(
                f"{path}, line {number}: a start, a length and a speaker were expected as"
                " 4th, 5th and 8th field; write it again"
            ) from None
    return tuple(voices)


def phrases(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Runs of words between punctuation marks and pauses."""
    phrase: list[Word] = []
    for word in words:
        if phrase and word.start_s - phrase[-1].end_s > PHRASE_PAUSE_S:
            yield phrase
            phrase = []
        phrase.append(word)
        if word.text.endswith(PHRASE_ENDS):
            yield phrase
            phrase = []
    if phrase:
        yield phrase
