"""Frozen release folders: `exports/<version>/`, there as a whole or not at all."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from curation.errors import DuplicateError, FormatError, InputError, OutputError
from curation.files import require_file, write_error
from curation.model import Release, load_json
from curation.release.exporters import Exporter
from curation.release.exporters.jsonl import FILE as PAIRS_FILE
from curation.release.manifest import MANIFEST, find_faults, read_manifest, write_manifest
from curation.release.records import ReleaseContent, ReleasedPair

LOCK = ".lock"
UNFINISHED = ".unfinished-"  # start of the name of a folder that is being made

OnExport = Callable[[str], None]


@contextmanager
def release_lock(exports: Path) -> Iterator[None]:
    """Be the only one that makes a release here; what an interrupted run left is removed.

    The operating system lets go of the lock when the program dies in whatever way.
    """
    lock = FileLock(exports / LOCK, timeout=0)
    try:
        exports.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        for leftover in exports.glob(f"{UNFINISHED}*"):
            shutil.rmtree(leftover)
    except Timeout as error:
        raise OutputError(
            f"another release is being made in {exports}; wait until it is done"
        ) from error
    except OSError as error:
        lock.release()
        raise write_error(exports, error) from error
    try:
        yield
    finally:
        lock.release()


def taken_versions(exports: Path) -> tuple[int, ...]:
    """The numbers of the folders that are there, whole or not."""
    if not exports.is_dir():
        return ()
    return tuple(sorted(int(path.name) for path in exports.iterdir() if path.name.isdecimal()))


def freeze(
    exports: Path,
    content: ReleaseContent,
    exporters: Mapping[str, Exporter],
    on_export: OnExport = lambda name: None,
) -> Path:
    """Write every format and the manifest beside the final folder, then move it in place.

    Raises
    ------
    DuplicateError
        when the folder is there already.
    OutputError
        when something cannot be written; nothing is left of it then.
    """
    folder = exports / str(content.version)
    if folder.exists():
        raise DuplicateError(f"{folder} is there already; releases are frozen, choose another one")
    unfinished = exports / f"{UNFINISHED}{content.version}"
    try:
        unfinished.mkdir(parents=True)
        files: list[Path] = []
        for name, export in exporters.items():
            on_export(name)
            files += export(content, unfinished)
        write_manifest(unfinished, content, files)
        unfinished.rename(folder)
    except OSError as error:
        raise write_error(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def read_pairs(folder: Path) -> Iterator[ReleasedPair]:
    """The pairs of a release, one at a time, from its `qa.jsonl`.

    Raises
    ------
    InputError
        when the file is missing or a line of it is not what it should be.
    """
    path = require_file(folder / PAIRS_FILE)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            yield load_json(line, ReleasedPair, origin=f"{path}, line {number}")


def read_release(folder: Path) -> Release:
    """The release in a folder, once all its files are as they were written.

    Raises
    ------
    InputError
        naming the first file that is missing or was changed.
    """
    manifest = read_manifest(folder)
    if faults := find_faults(folder):
        raise FormatError(
            f"{folder / faults[0].file} {faults[0].problem};"
            " restore the folder from a backup or move it away"
        )
    return Release(
        version=manifest.version,
        title=manifest.title,
        created_at=manifest.created_at,
        created_by=manifest.created_by,
        item_ids=tuple(pair.id for pair in read_pairs(folder)),
        content_sha256=manifest.content_sha256,
        components=manifest.components,
        supersedes=manifest.supersedes,
    )


def unrecorded(exports: Path, recorded: Iterable[Release]) -> Iterator[Release]:
    """Finished releases that the workbench does not know, as a run stopped just then leaves.

    A folder whose manifest does not carry its number, or which was changed, is passed over.
    """
    known = {release.version for release in recorded}
    for number in taken_versions(exports):
        folder = exports / str(number)
        if number in known or not (folder / MANIFEST).is_file():
            continue
        try:
            release = read_release(folder)
        except InputError:
            continue
        if release.version == number:
            yield release
