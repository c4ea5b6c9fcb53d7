"""From a recording to words, turns and flags: decode, find speech, hear it, name speakers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.errors import MediaError
from curation.model import Flag
from curation.transcribe.audio import open_sound
from curation.transcribe.cues import Speech
from curation.transcribe.engine import Ask, Engine
from curation.transcribe.languages import Spoken
from curation.transcribe.repeats import loops_in
from curation.transcribe.rules import load_rules
from curation.transcribe.speakers import Speakers
from curation.transcribe.turns import turns_of

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
    speakers_by: str


def listen(
    path: Path,
    engine: Engine,
    *,
    language: str | None,
    among: Sequence[str] = (),
    speakers: Speakers | None = None,
    progress: Progress | None = None,
) -> Listened:
    """Transcribe a recording with a loaded engine, in the same memory however long it is.

    A `language` of None is detected in each window, `among` those that may be spoken.
    `speakers` says which channels are heard, and who says each word; without it, nobody knows.

    Raises
    ------
    MediaError
        when the file cannot be decoded, or nobody speaks in it.
    EngineError
        when the engine cannot do it.
    """
    speakers = speakers or Speakers()
    flags: list[Flag] = []
    spoken = Spoken()
    done_s = 0.0
    with open_sound(path) as sound:
        for window in speakers.windows(sound):
            heard = engine.hear(
                window, Ask(language=language, among=tuple(among), before=spoken.last)
            )
            spoken.add(window, heard)
            speakers.add(window, heard)
            flags.extend(heard.flags)
            if progress:
                done_s = max(done_s, window.end_s)  # channels take turns in a section
                progress(done_s, sound.facts.duration_s)
    words, names = speakers.named()
    if not words:
        raise MediaError(
            f"{path}: no speech was found in it; check that it is the right file and not silent"
        )
    turns = spoken.divide(turns_of(words, names))
    flags.extend(loops_in(words, load_rules()))  # they go on from window to window
    return Listened(
        speech=Speech(words=tuple(words), turns=turns, flags=(*sound.flags, *flags)),
        language=spoken.most,
        duration_s=sound.position_s,
        sample_rate_hz=sound.facts.sample_rate_hz,
        channels=sound.facts.channels,
        speakers_by=speakers.told_by,
    )
