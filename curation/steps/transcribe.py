"""From a recording, or another program's transcript, to the next transcript revision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from curation.errors import DuplicateError, MediaError, UnknownItemError
from curation.files import atomic_write, link_or_copy, require_file, sha256_of
from curation.model import Recording, Session, Transcript, join_words, stable_id
from curation.steps.resume import (
    forgotten_when_made,
    from_where_it_was,
    gone_on,
    place_of,
    say_where_it_goes_on,
)
from curation.store.transcripts import (
    load_transcript,
    revision_path,
    revisions,
    save_transcript,
)
from curation.transcribe.checkpoint import Checkpoint, KeepingEngine
from curation.transcribe.cues import Speech, assemble
from curation.transcribe.engine import AUTO, Choice, choose_engine
from curation.transcribe.facts import session_for
from curation.transcribe.formats import WRITERS, read_cues
from curation.transcribe.listen import Listened, Progress, listen
from curation.transcribe.voices import find_rttm, read_rttm
from curation.transcribe.words import guess_language
from curation.workbench import Workbench

IMPORTED = "import"  # stands for the engine of a transcript that another program made

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class TranscribeOptions:
    """How to transcribe.

    `engine` and `language` may be `auto`; `model` is the name of weights or where they are;
    `speakers` tells voices apart, which takes about as long as the recording lasts unless an
    `.rttm` file beside it says who speaks when; `fresh` forgets what a stopped run had heard.
    """

    engine: str = AUTO
    language: str = AUTO
    model: str | None = None
    speakers: bool = True
    fresh: bool = False


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
    choice = choose_engine(
        workbench.settings.models,
        engine=options.engine,
        language=_language(options.language, source.session),
        model=options.model,
    )
    folder = workbench.settings.transcripts / source.session.id
    place = place_of(folder, source.path, source.sha256, choice)
    with forgotten_when_made(place):
        _refuse_repetition(workbench, source, choice, options)
    with gone_on(place, fresh=options.fresh) as checkpoint:
        say_where_it_goes_on(source.path, checkpoint, say, speakers=options.speakers)
        listened = _listen(source, choice, options, checkpoint, progress)
        transcript = _keep(workbench, source, choice, options, listened)
        checkpoint.discard()
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
    speech = assemble(content.cues, origin=str(path))
    session = _session(workbench, path, session_id, about)
    if revisions(workbench.settings.transcripts, session.id):
        newest = load_transcript(workbench.settings.transcripts, session.id)
        if (newest.words, newest.turns) == (speech.words, speech.turns):
            raise DuplicateError(f"{path} says the same as {newest.key}; nothing was done")
    told = content.language if language == AUTO else language
    recording = _only(workbench.store.recordings(session.id))
    transcript = _next_revision(
        workbench,
        session,
        speech,
        language=told or _only(session.languages) or guess_language(join_words(speech.words)),
        recording_id=recording.id if recording else None,
        engine=IMPORTED,
        model=path.suffix[1:].lower(),
        options={"file": path.name},
    )
    _save(workbench, session, transcript, None)
    return transcript


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
    session = _session(workbench, path, session_id, about)
    if known and known.session_id != session.id:
        raise DuplicateError(
            f"{path} is a recording of session {known.session_id!r} already; nothing was done"
        )
    return _Source(path=path, size=size, sha256=sha256, known=known, session=session)


def _session(
    workbench: Workbench, path: Path, session_id: str | None, about: Path | None
) -> Session:
    """The session as it is known, or as the facts given or found describe it."""
    described = session_for(path, session_id=session_id, about=about)
    known = {session.id: session for session in workbench.store.sessions()}
    return described if about else known.get(described.id, described)


def _language(asked: str, session: Session) -> str | None:
    """What is spoken, as far as it is known: asked for, or the session's only language.

    Engines know languages without their countries: `zh-CN` is `zh` to them.
    """
    language = _only(session.languages) if asked == AUTO else asked
    return language.split("-")[0].lower() if language else None


def _only(items: Sequence[_T]) -> _T | None:
    return items[0] if len(items) == 1 else None


def _kept(options: TranscribeOptions) -> dict[str, Any]:
    """The options that a transcript keeps: those that engine and model do not tell."""
    return {"language": options.language, "speakers": options.speakers}


def _refuse_repetition(
    workbench: Workbench, source: _Source, choice: Choice, options: TranscribeOptions
) -> None:
    """Raise `DuplicateError` when a revision was made from the same recording in the same way."""
    if source.known is None:
        return
    folder = workbench.settings.transcripts
    way = (source.known.id, choice.engine.name, choice.weights.name)
    for revision in revisions(folder, source.session.id):
        made = load_transcript(folder, source.session.id, revision)
        same_options = _kept(options).items() <= made.options.items()
        if same_options and way == (made.recording_id, made.engine, made.model):
            raise DuplicateError(
                f"{source.path} was transcribed as {made.key} in the same way before;"
                " nothing was done"
            )


def _listen(
    source: _Source,
    choice: Choice,
    options: TranscribeOptions,
    checkpoint: Checkpoint,
    progress: Progress | None,
) -> Listened:
    rttm = find_rttm(source.path) if options.speakers else None
    listened = listen(
        source.path,
        KeepingEngine(choice.engine(choice.weights), checkpoint),
        language=choice.language,
        speakers=options.speakers,
        voices=read_rttm(rttm) if rttm else (),
        progress=from_where_it_was(source.path, checkpoint, progress),
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
    transcript = _next_revision(
        workbench,
        source.session,
        listened.speech,
        language=listened.language,
        recording_id=recording.id,
        engine=choice.engine.name,
        model=choice.weights.name,
        options={**_kept(options), "engine_version": choice.version},
    )
    _save(workbench, source.session, transcript, None if source.known else recording)
    return transcript


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


def _next_revision(
    workbench: Workbench, session: Session, speech: Speech, **made_by: Any
) -> Transcript:
    known = revisions(workbench.settings.transcripts, session.id)
    return Transcript(
        session_id=session.id,
        revision=max(known, default=0) + 1,
        created_at=datetime.now(UTC),
        words=speech.words,
        turns=speech.turns,
        flags=speech.flags,
        **made_by,
    )


def _save(
    workbench: Workbench, session: Session, transcript: Transcript, recording: Recording | None
) -> None:
    """Keep all of it; the transcript's JSON comes last, for with it the revision is there."""
    workbench.store.put_session(session)
    if recording:
        workbench.store.add_recording(recording)
    folder = workbench.settings.transcripts
    path = revision_path(folder, transcript.session_id, transcript.revision)
    with atomic_write(path.with_suffix(".vtt")) as stream:
        stream.write(WRITERS["vtt"](transcript).encode())
    save_transcript(folder, transcript)
