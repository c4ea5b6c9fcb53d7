from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.windows import MAX_WINDOW_S, SECTION_S, speech_windows
from tests.transcribe.sounds import noise, silence, speech, tone

BLOCK = 4096  # samples


def windows_of(samples: np.ndarray) -> list[tuple[float, float]]:
    blocks = (samples[first : first + BLOCK] for first in range(0, len(samples), BLOCK))
    return [(window.start_s, window.end_s) for window in speech_windows(blocks)]


@pytest.mark.parametrize("sound", [silence(10.0), noise(10.0), tone(10.0), silence(0.0)])
def test_windows_of_what_is_no_speech_are_none(sound: np.ndarray) -> None:
    assert windows_of(sound) == []


def test_windows_find_speech_between_silences() -> None:
    said = speech(8.0)
    found = windows_of(np.concatenate([silence(20.0), said, silence(15.0), said, silence(5.0)]))
    assert [start for start, _ in found] == pytest.approx(
        [20.8, 43.8], abs=0.2
    )  # it begins with a pause
    assert [end for _, end in found] == pytest.approx([28.0, 51.0], abs=0.5)


def test_windows_are_short_enough_and_lose_nothing_where_sections_meet() -> None:
    said = speech(40.0)
    sound = np.concatenate([said] * 7)  # no long pause for more than two sections
    assert len(sound) / SAMPLE_RATE_HZ > 2 * SECTION_S
    found = windows_of(sound)
    assert all(end - start <= MAX_WINDOW_S for start, end in found)
    assert all(start > end - 0.001 for (_, end), (start, _) in pairwise(found))
    covered = sum(end - start for start, end in found)
    assert covered > 0.93 * len(sound) / SAMPLE_RATE_HZ


def test_windows_hold_the_sound_of_their_times() -> None:
    sound = np.concatenate([silence(130.0), speech(8.0), silence(3.0)])
    (window,) = speech_windows(iter([sound[: 100 * SAMPLE_RATE_HZ], sound[100 * SAMPLE_RATE_HZ :]]))
    first = round(window.start_s * SAMPLE_RATE_HZ)
    assert np.array_equal(window.samples, sound[first : first + len(window.samples)])


@pytest.mark.parametrize("pauses_s", [(0.9, 1.9, 2.1, 4.0), (0.2, 0.5), (3.0,)])
def test_windows_of_a_stream_that_waits_are_the_same_and_come_early(
    pauses_s: tuple[float, ...],
) -> None:
    said = speech(40.0)
    random = np.random.default_rng(len(pauses_s))
    parts = []
    for number in range(24):  # about 150 s, so that sections meet
        first, length = int(random.integers(0, 480_000)), int(random.uniform(8_000, 160_000))
        parts += [said[first : first + length], silence(pauses_s[number % len(pauses_s)])]
    sound = np.concatenate(parts)
    read = 0

    def blocks() -> Iterator[np.ndarray]:
        nonlocal read
        for first in range(0, len(sound), BLOCK):
            read = first + BLOCK
            yield sound[first : first + BLOCK]

    early, late_s = [], []
    for window in speech_windows(blocks(), waits=lambda: read % (5 * SAMPLE_RATE_HZ) < BLOCK):
        early.append((window.start_s, window.end_s))
        late_s.append(read / SAMPLE_RATE_HZ - window.end_s)
    assert early == windows_of(sound)
    assert min(late_s) < 10
