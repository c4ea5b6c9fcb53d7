"""How a transcription goes on that was stopped: its checkpoint, and what its user is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from curation.errors import DuplicateError, MediaError, OutputError
from curation.files import write_error
from curation.model import stable_id
from curation.transcribe.audio import probe
from curation.transcribe.checkpoint import Checkpoint, code_version
from curation.transcribe.engine import Choice
from curation.transcribe.listen import Progress

UNFINISHED = ".partial"  # the folder of checkpoints in a session's
NUMBERING = ".lock"  # held while a revision gets its number and is stored
NUMBERING_S = 60  # the longest wait for it, which takes others fractions of a second


def checkpoint_path(folder: Path, sha256: str, choice: Choice, *more: object) -> Path:
    """Where in a session's folder a run's checkpoint is, by all that decides on its words.

    Who speaks is found anew in any case, so it is the same with and without speakers.
    """
    weights = choice.weights
    files = weights.path.iterdir() if weights.path.is_dir() else [weights.path]
    key = stable_id(
        sha256,
        choice.engine.name,
        choice.version,
        weights.name,
        weights.size_bytes,
        max(file.stat().st_mtime_ns for file in files),
        choice.language,
        *choice.among,
        *more,
        code_version(),
    )
    return folder / UNFINISHED / f"{key}.jsonl"


@contextmanager
def given_up(checkpoint: Checkpoint) -> Iterator[None]:
    """Forget the checkpoint when no transcript can ever come of it."""
    try:
        yield
    except (DuplicateError, MediaError):
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


def say_where_it_goes_on(
    recording: Path, checkpoint: Checkpoint, say: Callable[[str], None], *, speakers: bool
) -> None:
    """Say from where in the recording a stopped run goes on, if there was one."""
    if checkpoint.end_s:
        at = timedelta(seconds=int(checkpoint.end_s))
        voices = "; only its voices are listened to again up to there" if speakers else ""
        say(f"{recording.name} goes on at {at!s:0>8}{voices}")


def from_where_it_was(
    recording: Path, checkpoint: Checkpoint, progress: Progress | None
) -> Progress | None:
    """The progress of a run, which begins where the stopped one ended."""
    start_s = checkpoint.end_s
    if progress is None or not start_s:
        return progress
    progress(start_s, probe(recording).duration_s)
    return lambda done_s, whole_s: progress(max(done_s, start_s), whole_s)
