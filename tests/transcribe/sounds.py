"""Sound files made on the spot, and real speech that an installed package carries."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from moonshine_voice.utils import get_assets_path

from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples

FRAME = 1024  # samples; what most encoders take at once


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def tone(seconds: float, hertz: float = 440.0) -> Samples:
    time = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def noise(seconds: float) -> Samples:
    size = round(seconds * SAMPLE_RATE_HZ)
    return (np.random.default_rng(1).standard_normal(size) * 0.05).astype(np.float32)


def speech(seconds: float) -> Samples:
    """The beginning of a reading of Dickens."""
    with av.open(str(get_assets_path() / "two_cities.wav")) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])[
        : round(seconds * SAMPLE_RATE_HZ)
    ]


def write_sound(
    path: Path,
    samples: Samples,
    *,
    codec: str = "pcm_s16le",
    rate: int = SAMPLE_RATE_HZ,
    layout: str = "mono",
    gaps: Sequence[tuple[float, float]] = (),
    video: bool = False,
) -> Path:
    """A file in the container its ending names; `gaps` are spans that it leaves out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.layout = layout
        picture: Any = container.add_stream("mpeg4", rate=1) if video else None
        if picture:
            picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
            container.mux(picture.encode(av.VideoFrame(32, 32, "yuv420p")))
        for first in range(0, len(samples), FRAME):
            at_s = first / SAMPLE_RATE_HZ
            if any(start <= at_s < end for start, end in gaps):
                continue
            part = (samples[first : first + FRAME] * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(part[np.newaxis], "s16", "mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if picture:
            container.mux(picture.encode(None))
    return path


def write_channels(
    path: Path, rows: Sequence[Samples], *, codec: str = "pcm_s16le", layout: str = "stereo"
) -> Path:
    """A file with one row of samples a channel."""
    sound = (np.clip(np.stack(rows), -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=SAMPLE_RATE_HZ)
        stream.layout = layout
        for first in range(0, sound.shape[1], FRAME):
            part = sound[:, first : first + FRAME].T.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), "s16", layout)
            frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
