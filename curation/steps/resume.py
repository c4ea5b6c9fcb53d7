"""How a transcription goes on that was stopped: its checkpoint, and what its user is told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from curation.errors import DuplicateError, InputError, MediaError, OutputError, UnknownItemError
from curation.files import write_error
from curation.model import stable_id
from curation.transcribe.audio import probe
from curation.transcribe.checkpoint import (
    Checkpoint,
    clock,
    code_version,
    is_held,
    open_checkpoint,
    read_kept,
)
from curation.transcribe.engine import Choice
from curation.transcribe.listen import Progress

DISTRIBUTION = "clinical-experience-curation"
UNFINISHED = ".partial"  # the folder of checkpoints in a session's
NUMBERING = ".lock"  # held while a revision gets its number and is stored
NUMBERING_S = 60  # the longest wait for it, which takes others fractions of a second


@dataclass(frozen=True, kw_only=True)
class Place:
    """A recording, where a run over it keeps its checkpoint, and in which way it hears."""

    recording: Path
    path: Path
    way: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class StoppedRun:
    """A checkpoint that is there: spoken words of a session that are in no transcript yet.

    `heard_s` is how far its run came, `way` how it heard, by name; `running` says that a
    program works on it now.
    """

    session_id: str
    recording: str
    heard_s: float
    way: dict[str, str]
    size_bytes: int
    running: bool
    path: Path


def place_of(
    folder: Path, recording: Path, key: str, choice: Choice, *, hotwords: Sequence[str] = ()
) -> Place:
    """Where in a session's folder a run over a recording keeps its checkpoint.

    `key` tells the recording, or what is made of it, from others: the SHA-256 of its bytes.

    Who speaks is found anew in any case, so it is the same with and without speakers.
    """
    weights = choice.weights
    files = weights.path.iterdir() if weights.path.is_dir() else [weights.path]
    changed_at = datetime.fromtimestamp(max(file.stat().st_mtime for file in files), UTC)
    return Place(
        recording=recording,
        path=folder / UNFINISHED / f"{stable_id(key)}.jsonl",
        way={
            "session": folder.name,
            "engine": f"{choice.engine.name} {choice.version}",
            "model": weights.name,
            "model's files": f"{weights.size_bytes} bytes of {changed_at.isoformat()}",
            "language": choice.language or " or ".join(choice.among) or "auto",
            "hotwords": ", ".join(hotwords) or "none",
            "program": f"{version(DISTRIBUTION)} ({code_version()})",
        },
    )


@contextmanager
def gone_on(place: Place, *, fresh: bool) -> Iterator[Checkpoint]:
    """The recording's checkpoint, of which nothing is left when no transcript can come of it.

    Raises
    ------
    InputError
        when a stopped run heard the recording in another way, unless it shall be forgotten
        (`fresh`).
    OutputError
        when another program has it, or it cannot be written.
    """
    same = f"*/{UNFINISHED}/{place.path.name}"
    for path in sorted(place.path.parents[2].glob(same)):
        if path != place.path:
            with open_checkpoint(path, recording=place.recording, way=place.way, fresh=fresh):
                pass
    with open_checkpoint(
        place.path, recording=place.recording, way=place.way, fresh=fresh
    ) as checkpoint:
        try:
            yield checkpoint
        except MediaError:
            checkpoint.discard()
            raise


@contextmanager
def forgotten_when_made(place: Place) -> Iterator[None]:
    """Remove the checkpoint of a run that was stopped when its transcript was there already."""
    try:
        yield
    except DuplicateError:
        if place.path.exists():
            with (
                suppress(InputError, OutputError),
                open_checkpoint(place.path, recording=place.recording, way=place.way) as checkpoint,
            ):
                checkpoint.discard()
        raise


@contextmanager
def one_at_a_time(transcripts: Path) -> Iterator[None]:
    """Hold off other programs that would take the same number for their revision."""
    path = transcripts / NUMBERING
    try:
        transcripts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(transcripts, error) from error
    try:
        with FileLock(path, timeout=NUMBERING_S):
            yield
    except Timeout as error:
        raise OutputError(
            f"another program has held {path} for {NUMBERING_S} s; end it and try again"
        ) from error


def stopped_runs(transcripts: Path) -> tuple[StoppedRun, ...]:
    """All checkpoints that are in the sessions' folders; also those that cannot be read."""
    return tuple(_stopped(path) for path in sorted(transcripts.glob(f"*/{UNFINISHED}/*.jsonl")))


def forget_stopped_runs(transcripts: Path, session_id: str) -> tuple[StoppedRun, ...]:
    """Remove a session's checkpoints, for nobody will go on with them.

    Raises
    ------
    UnknownItemError
        when the session has none.
    OutputError
        when a program works on one, or it cannot be removed.
    """
    runs = [run for run in stopped_runs(transcripts) if run.session_id == session_id]
    if not runs:
        raise UnknownItemError(
            f"session {session_id!r} has no stopped runs; `curation stopped` lists all there are"
        )
    for run in runs:
        recording = Path(run.recording or run.path.name)
        with open_checkpoint(run.path, recording=recording, way={}, fresh=True):
            pass
    return tuple(runs)


def say_where_it_goes_on(
    recording: Path, checkpoint: Checkpoint, say: Callable[[str], None], *, speakers: bool
) -> None:
    """Say from where in the recording a stopped run goes on, if there was one."""
    if checkpoint.end_s:
        voices = "; only its voices are listened to again up to there" if speakers else ""
        say(f"{recording.name} goes on at {clock(checkpoint.end_s)}{voices}")


def from_where_it_was(
    recording: Path, checkpoint: Checkpoint, progress: Progress | None
) -> Progress | None:
    """The progress of a run, which begins where the stopped one ended."""
    start_s = checkpoint.end_s
    if progress is None or not start_s:
        return progress
    progress(start_s, probe(recording).duration_s)
    return lambda done_s, whole_s: progress(max(done_s, start_s), whole_s)


def _stopped(path: Path) -> StoppedRun:
    kept = read_kept(path)
    return StoppedRun(
        session_id=path.parents[1].name,
        recording=kept.origin.recording if kept else "",
        heard_s=kept.end_s if kept else 0.0,
        way=kept.origin.way if kept else {},
        size_bytes=path.stat().st_size,
        running=is_held(path),
        path=path,
    )
