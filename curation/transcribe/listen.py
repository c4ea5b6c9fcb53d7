"""From a recording to words, turns and flags: decode, find speech, hear it, name speakers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.errors import MediaError
from curation.model import Flag, Word
from curation.transcribe.audio import open_sound
from curation.transcribe.cues import Speech
from curation.transcribe.diarizer import Diarizer
from curation.transcribe.engine import Ask, Engine
from curation.transcribe.repeats import loops_in
from curation.transcribe.rules import load_rules
from curation.transcribe.turns import turns_of
from curation.transcribe.voices import Voice, name_speakers
from curation.transcribe.windows import speech_windows

# Told how many seconds of the recording are done, and how many there are (0: not known).
Progress = Callable[[float, float], None]


@dataclass(frozen=True, kw_only=True)
class Listened:
    """What was heard in a recording, in which language for the most part, and its facts."""

    speech: Speech
    language: str
    duration_s: float
    sample_rate_hz: int
    channels: int


def listen(
    path: Path,
    engine: Engine,
    *,
    language: str | None,
    speakers: bool = True,
    voices: Sequence[Voice] = (),
    progress: Progress | None = None,
) -> Listened:
    """Transcribe a recording with a loaded engine, in the same memory however long it is.

    `speakers` tells voices apart, by `voices` if it is known already who is heard when.

    Raises
    ------
    MediaError
        when the file cannot be decoded, or nobody speaks in it.
    EngineError
        when the engine cannot do it.
    """
    words: list[Word] = []
    flags: list[Flag] = []
    spoken: Counter[str] = Counter()  # samples by language
    diarizer = Diarizer() if speakers and not voices else None
    with open_sound(path) as sound:
        for window in speech_windows(sound.blocks()):
            heard = engine.hear(window, Ask(language=language))
            words.extend(heard.words)
            flags.extend(heard.flags)
            spoken[heard.language] += len(window.samples)
            if diarizer:
                diarizer.add(window)
            if progress:
                progress(window.end_s, sound.facts.duration_s)
    if not words:
        raise MediaError(
            f"{path}: no speech was found in it; check that it is the right file and not silent"
        )
    names = name_speakers(words, diarizer.voices() if diarizer else voices)
    turns = turns_of(words, names)
    flags.extend(loops_in(words, load_rules()))  # they go on from window to window
    return Listened(
        speech=Speech(words=tuple(words), turns=turns, flags=(*sound.flags, *flags)),
        language=spoken.most_common(1)[0][0],
        duration_s=sound.position_s,
        sample_rate_hz=sound.facts.sample_rate_hz,
        channels=sound.facts.channels,
    )
