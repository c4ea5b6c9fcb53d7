"""JSON as Whisper, faster-whisper's writers and WhisperX leave it, and ours, which says more."""

import json
from dataclasses import asdict, dataclass, replace

from curation.model import Flag, Timing, Transcript, Turn, Word, join_words, load_json
from curation.transcribe.alignment import Piece, align
from curation.transcribe.cues import Cue, Cues

FORMAT = "clinical-experience-curation 1"  # of a file of ours, whose turns and words are exact


@dataclass(frozen=True, kw_only=True)
class _JsonWord:
    """A word; WhisperX leaves out the times of those it could not align (numbers, mostly)."""

    word: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None  # Whisper's name for it
    score: float | None = None  # WhisperX's
    timing: Timing = "measured"  # only ours from here on, and in the records below


@dataclass(frozen=True, kw_only=True)
class _JsonSegment:
    start: float
    end: float
    text: str
    words: tuple[_JsonWord, ...] | None = None
    speaker: str | None = None
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class _JsonFile:
    segments: tuple[_JsonSegment, ...]
    language: str | None = None
    format: str | None = None
    flags: tuple[Flag, ...] | None = None


def read_whisper_json(text: str, *, origin: str) -> Cues:
    """The segments of a Whisper or WhisperX file, with their words' times where it has them.

    Raises
    ------
    FormatError
        naming the field, or the line of broken JSON.
    """
    content = load_json(text, _JsonFile, origin=origin)
    return Cues(
        cues=tuple(
            _exact_cue(segment, number)
            if content.format == FORMAT
            else _cue(segment, f"segment {number}")
            for number, segment in enumerate(content.segments)
        ),
        language=content.language or "",
        flags=content.flags if content.format == FORMAT else None,
    )


def _exact_cue(segment: _JsonSegment, number: int) -> Cue:
    """A turn of ours; its words as they are, unless its text was edited."""
    cue = _cue(segment, f"segment {number}")
    try:
        words = tuple(_word(word) for word in segment.words or ())
    except ValueError:  # edited until it is none
        words = ()
    if not words or join_words(words) != segment.text:
        words = cue.words
    return replace(cue, words=words, turn=number, language=segment.language)


def _word(word: _JsonWord) -> Word:
    if word.start is None or word.end is None:
        raise ValueError("it has no times")
    return Word(
        text=word.word.rstrip(" "),
        start_s=word.start,
        end_s=word.end,
        probability=word.probability,
        timing=word.timing,
        space=word.word.endswith(" "),
    )


def _cue(segment: _JsonSegment, where: str) -> Cue:
    pieces = [
        Piece(
            text=word.word,
            start_s=word.start,
            end_s=word.end,
            probability=word.score if word.probability is None else word.probability,
        )
        for word in segment.words or ()
    ]
    words = align(segment.text, pieces, start_s=segment.start, end_s=segment.end) if pieces else ()
    return Cue(
        start_s=segment.start,
        end_s=segment.end,
        text=segment.text,
        speaker=segment.speaker or "",
        where=where,
        words=tuple(words),
    )


def write_whisper_json(transcript: Transcript) -> str:
    """The transcript as WhisperX writes it, one segment a turn, and all else it holds."""
    segments = [
        {
            "id": number,
            "start": transcript.words[turn.first_word].start_s,
            "end": _end_s(transcript, turn),
            "text": transcript.text_of(turn),
            "speaker": turn.speaker,
            "language": turn.language,
            "words": [
                {
                    "word": word.text + " " * word.space,
                    "start": word.start_s,
                    "end": word.end_s,
                    "probability": word.probability,
                    "timing": word.timing,
                }
                for word in transcript.words[turn.first_word : turn.last_word + 1]
            ],
        }
        for number, turn in enumerate(transcript.turns)
    ]
    content = {
        "format": FORMAT,
        "language": transcript.language,
        "flags": [asdict(flag) for flag in transcript.flags],
        "segments": segments,
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _end_s(transcript: Transcript, turn: Turn) -> float:
    words = transcript.words[turn.first_word : turn.last_word + 1]
    return max(word.end_s for word in words)
