"""JSON as Whisper, faster-whisper's writers and WhisperX leave it."""

import json
from dataclasses import dataclass

from curation.model import Transcript, load_json
from curation.transcribe.alignment import Piece, align
from curation.transcribe.cues import Cue, Cues


@dataclass(frozen=True, kw_only=True)
class _JsonWord:
    """A word; WhisperX leaves out the times of those it could not align (numbers, mostly)."""

    word: str
    start: float | None = None
    end: float | None = None
    probability: float | None = None  # Whisper's name for it
    score: float | None = None  # WhisperX's


@dataclass(frozen=True, kw_only=True)
class _JsonSegment:
    start: float
    end: float
    text: str
    words: tuple[_JsonWord, ...] | None = None
    speaker: str | None = None


@dataclass(frozen=True, kw_only=True)
class _JsonFile:
    segments: tuple[_JsonSegment, ...]
    language: str | None = None


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
            _cue(segment, f"segment {number}") for number, segment in enumerate(content.segments)
        ),
        language=content.language or "",
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
    """The transcript as WhisperX writes it: one segment a turn, with words and speaker."""
    segments = [
        {
            "id": number,
            "start": transcript.words[turn.first_word].start_s,
            "end": transcript.words[turn.last_word].end_s,
            "text": transcript.text_of(turn),
            "speaker": turn.speaker,
            "words": [
                {
                    "word": word.text + " " * word.space,
                    "start": word.start_s,
                    "end": word.end_s,
                    "probability": word.probability,
                }
                for word in transcript.words[turn.first_word : turn.last_word + 1]
            ],
        }
        for number, turn in enumerate(transcript.turns)
    ]
    content = {"language": transcript.language, "segments": segments}
    return json.dumps(content, ensure_ascii=False, indent=1)
