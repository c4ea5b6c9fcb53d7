"""Files: written whole or not at all, and known by their hash."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from curation.errors import InputError, OutputError

READ_SIZE = 1 << 20  # bytes


@contextmanager
def atomic_write(path: Path) -> Iterator[IO[bytes]]:
    """Write to a temporary neighbour that takes `path`'s place once it is safely on disk.

    Raises
    ------
    OutputError
        when the disk is full or the folder cannot be written; `path` is then as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise write_error(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, or a copy where they cannot be one.

    Raises
    ------
    OutputError
        when the disk is full or the folder cannot be written; there is no `target` then.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
    except FileExistsError as error:
        raise OutputError(f"{target} is there already; move it away and try again") from error
    except OSError:  # another disk, or a file system without links
        with source.open("rb") as original, atomic_write(target) as copy:
            shutil.copyfileobj(original, copy, READ_SIZE)


def write_error(path: Path, error: OSError) -> OutputError:
    """What an operating-system error means for whoever wanted `path` written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError(
            f"{path} was not written: the disk is full; free some space and try again"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(f"{path} was not written: no permission to write in {path.parent}")
    return OutputError(f"{path} was not written: {error.strerror or error}")


def require_file(path: Path) -> Path:
    """The path, once it is sure that a non-empty, readable file is there.

    Raises
    ------
    InputError
    """
    try:
        if not path.exists():
            raise InputError(f"{path}: no such file; check the name and the folder")
        if path.is_dir():
            raise InputError(f"{path} is a folder; name a file in it")
        if path.stat().st_size == 0:
            raise InputError(f"{path} is empty; copy or export it again")
        with path.open("rb"):
            pass
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}); close the program that uses it"
            " or check its permissions"
        ) from error
    return path


def sha256_of(path: Path) -> str:
    """The file's SHA-256 as 64 hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(READ_SIZE):
            digest.update(block)
    return digest.hexdigest()
