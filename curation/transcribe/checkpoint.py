"""Checkpoints: what was heard so far, window by window, for a stopped run to go on from.

A checkpoint is a file whose first line says whose it is, with one JSON line a window after it,
in order. A line is safely on the disk before the next window is heard, so that a run killed in
whatever way loses one window at most. It is gone on with only in the way it was begun.
"""

import os
import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from curation.errors import EngineError, FormatError, InputError, OutputError
from curation.files import write_error
from curation.model import Flag, Word, dump_json, load_json, stable_id
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.engine import Ask, Engine, Heard
from curation.transcribe.windows import Window

LOCK = ".lock"  # ending of the file beside a checkpoint that says that a program has it

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Whose checkpoint it is: the recording's name, and by name all that decides on its words."""

    recording: str
    way: dict[str, str]

    def differences(self, way: Mapping[str, str]) -> tuple[str, ...]:
        """What is otherwise in another way, each as a phrase."""
        names = dict.fromkeys([*self.way, *way])
        return tuple(
            f"{name} was {self.way.get(name, 'not given')}, now {way.get(name, 'not given')}"
            for name in names
            if self.way.get(name) != way.get(name)
        )


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


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a checkpoint's file holds: whose it is, and the lines that are whole."""

    origin: Origin
    origin_size: int  # bytes
    lines: tuple[tuple[_Line, int], ...]  # each with its bytes

    @property
    def end_s(self) -> float:
        """How far in the recording was heard."""
        return self.lines[-1][0].end_s if self.lines else 0.0


class Checkpoint:
    """The windows of a stopped run, to take in order, and room for more; see `open_checkpoint`.

    `end_s` is where in the recording the run goes on, 0 when there is nothing to go on from.
    """

    def __init__(self, path: Path, origin: Origin) -> None:
        self.recording = origin.recording
        self._path = path
        self._origin = origin
        self._size = 0  # bytes of the origin and the lines that were taken or added
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
        if not self._size:
            data = dump_json(self._origin) + b"\n" + data
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
        """Take what is there up to the first line that is torn or damaged; cut the file there."""
        if not self._path.exists():
            return
        kept = read_kept(self._path)
        if kept and kept.lines:
            differences = kept.origin.differences(self._origin.way)
            if differences:
                raise InputError(_refusal(self._origin.recording, kept, differences))
            self._size = kept.origin_size
            self._kept.extend(kept.lines)
            self.end_s = kept.end_s
        os.truncate(self._path, self._size + sum(size for _, size in self._kept))

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
        """The words of a window, from the checkpoint where it has them.

        Raises
        ------
        EngineError
            when the engine cannot do it, or memory runs out.
        """
        heard = self._checkpoint.take(window)
        if heard is None:
            try:
                heard = self._engine.hear(window, ask)
            except MemoryError as error:
                raise EngineError(
                    f"memory ran out at {clock(window.start_s)} of {self._checkpoint.recording};"
                    " close other programs, and the same command goes on there; or take a smaller"
                    " model"
                ) from error
            self._checkpoint.add(window, heard)
        return heard


@contextmanager
def open_checkpoint(
    path: Path, *, recording: Path, way: Mapping[str, str], fresh: bool = False
) -> Iterator[Checkpoint]:
    """The checkpoint in a file, which nobody else writes meanwhile; `fresh` forgets what it has.

    `way` holds, by name, all that decides on the words besides the recording. The operating
    system lets go of the lock when the program dies in whatever way.

    Raises
    ------
    InputError
        when what it has was heard in another way, saying which.
    OutputError
        when another run has it, or it cannot be written.
    """
    lock_path = path.with_suffix(LOCK)
    lock = FileLock(lock_path, timeout=0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        if fresh:
            path.unlink(missing_ok=True)
        checkpoint = Checkpoint(path, Origin(recording=recording.name, way=dict(way)))
    except InputError:
        lock.release()
        raise
    except Timeout as error:
        raise OutputError(
            f"{recording} is being transcribed by another program; wait until that is done"
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


def is_held(path: Path) -> bool:
    """Whether a program works on the checkpoint now."""
    lock_path = path.with_suffix(LOCK)
    if not lock_path.exists():
        return False
    try:
        with FileLock(lock_path, timeout=0):
            return False
    except (Timeout, OSError):
        return True


def code_version() -> str:
    """Changes with any line of the code or the rules between a recording and its words."""
    folder = Path(__file__).parent
    files = sorted([*folder.rglob("*.py"), *folder.rglob("*.toml")])
    return stable_id(*(file.read_text(encoding="utf-8") for file in files))


def read_kept(path: Path) -> Kept | None:
    """What a checkpoint's file holds, None when it does not say whose it is."""
    with path.open("rb") as stream:
        first = stream.readline()
        origin = _parsed(first, Origin, path)
        if origin is None:
            return None
        lines: list[tuple[_Line, int]] = []
        for data in stream:
            line = _parsed(data, _Line, path)
            if line is None:
                break
            lines.append((line, len(data)))
    return Kept(origin=origin, origin_size=len(first), lines=tuple(lines))


def clock(seconds: float) -> str:
    """A time in a recording as 00:31:10."""
    return f"{timedelta(seconds=int(seconds))!s:0>8}"


def _refusal(recording: str, kept: Kept, differences: Sequence[str]) -> str:
    return (
        f"a stopped run has heard {recording} up to {clock(kept.end_s)} in another way"
        f" ({'; '.join(differences)}); start it as it was to go on with it, or give --fresh to"
        " remove it and start anew"
    )


def _parsed(data: bytes, record: type[_T], path: Path) -> _T | None:
    """The line as a record, None when it is torn or damaged."""
    if not data.endswith(b"\n"):
        return None
    try:
        return load_json(data, record, origin=str(path))
    except FormatError:
        return None


def _crc32(window: Window) -> int:
    return zlib.crc32(window.samples.tobytes())
