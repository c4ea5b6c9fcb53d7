"""Sound from any audio or video file, decoded as a stream of mono blocks.

A two-hour video is never in memory as a whole: blocks are passed on as they are decoded.
Times are those a player shows: they count from the file's own start, and where the file
leaves a gap (as browsers' recordings do in silence) the blocks hold silence.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, TypeAlias

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from curation.errors import MediaError
from curation.files import require_file
from curation.model import Flag
from curation.transcribe.growing import READ_SIZE, GrowingFile
from curation.transcribe.truncation import breaks_off, promised_share, says_its_length

SAMPLE_RATE_HZ = 16_000  # what every speech engine here expects
MIN_GAP_S = 0.1  # shorter gaps between frames are rounding of the container's clock
FLAGGED_GAP_S = 0.5  # shorter ones matter to the clock and not to what is heard
MAX_GAP_S = 3600.0  # a longer one is a damaged clock
BUFFER_SIZE = 1 << 15  # bytes that are read at once
CLOCKLESS = ("mp3", "aac")  # these files have no times, so that packets are only counted
GAP_BLOCK = 10 * SAMPLE_RATE_HZ  # samples
MISSING_S = 1.0  # a file that ends this much before it says it does is truncated
MISSING_SHARE = 0.02  # of its length, which many containers only estimate
NOTES = {
    "gap": "there is no sound here, or it could not be decoded",
    "truncated": "the file ends before it says it does",
}

Samples: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class SoundFacts:
    """What a file says about its sound.

    `duration_s` is 0 where it does not say, and not to be relied on unless `exact`;
    `complete` is false where the file shows that its end is missing.
    """

    duration_s: float
    exact: bool
    complete: bool
    sample_rate_hz: int
    channels: int


class Sound:
    """A file's sound track while it is decoded; made by `open_sound`.

    `position_s` is how far decoding is. `flags` holds where sound is missing, complete once
    `blocks` has ended.
    """

    def __init__(self, container: Any, stream: Any, path: Path) -> None:
        self.flags: list[Flag] = []
        self.facts = _facts(container, stream, path)
        self._container = container
        self._stream = stream
        self._path = path
        self._start_s = (container.start_time or 0) / av.time_base
        self._decoded = 0  # samples at SAMPLE_RATE_HZ
        self._next_byte, self._next_s = 0, 0.0  # after the last good packet
        self._good_bytes, self._good_s = 0, 0.0  # of all good packets
        self._late_s = 0.0  # how much the file's clock is late
        self._broken = False  # nothing good was decoded since the last damage

    @property
    def position_s(self) -> float:
        return self._decoded / SAMPLE_RATE_HZ

    def blocks(self) -> Iterator[Samples]:
        """The sound at `SAMPLE_RATE_HZ`, mixed down to one channel, in blocks of any length.

        Raises
        ------
        MediaError
            when not a single frame can be decoded.
        """
        for block in self._decode("mono"):
            yield block[0]

    def channel_blocks(self) -> Iterator[Samples]:
        """As `blocks`, with all channels: each block has a row a channel.

        A file that changes its channels midway gives blocks with other numbers of rows.
        """
        return self._decode(None)

    def _decode(self, layout: str | None) -> Iterator[Samples]:
        for _, frames in groupby(self._frames(), key=_shape):  # some files change it midway
            resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
            for frame in frames:
                yield from self._catch_up(frame, 1 if layout else frame.layout.nb_channels)
                yield from self._count(resampler.resample(frame))
            yield from self._count(resampler.resample(None))
        if not self._decoded:
            raise MediaError(
                f"{self._path}: no sound in it can be decoded; copy or export the file again"
            )
        self._flag_missing_end()

    def _frames(self) -> Iterator[Any]:
        """The frames that can be decoded; damaged ones are passed over."""
        clockless = self._container.format.name in CLOCKLESS
        for packet in self._packets():
            try:
                frames = packet.decode()
            except FFmpegError:
                self._broken = True
                continue
            if clockless and packet.size and packet.pts is not None:
                self._set_clock(packet)
            yield from frames

    def _packets(self) -> Iterator[Any]:
        try:
            yield from self._container.demux(self._stream)
        except FFmpegError:
            self._broken = True

    def _set_clock(self, packet: Any) -> None:
        """How late a clock is that counts packets, by the bytes between those that are good."""
        counted_s = float(packet.pts * packet.time_base)
        lost = packet.pos - self._next_byte if self._good_s else 0
        if lost > 0:
            lost_s = lost * self._good_s / self._good_bytes
            self._late_s += max(0.0, lost_s - (counted_s - self._next_s))
        duration_s = float(packet.duration * packet.time_base)
        self._next_byte, self._next_s = packet.pos + packet.size, counted_s + duration_s
        self._good_bytes += packet.size
        self._good_s += duration_s

    def _catch_up(self, frame: Any, rows: int) -> Iterator[Samples]:
        """Silence for the time that is left out, or could not be decoded, before a frame."""
        self._broken = False
        gap_start_s = self.position_s
        at_s = gap_start_s if frame.time is None else frame.time - self._start_s + self._late_s
        gap_s = at_s - gap_start_s
        if not MIN_GAP_S < gap_s < MAX_GAP_S:
            return
        if gap_s >= FLAGGED_GAP_S:
            self._flag("gap", gap_start_s, gap_start_s + gap_s)
        size = round(gap_s * SAMPLE_RATE_HZ)
        for first in range(0, size, GAP_BLOCK):
            block = np.zeros((rows, min(GAP_BLOCK, size - first)), dtype=np.float32)
            self._decoded += block.shape[1]
            yield block

    def _count(self, frames: Iterable[Any]) -> Iterator[Samples]:
        for frame in frames:
            samples: Samples = frame.to_ndarray()
            self._decoded += samples.shape[1]
            yield samples

    def _flag_missing_end(self) -> None:
        promised_s = self.facts.duration_s if self.facts.exact else 0.0
        missing_s = promised_s - self.position_s
        short = missing_s > MISSING_S + MISSING_SHARE * promised_s
        if self._broken or short or not self.facts.complete:
            self._flag("truncated", self.position_s, max(promised_s, self.position_s))

    def _flag(self, kind: Literal["gap", "truncated"], start_s: float, end_s: float) -> None:
        self.flags.append(Flag(kind=kind, start_s=start_s, end_s=end_s, note=NOTES[kind]))


@contextmanager
def open_sound(path: Path, growing: GrowingFile | None = None) -> Iterator[Sound]:
    """Open a file's sound track, the main one if it has several; as it grows if it is `growing`.

    Raises
    ------
    MediaError
        when the file is no sound or video, or has no sound track.
    InputError
        when there is no such file, it is empty, or another program holds it.
    """
    require_file(path)
    try:
        container = av.open(growing or str(path), buffer_size=READ_SIZE if growing else BUFFER_SIZE)
    except FFmpegError as error:
        raise MediaError(
            f"{path} is not a sound or video file, or breaks off before its first sound;"
            " copy or export it again"
        ) from error
    with container:
        stream = container.streams.best("audio")
        if stream is None:
            raise MediaError(f"{path} has no sound track; choose the file with the sound")
        if stream.codec_context is None:
            raise MediaError(f"{path}: its sound cannot be decoded here; convert it to WAV or MP3")
        yield Sound(container, stream, path)


def probe(path: Path) -> SoundFacts:
    """The facts of a file's sound track; raises what `open_sound` raises."""
    with open_sound(path) as sound:
        return sound.facts


def _shape(frame: Any) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _facts(container: Any, stream: Any, path: Path) -> SoundFacts:
    duration_s = (container.duration or 0) / av.time_base
    if stream.duration:
        duration_s = float(stream.duration * stream.time_base)
    name = container.format.name
    return SoundFacts(
        duration_s=duration_s * promised_share(path, name),
        exact=duration_s > 0 and says_its_length(path, name),
        complete=not breaks_off(path, name),
        sample_rate_hz=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
    )
