"""From a recording, or another program's transcript, to the next transcript revision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from curation.errors import DuplicateError, MediaError, UnknownItemError
from curation.files import atomic_write, link_or_copy, require_file, sha256_of
from curation.model import Recording, Session, Transcript, join_words, stable_id
from curation.steps.hotwords import hotwords_for
from curation.steps.repetition import made_before
from curation.steps.resume import (
    forgotten_when_made,
    from_where_it_was,
    gone_on,
    one_at_a_time,
    place_of,
    say_where_it_goes_on,
)
from curation.steps.speakers import SPEAKER_OPTIONS, speakers_for
from curation.steps.tracks import add_track, require_translation
from curation.store.transcripts import (
    load_transcript,
    revision_path,
    revisions,
    save_transcript,
)
from curation.transcribe.careful import CarefulEngine
from curation.transcribe.checkpoint import KeepingEngine
from curation.transcribe.cues import Speech, assemble
from curation.transcribe.engine import AUTO, Choice, Engine, choose_engine, load_engine
from curation.transcribe.facts import session_for
from curation.transcribe.formats import WRITERS, read_cues
from curation.transcribe.languages import asked_for
from curation.transcribe.listen import Listened, Progress, listen
from curation.transcribe.script import Script
from curation.transcribe.speakers import Speakers
from curation.transcribe.tidy import TidyEngine
from curation.transcribe.words import guess_language
from curation.workbench import Workbench

IMPORTED = "import"  # stands for the engine of a transcript that another program made

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class TranscribeOptions:
    """How to transcribe.

    `engine` and `language` may be `auto`, and `language` several, as in `zh-CN,en`; `model` is
    the name of weights or where they are; `speakers`, `channels` and `diarizer` say how speakers
    are told apart, see `curation.steps.speakers`; `fresh` forgets what a stopped run had heard;
    `script` is that of Chinese words, by default of the language's or the session's code
    (`zh-TW`); `translate` adds a track in English; `hotwords` are words that may come up, by
    default drugs of the session's topic.
    """

    engine: str = AUTO
    language: str = AUTO
    model: str | None = None
    speakers: bool = True
    channels: str = AUTO
    diarizer: str = AUTO
    fresh: bool = False
    script: Script = ""
    translate: bool = False
    hotwords: tuple[str, ...] | None = None


DEFAULT_OPTIONS = TranscribeOptions()


@dataclass(frozen=True, kw_only=True)
class _Source:
    """A recording's file, what the store knows of it, and the session it goes to."""

    path: Path
    size: int  # bytes
    sha256: str
    known: Recording | None
    session: Session


def transcribe_recording(
    workbench: Workbench,
    path: Path,
    *,
    session_id: str | None = None,
    about: Path | None = None,
    options: TranscribeOptions = DEFAULT_OPTIONS,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
    load: Callable[[Choice], Engine] = load_engine,
) -> Transcript:
    """Transcribe a recording as the next revision of its session's transcript.

    A session that is not known yet is made from `about`, from the facts file beside the
    recording, or from its id alone (`session_id`, else the file's name). What is heard is kept
    as it comes, and a run that was stopped in whatever way goes on where it was: `say` is told.

    Raises
    ------
    DuplicateError
        when this recording was transcribed in the same way before.
    InputError, EngineError, OutputError
        when the recording, the facts, the engine, the disk or a stopped run that heard it in
        another way do not allow it; there is no new revision then.
    """
    source = _source(workbench, path, session_id, about)
    asked = asked_for(options.language, source.session.languages)
    options = replace(options, script=options.script or asked.script)
    choice = choose_engine(
        workbench.settings.models,
        engine=options.engine,
        language=asked.language,
        among=asked.among,
        model=options.model,
    )
    words = hotwords_for(source.session, choice.engine, options.hotwords, say)
    options = replace(options, hotwords=words)
    folder = workbench.settings.transcripts / source.session.id
    if options.translate:
        require_translation(choice)
    place = place_of(folder, source.path, source.sha256, choice, hotwords=words)
    with forgotten_when_made(place):
        transcript = made_before(
            workbench,
            source.known,
            choice,
            _kept(options),
            path=source.path,
            translate=options.translate,
        )
    if transcript is None:
        with gone_on(place, fresh=options.fresh) as checkpoint:
            speakers = speakers_for(workbench.settings.models, source.path, options)
            say_where_it_goes_on(source.path, checkpoint, say, speakers=speakers.listens)
            engine = KeepingEngine(CarefulEngine(load(choice), hotwords=words), checkpoint)
            listened = _listen(
                source,
                choice,
                TidyEngine(engine, script=options.script),
                speakers,
                from_where_it_was(source.path, checkpoint, progress),
            )
            transcript = _keep(workbench, source, choice, options, listened)
            checkpoint.discard()
    if options.translate:
        add_track(
            workbench,
            source.path,
            transcript,
            choice,
            fresh=options.fresh,
            progress=progress,
            say=say,
        )
    return transcript


