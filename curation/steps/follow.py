"""A recording that is still being written: heard as it grows, then stored as any other."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from curation.files import sha256_of
from curation.model import Transcript
from curation.steps.hotwords import hotwords_for
from curation.steps.resume import gone_on, place_of, say_where_it_goes_on
from curation.steps.transcribe import (
    DEFAULT_OPTIONS,
    TranscribeOptions,
    find_session,
    transcribe_recording,
)
from curation.transcribe.audio import open_sound
from curation.transcribe.careful import CarefulEngine
from curation.transcribe.checkpoint import KeepingEngine
from curation.transcribe.engine import Ask, Choice, Engine, choose_engine
from curation.transcribe.growing import open_growing
from curation.transcribe.languages import Spoken, asked_for
from curation.transcribe.tidy import TidyEngine
from curation.transcribe.turns import turns_of
from curation.transcribe.windows import speech_windows
from curation.workbench import Workbench

IDLE_S = 30.0  # a recording that has not grown for so long is complete
GROWS_S = 1.5  # how long it is watched whether a recording grows


@dataclass(frozen=True, kw_only=True)
class Following:
    """How to follow a recording.

    It is complete when it has not grown for `idle_s`, or once `stopped`. `told` is told each
    finished window, as a transcript of its own whose words and times are those of the recording.
    """

    told: Callable[[Transcript], None]
    idle_s: float = IDLE_S
    stopped: Callable[[], bool] = lambda: False


def follow_recording(
    workbench: Workbench,
    path: Path,
    following: Following,
    *,
    session_id: str | None = None,
    about: Path | None = None,
    options: TranscribeOptions = DEFAULT_OPTIONS,
    say: Callable[[str], None] = lambda _: None,
) -> Transcript | None:
    """Transcribe a recording while it grows, and store the revision when it is complete.

    The revision is the one that `transcribe_recording` makes of the complete file: it takes the
    windows that were heard, and hears those that turn out otherwise. None when it was stopped
    and still grows; what was heard is kept, and the same call goes on.

    Raises
    ------
    MediaError
        when the file is none, or an MP4 that cannot be read before it is complete.
    DuplicateError, InputError, EngineError, OutputError
        as `transcribe_recording` does.
    """
    session = find_session(workbench, path, session_id, about)
    asked = asked_for(options.language, session.languages)
    choice = choose_engine(
        workbench.settings.models,
        engine=options.engine,
        language=asked.language,
        among=asked.among,
        model=options.model,
    )
    words = hotwords_for(session, choice.engine, options.hotwords, say)
    script = options.script or asked.script
    engine = choice.engine(choice.weights)
    folder = workbench.settings.transcripts / session.id
    growing = place_of(folder, path, f"growing {path.absolute()}", choice, hotwords=words)
    with gone_on(growing, fresh=options.fresh) as checkpoint:
        say_where_it_goes_on(path, checkpoint, say, speakers=False)
        keeping = KeepingEngine(CarefulEngine(engine, hotwords=words), checkpoint)
        _hear(path, TidyEngine(keeping, script=script), choice, session.id, following)
        if following.stopped() and _grows(path):
            return None
        complete = place_of(folder, path, sha256_of(path), choice, hotwords=words)
        if growing.path.exists():
            growing.path.replace(complete.path)
    return transcribe_recording(
        workbench,
        path,
        session_id=session_id,
        about=about,
        options=replace(options, fresh=False),  # what was just heard is wanted
        load=lambda _: engine,
    )


def _hear(
    path: Path, engine: Engine, choice: Choice, session_id: str, following: Following
) -> None:
    spoken = Spoken()
    with (
        open_growing(path, idle_s=following.idle_s, stopped=following.stopped) as growing,
        open_sound(path, growing) as sound,
    ):
        for window in speech_windows(sound.blocks(), waits=lambda: growing.waits):
            heard = engine.hear(
                window, Ask(language=choice.language, among=choice.among, before=spoken.last)
            )
            spoken.add(window, heard)
            if heard.words:
                following.told(
                    Transcript(
                        session_id=session_id,
                        revision=1,
                        language=heard.language,
                        engine=choice.engine.name,
                        created_at=datetime.now(UTC),
                        words=heard.words,
                        turns=turns_of(heard.words, [""] * len(heard.words)),
                        flags=heard.flags,
                    )
                )


def _grows(path: Path) -> bool:
    size = path.stat().st_size
    time.sleep(GROWS_S)
    return path.stat().st_size != size
