"""Who is heard when, and what that makes of the words.

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


def name_speakers(words: Sequence[Word], voices: Sequence[Voice]) -> list[str]:
    """The speaker of each word: of its phrase, for words' times are too rough for less.

    A phrase in which nobody is heard goes on with the speaker before it.
    """
    names: list[str] = []
    for phrase in phrases(words):
        heard = _heard_longest(phrase[0].start_s, phrase[-1].end_s, voices)
        names.extend([heard or (names[-1] if names else "")] * len(phrase))
    return names


def _heard_longest(start_s: float, end_s: float, voices: Sequence[Voice]) -> str:
    heard_s: dict[str, float] = {}
    for voice in voices:
        shared_s = min(end_s, voice.end_s) - max(start_s, voice.start_s)
        if shared_s > 0:
            heard_s[voice.speaker] = heard_s.get(voice.speaker, 0.0) + shared_s
    return max(heard_s, key=heard_s.__getitem__, default="")


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
