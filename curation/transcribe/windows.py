"""Stretches of speech short enough for any engine, found by voice activity.

The detector is Silero's, which faster-whisper brings along (MIT licence).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples

MAX_WINDOW_S = 30.0  # what Whisper hears at once
MIN_SILENCE_S = 2.0  # a shorter silence stays inside a window
SECTION_S = 120.0  # sound looked at in one go; what is in memory is little more than this
LOOK_S = 1.0  # how often it is looked for what is finished in a recording that is followed
PAD_S = 0.4  # what the detector adds to speech at both ends; it is at most so far from its end
CARRY_S = 1.0  # speech that ends closer than this to a section's end goes into the next one


@dataclass(frozen=True, kw_only=True)
class Window:
    """Mono samples at `SAMPLE_RATE_HZ` and where in the recording they start.

    `channel` is the one that they are of, None for a mix of all.
    """

    start_s: float
    samples: Samples
    channel: int | None = None

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / SAMPLE_RATE_HZ


def speech_windows(
    blocks: Iterable[Samples], *, waits: Callable[[], bool] = lambda: False
) -> Iterator[Window]:
    """The speech in a stream of sound, in windows of at most `MAX_WINDOW_S`.

    While the stream `waits` for more sound, a window is yielded as soon as it is certain. The
    windows are the same as without.
    """
    cutter = Cutter(waits=waits)
    for block in blocks:
        yield from cutter.add(block)
    yield from cutter.end()


class Cutter:
    """Cuts one channel's stream of sound into windows, some time after each was added."""

    def __init__(
        self, channel: int | None = None, *, waits: Callable[[], bool] = lambda: False
    ) -> None:
        self._channel = channel
        self._waits = waits
        self._pending: list[Samples] = []
        self._size = 0  # samples pending
        self._start = 0  # where in the recording the first of them is
        self._looked = 0  # of those pending, how many were looked at early
        self._given = 0  # and how far windows of them are out

    def add(self, block: Samples) -> Iterator[Window]:
        """Windows that are complete, or certain, with one more block."""
        self._pending.append(block)
        self._size += len(block)
        if self._size >= SECTION_S * SAMPLE_RATE_HZ:
            section = np.concatenate(self._pending)
            spans = _speech_spans(section)
            keep = _first_to_keep(spans, self._size)
            yield from self._cut(section, [span for span in spans if span[1] <= keep])
            self._pending = [section[keep:].copy()]
            self._size, self._start = self._size - keep, self._start + keep
            self._looked, self._given = 0, 0
        elif self._size >= self._looked + LOOK_S * SAMPLE_RATE_HZ and self._waits():
            section, self._looked = np.concatenate(self._pending), self._size
            self._pending = [section]
            spans = _certain(_speech_spans(section), self._size)
            yield from self._cut(section, spans)
            self._given = max(self._given, spans[-1][1] if spans else 0)

    def end(self) -> Iterator[Window]:
        """Windows in what is left."""
        if self._size:
            section = np.concatenate(self._pending)
            yield from self._cut(section, _speech_spans(section))

    def _cut(self, section: Samples, spans: Iterable[tuple[int, int]]) -> Iterator[Window]:
        for first, last in spans:
            if first >= self._given:
                start_s = (self._start + first) / SAMPLE_RATE_HZ
                samples = section[first:last].copy()
                yield Window(start_s=start_s, samples=samples, channel=self._channel)


def speech_spans(samples: Samples, *, max_s: float, min_silence_s: float) -> list[tuple[int, int]]:
    """First and last sample of each stretch of speech, with a little of the silence around it.

    It does not depend on what was looked at before.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if not samples.any():  # what a gap is filled with, which may last for hours
        return []
    options = VadOptions(
        max_speech_duration_s=max_s,
        min_silence_duration_ms=round(min_silence_s * 1000),
        speech_pad_ms=round(PAD_S * 1000),
    )
    return [(span["start"], span["end"]) for span in get_speech_timestamps(samples, options)]


def _speech_spans(section: Samples) -> list[tuple[int, int]]:
    return speech_spans(section, max_s=MAX_WINDOW_S, min_silence_s=MIN_SILENCE_S)


def _first_to_keep(spans: list[tuple[int, int]], size: int) -> int:
    """From which sample on a section is looked at again together with the next one."""
    margin = int((MIN_SILENCE_S + CARRY_S) * SAMPLE_RATE_HZ)
    if spans and spans[-1][1] > size - margin:
        return spans[-1][0]
    return size - margin


def _certain(spans: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The spans in the beginning of a section that more sound does not change.

    The detector goes by the past alone, but for the end of speech, which is told from a pause
    by the silence after it, and for what it adds to that end.
    """
    heard = size - int((MIN_SILENCE_S - PAD_S) * SAMPLE_RATE_HZ)
    section = int((SECTION_S - MIN_SILENCE_S - CARRY_S) * SAMPLE_RATE_HZ)
    return [span for span in spans if span[1] <= min(heard, section)]
