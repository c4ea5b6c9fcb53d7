"""Stretches of speech short enough for any engine, found by voice activity.

The detector is Silero's, which faster-whisper brings along (MIT licence).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples

MAX_WINDOW_S = 30.0  # what Whisper hears at once
MIN_SILENCE_S = 2.0  # a shorter silence stays inside a window
SECTION_S = 120.0  # sound looked at in one go; what is in memory is little more than this
CARRY_S = 1.0  # speech that ends closer than this to a section's end goes into the next one


@dataclass(frozen=True, kw_only=True)
class Window:
    """Mono samples at `SAMPLE_RATE_HZ` and where in the recording they start."""

    start_s: float
    samples: Samples

    @property
    def end_s(self) -> float:
        return self.start_s + len(self.samples) / SAMPLE_RATE_HZ


def speech_windows(blocks: Iterable[Samples]) -> Iterator[Window]:
    """The speech in a stream of sound, in windows of at most `MAX_WINDOW_S`."""
    pending: list[Samples] = []
    size, start = 0, 0  # samples pending, and where in the recording the first of them is
    for block in blocks:
        pending.append(block)
        size += len(block)
        if size >= SECTION_S * SAMPLE_RATE_HZ:
            section = np.concatenate(pending)
            spans = _speech_spans(section)
            keep = _first_to_keep(spans, size)
            yield from _cut(section, [span for span in spans if span[1] <= keep], start)
            pending, size, start = [section[keep:].copy()], size - keep, start + keep
    if size:
        section = np.concatenate(pending)
        yield from _cut(section, _speech_spans(section), start)


def speech_spans(samples: Samples, *, max_s: float, min_silence_s: float) -> list[tuple[int, int]]:
    """First and last sample of each stretch of speech, with a little of the silence around it.

    It does not depend on what was looked at before.
    """
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    if not samples.any():  # what a gap is filled with, which may last for hours
        return []
    options = VadOptions(
        max_speech_duration_s=max_s, min_silence_duration_ms=round(min_silence_s * 1000)
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


def _cut(section: Samples, spans: Iterable[tuple[int, int]], start: int) -> Iterator[Window]:
    for first, last in spans:
        yield Window(start_s=(start + first) / SAMPLE_RATE_HZ, samples=section[first:last].copy())
