"""A file that is still being written, read as it grows."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from curation.errors import MediaError
from curation.files import require_file

POLL_S = 0.1  # how often it is looked whether a file has grown
READ_SIZE = 4096  # bytes; what is decoded late when a file pauses is less than this
UNREAD = 1 << 16  # bytes; an unfinished page of an Ogg, which gives no sound yet, is no longer
BOX_HEADER = 8  # bytes: size and kind of a part of an MP4
LARGE_BOX = 1  # stands for a size that follows in 8 more bytes


class GrowingFile:
    """A file's bytes from the start, waiting at its end for more, until `idle_s` have passed.

    `waits` says whether all there is has been read but for `UNREAD`. Once `stopped` it ends
    where it is.
    """

    def __init__(self, path: Path, *, idle_s: float, stopped: Callable[[], bool]) -> None:
        self._path = path
        self._idle_s = idle_s
        self._stopped = stopped
        self._wait_until(lambda: path.exists() and path.stat().st_size > 0)
        self._stream = require_file(path).open("rb")

    @property
    def waits(self) -> bool:
        return self._stream.tell() + UNREAD >= self._path.stat().st_size

    def read(self, size: int) -> bytes:
        """The next bytes, fewer than `size` if there are not that many yet, none at the end."""
        found = b""

        def try_to_read() -> bool:
            nonlocal found
            found = self._stream.read(size)
            return bool(found)

        self._wait_until(try_to_read)
        return found

    def close(self) -> None:
        self._stream.close()

    def _wait_until(self, there: Callable[[], bool]) -> bool:
        """Whether it is there before the wait is over."""
        until = time.monotonic() + self._idle_s
        while not there():
            if self._stopped() or time.monotonic() >= until:
                return False
            time.sleep(POLL_S)
        return True

    def refuse_index_at_end(self) -> None:
        """Raise `MediaError` for an MP4 that cannot be read before it is complete."""
        at = 0
        while (kind := self._box(at)) is not None:
            name, size = kind
            if at == 0 and name != b"ftyp":
                break
            if name == b"mdat":
                raise MediaError(
                    f"{self._path} cannot be read while it is being written, for an MP4's index"
                    " is written last; record as MPEG-TS, WebM or fragmented MP4, or transcribe it"
                    " without --follow when it is complete"
                )
            if name == b"moov" or size < BOX_HEADER:
                break
            at += size
        self._stream.seek(0)

    def _box(self, at: int) -> tuple[bytes, int] | None:
        """Kind and size of the MP4's part that starts there, once it is written."""
        self._wait_until(lambda: self._path.stat().st_size >= at + 2 * BOX_HEADER)
        self._stream.seek(at)
        header = self._stream.read(2 * BOX_HEADER)
        if len(header) < 2 * BOX_HEADER:
            return None
        size = int.from_bytes(header[:4], "big")
        if size == LARGE_BOX:
            size = int.from_bytes(header[BOX_HEADER:], "big")
        return header[4:BOX_HEADER], size


@contextmanager
def open_growing(
    path: Path, *, idle_s: float, stopped: Callable[[], bool]
) -> Iterator[GrowingFile]:
    """Open a file that is still being written, once its first bytes are there.

    Raises
    ------
    InputError
        when there is no file after `idle_s`.
    MediaError
        when it cannot be read before it is complete.
    """
    growing = GrowingFile(path, idle_s=idle_s, stopped=stopped)
    try:
        growing.refuse_index_at_end()
        yield growing
    finally:
        growing.close()
