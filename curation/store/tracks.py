"""Tracks as files beside the revision they translate: `<folder>/<session>/r0001.en.json`."""

from pathlib import Path

from curation.errors import UnknownItemError
from curation.files import atomic_write
from curation.model import Track, Transcript, dump_json, load_json
from curation.store.transcripts import revision_path, revisions


def track_path(folder: Path, session_id: str, revision: int, language: str) -> Path:
    return revision_path(folder, session_id, revision).with_suffix(f".{language}.json")


def tracks(folder: Path, session_id: str, revision: int) -> tuple[str, ...]:
    """The languages of a revision's tracks."""
    path = revision_path(folder, session_id, revision)
    found = path.parent.glob(f"{path.stem}.*.json")
    return tuple(sorted(file.suffixes[-2][1:] for file in found))


def save_track(folder: Path, track: Track) -> Path:
    path = track_path(folder, track.session_id, track.revision, track.language)
    with atomic_write(path) as stream:
        stream.write(dump_json(track))
    return path


def load_track(folder: Path, transcript: Transcript, language: str) -> Track:
    """The track of a transcript revision in a language.

    Raises
    ------
    UnknownItemError
        when there is none, saying which revisions have one.
    FormatError
        when the file was damaged.
    """
    session_id = transcript.session_id
    having = [r for r in revisions(folder, session_id) if language in tracks(folder, session_id, r)]
    if transcript.revision not in having:
        known = ", ".join(map(str, having))
        others = f"; there is one of revision {known} (--revision)" if known else ""
        raise UnknownItemError(
            f"{transcript.key} has no track in {language!r}{others};"
            " `curation transcribe FILE --translate` makes one in English"
        )
    path = track_path(folder, session_id, transcript.revision, language)
    return load_json(path.read_bytes(), Track, origin=str(path))
