"""Tracks: a transcript's English by machine, kept beside it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from curation.errors import EngineError, UnknownItemError
from curation.files import atomic_write
from curation.model import Track, Transcript
from curation.steps.resume import from_where_it_was, gone_on, place_of, say_where_it_goes_on
from curation.store.tracks import load_track, save_track, track_path, tracks
from curation.transcribe.checkpoint import KeepingEngine
from curation.transcribe.engine import ADVICE, Choice
from curation.transcribe.formats import WRITERS
from curation.transcribe.listen import Progress
from curation.transcribe.tidy import TidyEngine
from curation.transcribe.translate import ENGLISH, foreign_turns, translate
from curation.workbench import Workbench


def require_translation(choice: Choice) -> None:
    """Raise `EngineError` when the engine or its weights cannot translate."""
    if not choice.engine.translates:
        raise EngineError(f"the engine {choice.engine.name!r} cannot translate; {ADVICE}")
    if choice.weights.languages:
        raise EngineError(
            f"the weights {choice.weights.name!r} know only"
            f" {', '.join(choice.weights.languages)} and cannot translate; {ADVICE}"
        )


def lacks_track(workbench: Workbench, transcript: Transcript) -> bool:
    """Whether there is no track in English beside a transcript revision."""
    folder = workbench.settings.transcripts
    return ENGLISH not in tracks(folder, transcript.session_id, transcript.revision)


def add_track(
    workbench: Workbench,
    recording: Path,
    transcript: Transcript,
    choice: Choice,
    *,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Track | None:
    """Translate what is not English in a transcript, and keep it as its track.

    What is heard is kept as it comes, as for a transcript. None when all of it is English.

    Raises
    ------
    MediaError, EngineError, OutputError
        when the recording, the engine or the disk do not allow it; there is no track then.
    """
    if not foreign_turns(transcript):
        say(f"{transcript.key} is in English throughout; it needs no translation")
        return None
    folder = workbench.settings.transcripts / transcript.session_id
    place = place_of(folder, recording, f"{transcript.key} in {ENGLISH}", choice)
    with gone_on(place, fresh=fresh) as checkpoint:
        say_where_it_goes_on(recording, checkpoint, say, speakers=False)
        made = translate(
            recording,
            TidyEngine(KeepingEngine(choice.engine(choice.weights), checkpoint)),
            transcript,
            progress=from_where_it_was(recording, checkpoint, progress),
        )
        track = Track(
            session_id=transcript.session_id,
            revision=transcript.revision,
            language=ENGLISH,
            engine=choice.engine.name,
            model=choice.weights.name,
            engine_version=choice.version,
            created_at=datetime.now(UTC),
            words=made.words,
            lines=made.lines,
            flags=made.flags,
        )
        _save(workbench, track, transcript)
        checkpoint.discard()
    plural = "s" * (len(track.lines) != 1)
    say(f"{track.key}: {len(track.lines)} sentence{plural} in English, translated by machine")
    return track


def read_track(
    workbench: Workbench, session_id: str, language: str = ENGLISH, *, revision: int | None = None
) -> Track:
    """The track of a transcript revision, the newest unless told.

    Raises
    ------
    UnknownItemError
        when there is no such session, revision or track.
    """
    transcript = workbench.transcript(session_id, revision)
    return load_track(workbench.settings.transcripts, transcript, language)


def track_text(
    workbench: Workbench,
    session_id: str,
    language: str,
    form: str,
    *,
    revision: int | None = None,
) -> str:
    """A track as text in one of the `WRITERS`' formats, marked as a machine's where one can.

    Raises
    ------
    UnknownItemError
        when there is no such session, revision, track or format.
    """
    transcript = workbench.transcript(session_id, revision)
    if form not in WRITERS:
        raise UnknownItemError(
            f"tracks are not written as {form!r}; choose one of: {', '.join(WRITERS)}"
        )
    track = load_track(workbench.settings.transcripts, transcript, language)
    return _written(track, transcript, form)


def _written(track: Track, transcript: Transcript, form: str) -> str:
    text = WRITERS[form](track.as_transcript(transcript))
    if form == "vtt":
        return text.replace("WEBVTT\n", f"WEBVTT\n\nNOTE {track.notice}\n", 1)
    if form == "txt":
        return f"[{track.notice}]\n{text}"
    if form == "json":
        return json.dumps({"note": track.notice, **json.loads(text)}, ensure_ascii=False, indent=1)
    return text


def _save(workbench: Workbench, track: Track, transcript: Transcript) -> None:
    """The track's JSON comes last, for with it the track is there."""
    folder = workbench.settings.transcripts
    path = track_path(folder, track.session_id, track.revision, track.language)
    with atomic_write(path.with_suffix(".vtt")) as stream:
        stream.write(_written(track, transcript, "vtt").encode())
    save_track(folder, track)
