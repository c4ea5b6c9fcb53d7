"""Synthetic voices: text in, samples out.

A voice is named ``engine:voice``; the engines are programs of Debian: flite,
festival, espeak-ng.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE_HZ = 24_000
VOICES = (
    "flite:rms",
    "flite:slt",
    "flite:awb",
    "flite:kal16",
    "festival:cmu_us_slt_arctic_hts",
    "festival:kal_diphone",
    "festival:ked_diphone",
    "espeak-ng:en-us",
    "espeak-ng:en-us+f4",
)

PACKAGES = {
    "flite": "apt-get install flite",
    "text2wave": "apt-get install festival festvox-us-slt-hts festvox-kallpc16k festvox-kdlpc16k",
    "espeak-ng": "apt-get install espeak-ng",
}
LEVEL_DBFS = -20.0  # of the spoken parts
PEAK_DBFS = -1.0
FRAME_S = 0.01
SILENCE_DB = 40.0  # below a sentence's loudest frame
EDGE_S = 0.03  # kept at both ends when silence is cut


class SpeechError(Exception):
    """A voice is unknown, not installed, or failed; the message says which."""


def speak(text: str, voice: str, *, stretch: float = 1.0) -> Samples:
    """Say one sentence: mono samples at `SAMPLE_RATE_HZ`, trimmed and levelled.

    `stretch` above 1 is slower. Raises `SpeechError`.
    """
    engine, _, name = voice.partition(":")
    if engine not in ("flite", "festival", "espeak-ng"):
        raise SpeechError(f"unknown voice {voice!r}; known: {', '.join(VOICES)}")
    return level(trim(_program(text, engine, name, stretch)))


def trim(samples: Samples) -> Samples:
    """Cut the silence before and after the words."""
    frame = int(FRAME_S * SAMPLE_RATE_HZ)
    loud = np.flatnonzero(_frame_db(samples) > _frame_db(samples).max() - SILENCE_DB)
    edge = int(EDGE_S * SAMPLE_RATE_HZ)
    first = max(0, int(loud[0]) * frame - edge)
    return samples[first : (int(loud[-1]) + 1) * frame + edge]


def level(samples: Samples) -> Samples:
    """Bring the spoken frames to `LEVEL_DBFS`, with no peak above `PEAK_DBFS`."""
    frames = _frame_db(samples)
    spoken = frames[frames > frames.max() - SILENCE_DB / 2]
    power = np.mean(10 ** (spoken / 10))
    gain = 10 ** ((LEVEL_DBFS - 10 * np.log10(power)) / 20)
    limit = 10 ** (PEAK_DBFS / 20) / np.abs(samples).max()
    return (samples * np.float32(min(gain, limit))).astype(np.float32)


def _frame_db(samples: Samples) -> NDArray[np.float64]:
    frame = int(FRAME_S * SAMPLE_RATE_HZ)
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64)
    decibels: NDArray[np.float64] = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-12)
    return decibels


def _program(text: str, engine: str, name: str, stretch: float) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        wav = str(Path(folder) / "speech.wav")
        if engine == "flite":
            command = ["flite", "-voice", name, "--setf", f"duration_stretch={stretch}"]
            command += ["-t", text, "-o", wav]
        elif engine == "festival":
            setup = f"(begin (voice_{name}) (Parameter.set 'Duration_Stretch {stretch}))"
            command = ["text2wave", "-eval", setup, "-o", wav]
        else:
            words_per_minute = round(160 / stretch)
            command = ["espeak-ng", "-v", name, "-s", str(words_per_minute), "-w", wav, text]
        if shutil.which(command[0]) is None:
            raise SpeechError(f"{command[0]} not found: {PACKAGES[command[0]]}")
        done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)  # noqa: S603
        if done.returncode or not Path(wav).exists():
            raise SpeechError(f"{engine}:{name} said nothing: {done.stderr.strip()}")
        return decode(io.BytesIO(Path(wav).read_bytes()), SAMPLE_RATE_HZ)


def decode(file: str | io.BytesIO, sample_rate_hz: int) -> Samples:
    """Decode any audio file to mono samples."""
    with av.open(file, "r") as container:
        return _resample(list(container.decode(audio=0)), sample_rate_hz)


def _resample(frames: list[AudioFrame], sample_rate_hz: int) -> Samples:
    resampler = AudioResampler("flt", "mono", sample_rate_hz)
    blocks = [block for frame in [*frames, None] for block in resampler.resample(frame)]
    return np.concatenate([block.to_ndarray()[0] for block in blocks]).astype(np.float32)
