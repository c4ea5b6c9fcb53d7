"""Transcript revisions as files: `<folder>/<session>/r0001.json`, never changed once written."""

from pathlib import Path

from curation.errors import DuplicateError, UnknownItemError
from curation.files import atomic_write, require_file
from curation.model import Transcript, dump_json, load_json


def revisions(folder: Path, session_id: str) -> tuple[int, ...]:
    """The revisions of a session's transcript, oldest first."""
    stems = (path.stem[1:] for path in (folder / session_id).glob("r[0-9]*.json"))
    return tuple(sorted(int(stem) for stem in stems if stem.isdecimal()))  # tracks: r0001.en


def revision_path(folder: Path, session_id: str, revision: int) -> Path:
    return folder / session_id / f"r{revision:04d}.json"


def save_transcript(folder: Path, transcript: Transcript) -> Path:
    """Write a new revision; raises `DuplicateError` when that revision is there already."""
    path = revision_path(folder, transcript.session_id, transcript.revision)
    if path.exists():
        raise DuplicateError(f"{path} is there already; a revision is never written twice")
    with atomic_write(path) as stream:
        stream.write(dump_json(transcript))
    return path


def load_transcript(folder: Path, session_id: str, revision: int | None = None) -> Transcript:
    """A revision of a session's transcript, the newest unless told.

    Raises
    ------
    UnknownItemError
        when the session has no such transcript.
    FormatError
        when the file was damaged.
    """
    known = revisions(folder, session_id)
    wanted = revision or max(known, default=0)
    if wanted not in known:
        raise UnknownItemError(
            f"session {session_id!r} has no transcript revision {wanted or 1};"
            " transcribe or import one first"
        )
    path = require_file(revision_path(folder, session_id, wanted))
    return load_json(path.read_bytes(), Transcript, origin=str(path))
