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
    """Mono samples at `SAMPLE_RATE_HZ` and where in the recording they start."""

    start_s: float
    samples: Samples

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
    pending: list[Samples] = []
    size, start = 0, 0  # samples pending, and where in the recording the first of them is
    looked, given = 0, 0  # of these, how many were looked at early, and how far windows are out
    for block in blocks:
        pending.append(block)
        size += len(block)
        if size >= SECTION_S * SAMPLE_RATE_HZ:
            section = np.concatenate(pending)
            spans = _speech_spans(section)
            keep = _first_to_keep(spans, size)
            yield from _cut(
                section, [span for span in spans if given <= span[0] < span[1] <= keep], start
            )
            pending, size, start = [section[keep:].copy()], size - keep, start + keep
            looked, given = 0, 0
        elif size >= looked + LOOK_S * SAMPLE_RATE_HZ and waits():
            section, looked = np.concatenate(pending), size
            pending = [section]
            spans = [span for span in _certain(_speech_spans(section), size) if span[0] >= given]
            yield from _cut(section, spans, start)
            given = spans[-1][1] if spans else given
    if size:
        section = np.concatenate(pending)
        yield from _cut(
            section, [span for span in _speech_spans(section) if span[0] >= given], start
        )


def _speech_spans(section: Samples) -> list[tuple[int, int]]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        max_speech_duration_s=MAX_WINDOW_S,
        min_silence_duration_ms=int(MIN_SILENCE_S * 1000),
        speech_pad_ms=int(PAD_S * 1000),
    )
    return [(span["start"], span["end"]) for span in get_speech_timestamps(section, options)]


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


def _cut(section: Samples, spans: Iterable[tuple[int, int]], start: int) -> Iterator[Window]:
    for first, last in spans:
        yield Window(start_s=(start + first) / SAMPLE_RATE_HZ, samples=section[first:last].copy())
