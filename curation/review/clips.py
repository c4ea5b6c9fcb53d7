"""Short clips of a recording, cut on demand, small enough to travel as one message."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer

from curation.errors import InputError, MediaError
from curation.files import require_file

LONGEST_CLIP_S = 60.0
CLIP_RATE_HZ = 48_000  # what Opus works at
CLIP_BIT_RATE = 32_000  # bits a second: clear for speech, 4 kB a second
OPUS_OPTIONS = {"compression_level": "3", "application": "voip"}  # quick, made for speech
CLIP_TYPE = "audio/webm; codecs=opus"
SEEK_MARGIN_S = 1.0  # some formats land after the wanted time


@dataclass(frozen=True, kw_only=True)
class Clip:
    """Encoded sound from `start_s` to `end_s` of a recording, to about 0.1 s."""

    data: bytes
    start_s: float
    end_s: float


def cut_clip(path: Path, start_s: float, end_s: float) -> Clip:
    """Decode only the seconds asked for and encode them as Opus in WebM.

    Raises
    ------
    InputError
        when there is no such file, or the times are not a stretch of at most a minute.
    MediaError
        when the file cannot be decoded, or ends before `start_s`.
    """
    start_s = max(start_s, 0.0)
    if not 0 < end_s - start_s <= LONGEST_CLIP_S:
        raise InputError(
            f"a clip lasts up to {LONGEST_CLIP_S:.0f} s, not {end_s - start_s:.1f} s;"
            " ask for less at a time"
        )
    try:
        with av.open(str(require_file(path))) as source:
            return _encode(source, _sound(source, path), start_s, end_s)
    except av.error.FFmpegError as error:
        raise MediaError(
            f"{path} cannot be played ({error.strerror}); export it again from its source"
        ) from error
    except EOFError:
        raise MediaError(f"{path} ends before {start_s:.0f} s; is it the right file?") from None


def _sound(source: InputContainer, path: Path) -> AudioStream:
    if not source.streams.audio:
        raise MediaError(f"{path} has no sound track; add the recording with sound")
    return source.streams.audio[0]


def _encode(source: InputContainer, sound: AudioStream, start_s: float, end_s: float) -> Clip:
    buffer = io.BytesIO()
    resampler = AudioResampler(format="s16", layout="mono", rate=CLIP_RATE_HZ)
    first_s: float | None = None
    last_s = start_s
    with av.open(buffer, "w", format="webm") as target:
        track = target.add_stream("libopus", rate=CLIP_RATE_HZ, layout="mono", options=OPUS_OPTIONS)
        track.bit_rate = CLIP_BIT_RATE
        for frame, frame_start_s, frame_end_s in _frames(source, sound, start_s, end_s):
            first_s = frame_start_s if first_s is None else first_s
            last_s = frame_end_s
            frame.pts = None
            _write(target, track, resampler.resample(frame))
        if first_s is None:
            raise EOFError
        _write(target, track, [*resampler.resample(None), None])
    return Clip(data=buffer.getvalue(), start_s=first_s, end_s=last_s)


def _frames(
    source: InputContainer, sound: AudioStream, start_s: float, end_s: float
) -> Iterator[tuple[AudioFrame, float, float]]:
    """The frames that touch the stretch, each with its own start and end in seconds."""
    origin_s = float((sound.start_time or 0) * (sound.time_base or 0))
    if start_s > SEEK_MARGIN_S:
        source.seek(int((start_s + origin_s - SEEK_MARGIN_S) * av.time_base))
    for frame in source.decode(sound):
        if frame.time is None:
            continue
        frame_start_s = frame.time - origin_s
        frame_end_s = frame_start_s + frame.samples / frame.sample_rate
        if frame_start_s >= end_s:
            return
        if frame_end_s > start_s:
            yield frame, frame_start_s, frame_end_s


def _write(
    target: OutputContainer, track: AudioStream, frames: Iterable[AudioFrame | None]
) -> None:
    for frame in frames:
        target.mux(track.encode(frame))
