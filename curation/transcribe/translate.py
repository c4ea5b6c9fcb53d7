"""A track in English: the windows of a transcript that are in other languages, heard once more.

Whisper's translation goes straight from the sound to English. Its sentences are matched to the
transcript's turns by their times.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from curation.model import Flag, TrackLine, Transcript, Turn, Word, join_words
from curation.transcribe.audio import open_sound
from curation.transcribe.engine import Ask, Engine
from curation.transcribe.listen import Progress
from curation.transcribe.windows import Window, speech_windows
from curation.transcribe.words import guess_language

ENGLISH = "en"
UNTRANSLATED = "untranslated"  # a flag: weights such as large-v3-turbo's write what was spoken
SENTENCE_ENDS = (".", "?", "!")


@dataclass(frozen=True, kw_only=True)
class Translation:
    """What a track holds of the speech itself."""

    words: tuple[Word, ...]
    lines: tuple[TrackLine, ...]
    flags: tuple[Flag, ...]


def foreign_turns(transcript: Transcript) -> dict[int, str]:
    """The numbers of the turns that are not in English, and their languages."""
    languages = {
        number: turn.language or transcript.language for number, turn in enumerate(transcript.turns)
    }
    return {number: language for number, language in languages.items() if language != ENGLISH}


def translate(
    path: Path, engine: Engine, transcript: Transcript, *, progress: Progress | None = None
) -> Translation:
    """The English of a transcript's recording, window by window.

    Windows in which the transcript has no words are passed over.

    Raises
    ------
    MediaError
        when the file cannot be decoded.
    EngineError
        when the engine cannot do it.
    """
    words: list[Word] = []
    lines: list[TrackLine] = []
    flags: list[Flag] = []
    with open_sound(path) as sound:
        for window in speech_windows(sound.blocks()):
            spoken = _spoken_in(window, transcript)
            if spoken:
                heard = engine.hear(window, Ask(language=spoken.language, translate=True))
                if heard.words and guess_language(join_words(heard.words)) != ENGLISH:
                    flags.append(_untranslated(window))
                else:
                    lines.extend(_lines(heard.words, spoken.turns, transcript, len(words)))
                    words.extend(replace(word, timing="estimated") for word in heard.words)
                    flags.extend(heard.flags)
            if progress:
                progress(window.end_s, sound.facts.duration_s)
    return Translation(words=tuple(words), lines=tuple(lines), flags=tuple(flags))


def _untranslated(window: Window) -> Flag:
    return Flag(
        kind=UNTRANSLATED,
        start_s=window.start_s,
        end_s=window.end_s,
        note="the engine did not give English here",
    )


@dataclass(frozen=True, kw_only=True)
class _Spoken:
    """What of a transcript is in a window: its language for the most part, and its turns."""

    language: str
    turns: tuple[int, ...]


def _spoken_in(window: Window, transcript: Transcript) -> _Spoken | None:
    """What is not English in a window, None when there is nothing."""
    spoken: Counter[str] = Counter()
    turns: list[int] = []
    for number, language in foreign_turns(transcript).items():
        words = _words_of(transcript, transcript.turns[number])
        if words[0].start_s > window.end_s or words[-1].end_s < window.start_s:
            continue
        count = sum(
            window.start_s <= (word.start_s + word.end_s) / 2 < window.end_s for word in words
        )
        if count:
            turns.append(number)
            spoken[language] += count
    if not turns:
        return None
    return _Spoken(language=spoken.most_common(1)[0][0], turns=tuple(turns))


def _words_of(transcript: Transcript, turn: Turn) -> tuple[Word, ...]:
    return transcript.words[turn.first_word : turn.last_word + 1]


def _lines(
    words: Sequence[Word], turns: Sequence[int], transcript: Transcript, before: int
) -> Iterator[TrackLine]:
    """The sentences of a window, each with the turn it shares most time with."""
    first = 0
    for number, word in enumerate(words):
        if number + 1 < len(words) and not word.text.rstrip("\"'”’)").endswith(SENTENCE_ENDS):
            continue
        start_s, end_s = words[first].start_s, word.end_s
        yield TrackLine(
            first_word=before + first,
            last_word=before + number,
            turn=max(turns, key=lambda turn: _shared_s(transcript, turn, start_s, end_s)),
        )
        first = number + 1


def _shared_s(transcript: Transcript, turn: int, start_s: float, end_s: float) -> float:
    """How long a turn is heard in a stretch; below 0, how far it is from it."""
    words = _words_of(transcript, transcript.turns[turn])
    return min(end_s, max(word.end_s for word in words)) - max(start_s, words[0].start_s)
