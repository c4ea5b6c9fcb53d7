"""Checkpoints: what was heard so far, window by window, for a stopped run to go on from.

A checkpoint is a file with one JSON line a window, in order. A line is safely on the disk
before the next window is heard, so that a run killed in whatever way loses one window at most.
"""

import os
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from curation.errors import FormatError, OutputError
from curation.files import write_error
from curation.model import Flag, Word, dump_json, load_json, stable_id
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.engine import Ask, Engine, Heard
from curation.transcribe.windows import Window


@dataclass(frozen=True, kw_only=True)
class _Line:
    """What was heard in a window, and by what it is known: its place and a sum of its sound."""

    start_s: float
    samples: int
    crc32: int
    language: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...] = ()

    @property
    def end_s(self) -> float:
        return self.start_s + self.samples / SAMPLE_RATE_HZ

    def is_of(self, window: Window) -> bool:
        place = (self.start_s, self.samples) == (window.start_s, len(window.samples))
        return place and self.crc32 == _crc32(window)


class Checkpoint:
    """The windows of a stopped run, to take in order, and room for more; see `open_checkpoint`.

    `end_s` is where in the recording the run goes on, 0 when there is nothing to go on from.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0  # bytes of the lines that were taken or added
        self._kept: deque[tuple[_Line, int]] = deque()  # each with its bytes
        self.end_s = 0.0
        self._read()

    def take(self, window: Window) -> Heard | None:
        """What was heard in the window, if it is the next one kept."""
        if not self._kept:
            return None
        line, size = self._kept.popleft()
        if not line.is_of(window):  # the sound is cut otherwise now, so what follows is void too
            self._kept.clear()
            self._cut()
            return None
        self._size += size
        return Heard(words=line.words, language=line.language, flags=line.flags)

    def add(self, window: Window, heard: Heard) -> None:
        """Keep what was heard in the next window; raises `OutputError` when the disk is full."""
        line = _Line(
            start_s=window.start_s,
            samples=len(window.samples),
            crc32=_crc32(window),
            language=heard.language,
            words=heard.words,
            flags=heard.flags,
        )
        data = dump_json(line) + b"\n"
        try:
            with self._path.open("ab") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise write_error(self._path, error) from error
        self._size += len(data)

    def discard(self) -> None:
        """Forget all of it, for the transcript is there or never will be."""
        self._kept.clear()
        self._size, self.end_s = 0, 0.0
        self._path.unlink(missing_ok=True)

    def _read(self) -> None:
        """Read the lines up to the first that is torn or damaged, and cut the file there."""
        if not self._path.exists():
            return
        good = 0
        with self._path.open("rb") as stream:
            for data in stream:
                line = _parsed(data, self._path)
                if line is None:
                    break
                self._kept.append((line, len(data)))
                self.end_s = line.end_s
                good += len(data)
        os.truncate(self._path, good)

    def _cut(self) -> None:
        try:
            os.truncate(self._path, self._size)
        except OSError as error:
            raise write_error(self._path, error) from error


class KeepingEngine:
    """An engine whose every result is kept, and which is not asked twice for the same window."""

    def __init__(self, engine: Engine, checkpoint: Checkpoint) -> None:
        self._engine = engine
        self._checkpoint = checkpoint

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window, from the checkpoint where it has them."""
        heard = self._checkpoint.take(window)
        if heard is None:
            heard = self._engine.hear(window, ask)
            self._checkpoint.add(window, heard)
        return heard


@contextmanager
def open_checkpoint(path: Path, *, recording: Path, fresh: bool = False) -> Iterator[Checkpoint]:
    """The checkpoint in a file, which nobody else writes meanwhile; `fresh` forgets what it has.

    The operating system lets go of its lock when the program dies in whatever way.

    Raises
    ------
    OutputError
        when another run has it, or it cannot be written.
    """
    lock_path = path.with_suffix(".lock")
    lock = FileLock(lock_path, timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        if fresh:
            path.unlink(missing_ok=True)
        checkpoint = Checkpoint(path)
    except Timeout as error:
        raise OutputError(
            f"{recording} is being transcribed in the same way by another program;"
            " wait until that is done"
        ) from error
    except OSError as error:
        lock.release()
        raise write_error(path, error) from error
    try:
        yield checkpoint
    finally:
        if not path.exists():
            with suppress(OSError):  # some systems do not remove a file that is open
                lock_path.unlink()
        lock.release()
        with suppress(OSError):  # they are not empty
            path.parent.rmdir()
            path.parent.parent.rmdir()


def code_version() -> str:
    """Changes with any line of the code or the rules between a recording and its words."""
    folder = Path(__file__).parent
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.toml")])
    return stable_id(*(file.read_text(encoding="utf-8") for file in files))


def _parsed(data: bytes, path: Path) -> _Line | None:
    """The line, None when it is torn or damaged."""
    if not data.endswith(b"\n"):
        return None
    try:
        return load_json(data, _Line, origin=str(path))
    except FormatError:
        return None


def _crc32(window: Window) -> int:
    return zlib.crc32(window.samples.tobytes())