def import_transcript(
    workbench: Workbench,
    path: Path,
    *,
    session_id: str | None = None,
    about: Path | None = None,
    language: str = AUTO,
) -> Transcript:
    """Take another program's transcript as the next revision of its session's.

    Formats are known by the file's ending; see `curation.transcribe.formats`. The session is
    found or made as for a recording.

    Raises
    ------
    DuplicateError
        when it says the same as the newest revision.
    InputError, OutputError
        when the file, the facts or the disk do not allow it; there is no new revision then.
    """
    content = read_cues(path)
    speech = assemble(content.cues, origin=str(path), flags=content.flags)
    session = find_session(workbench, path, session_id, about)
    if revisions(workbench.settings.transcripts, session.id):
        newest = load_transcript(workbench.settings.transcripts, session.id)
        if (newest.words, newest.turns) == (speech.words, speech.turns):
            raise DuplicateError(f"{path} says the same as {newest.key}; nothing was done")
    told = content.language if language == AUTO else language
    recording = _only(workbench.store.recordings(session.id))
    return _save_next(
        workbench,
        session,
        speech,
        None,
        language=told or _only(session.languages) or guess_language(join_words(speech.words)),
        recording_id=recording.id if recording else None,
        engine=IMPORTED,
        model=path.suffix[1:].lower(),
        options={"file": path.name},
    )


def transcript_text(
    workbench: Workbench, session_id: str, form: str, *, revision: int | None = None
) -> str:
    """A transcript revision, the newest unless told, as text in one of the `WRITERS`' formats.

    Raises
    ------
    UnknownItemError
        when there is no such session, revision or format.
    """
    if form not in WRITERS:
        raise UnknownItemError(
            f"transcripts are not written as {form!r}; choose one of: {', '.join(WRITERS)}"
        )
    return WRITERS[form](workbench.transcript(session_id, revision))


def _source(
    workbench: Workbench, path: Path, session_id: str | None, about: Path | None
) -> _Source:
    path = require_file(path).resolve()
    size, sha256 = path.stat().st_size, sha256_of(path)
    known = workbench.store.recording_with_hash(sha256)
    if known and session_id is None:
        session_id = known.session_id
    session = find_session(workbench, path, session_id, about)
    if known and known.session_id != session.id:
        raise DuplicateError(
            f"{path} is a recording of session {known.session_id!r} already; nothing was done"
        )
    return _Source(path=path, size=size, sha256=sha256, known=known, session=session)


def find_session(
    workbench: Workbench, path: Path, session_id: str | None, about: Path | None
) -> Session:
    """The session as it is known, or as the facts given or found describe it."""
    described = session_for(path, session_id=session_id, about=about)
    known = {session.id: session for session in workbench.store.sessions()}
    return described if about else known.get(described.id, described)


def _only(items: Sequence[_T]) -> _T | None:
    return items[0] if len(items) == 1 else None


def _kept(options: TranscribeOptions) -> dict[str, Any]:
    """The options that a transcript keeps: those that engine and model do not tell."""
    kept = {name: getattr(options, name) for name in ("language", *SPEAKER_OPTIONS)}
    if options.hotwords:
        kept["hotwords"] = list(options.hotwords)
    return {**kept, "script": options.script} if options.script else kept


def _listen(
    source: _Source,
    choice: Choice,
    engine: Engine,
    speakers: Speakers,
    progress: Progress | None,
) -> Listened:
    listened = listen(
        source.path,
        engine,
        language=choice.language,
        among=choice.among,
        speakers=speakers,
        progress=progress,
    )
    if source.path.stat().st_size != source.size:
        raise MediaError(f"{source.path} is still being written; try again when it is complete")
    return listened


def _keep(
    workbench: Workbench,
    source: _Source,
    choice: Choice,
    options: TranscribeOptions,
    listened: Listened,
) -> Transcript:
    """The next revision, kept with its session and recording."""
    recording = source.known or _recording(workbench, source, listened)
    return _save_next(
        workbench,
        source.session,
        listened.speech,
        None if source.known else recording,
        language=listened.language,
        recording_id=recording.id,
        engine=choice.engine.name,
        model=choice.weights.name,
        options={
            **_kept(options),
            "engine_version": choice.version,
            "speakers_by": listened.speakers_by,
        },
    )


def _recording(workbench: Workbench, source: _Source, listened: Listened) -> Recording:
    """The recording, its file put into the data folder if it is not in there."""
    settings = workbench.settings
    place = source.path
    if not place.is_relative_to(settings.recordings):
        place = settings.recordings / source.session.id / source.path.name
        if place.exists() and sha256_of(place) != source.sha256:
            place = place.with_stem(f"{place.stem}-{source.sha256[:8]}")
        if not place.exists():
            link_or_copy(source.path, place)
    return Recording(
        id=stable_id(source.sha256),
        session_id=source.session.id,
        path=place.relative_to(settings.home).as_posix(),
        sha256=source.sha256,
        duration_s=listened.duration_s,
        sample_rate_hz=listened.sample_rate_hz,
        channels=listened.channels,
    )


def _save_next(
    workbench: Workbench,
    session: Session,
    speech: Speech,
    recording: Recording | None,
    **made_by: Any,
) -> Transcript:
    """Keep all of it; the transcript's JSON comes last, for with it the revision is there."""
    folder = workbench.settings.transcripts
    with one_at_a_time(folder):
        transcript = Transcript(
            session_id=session.id,
            revision=max(revisions(folder, session.id), default=0) + 1,
            created_at=datetime.now(UTC),
            words=speech.words,
            turns=speech.turns,
            flags=speech.flags,
            **made_by,
        )
        workbench.store.put_session(session)
        if recording:
            workbench.store.add_recording(recording)
        path = revision_path(folder, transcript.session_id, transcript.revision)
        with atomic_write(path.with_suffix(".vtt")) as stream:
            stream.write(WRITERS["vtt"](transcript).encode())
        save_transcript(folder, transcript)
    return transcript
