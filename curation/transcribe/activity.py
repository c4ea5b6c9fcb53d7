"""Where in a window somebody speaks, in steps of 32 ms, and where it is silent.

The detector is the one that cuts windows; see `windows.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples
from curation.transcribe.windows import Window

FRAME = 512  # samples that the detector looks at in one go
FRAME_S = FRAME / SAMPLE_RATE_HZ
SILENT = 1e-9  # mean square; keeps the logarithm of silence finite

Frames = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Activity:
    """The probability of speech and the level, in decibels below full scale, frame by frame."""

    start_s: float
    probabilities: Frames
    levels_db: Frames

    def __len__(self) -> int:
        return len(self.probabilities)

    def frames_between(self, start_s: float, end_s: float) -> slice:
        """The frames of a stretch, one at least; what lies outside has none."""
        first = max(round((start_s - self.start_s) / FRAME_S), 0)
        return slice(first, max(round((end_s - self.start_s) / FRAME_S), first + 1))

    def speech_s(self, threshold: float) -> float:
        """How long somebody speaks in it."""
        return float((self.probabilities >= threshold).sum() * FRAME_S)

    def time_at(self, frame: int) -> float:
        """When a frame begins."""
        return self.start_s + frame * FRAME_S

    def padded(self, end_s: float) -> "Activity":
        """The same with silence up to a time, for engines put words after a window's end."""
        missing = max(int(np.ceil((end_s - self.start_s) / FRAME_S)) - len(self), 0)
        return Activity(
            start_s=self.start_s,
            probabilities=np.pad(self.probabilities, (0, missing)),
            levels_db=np.pad(self.levels_db, (0, missing), constant_values=10 * np.log10(SILENT)),
        )


def activity_in(window: Window) -> Activity:
    """Look at a window's sound."""
    from faster_whisper.vad import get_vad_model

    samples = np.pad(window.samples, (0, -len(window.samples) % FRAME))
    squares = np.square(samples.reshape(-1, FRAME)).mean(axis=1)
    return Activity(
        start_s=window.start_s,
        probabilities=_probabilities(get_vad_model()(samples)),
        levels_db=(10 * np.log10(squares + SILENT)).astype(np.float32),
    )


def _probabilities(out: Samples) -> Frames:
    return out.reshape(-1).astype(np.float32)
