"""Faults put into mixes of speech, silence, noise and music are flagged, and nothing else is.

`python -m benchmarks.transcribe.flags` measures the same at length.
"""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from curation.model import Flag, Word
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.careful import CarefulEngine
from curation.transcribe.engine import Ask
from curation.transcribe.engines.moonshine import MoonshineEngine
from curation.transcribe.repeats import loops_in
from curation.transcribe.rules import load_rules
from curation.transcribe.windows import Window
from tests.transcribe.mixes import (
    SOUNDS,
    Fault,
    Mix,
    Part,
    Script,
    hurry,
    invent,
    loop,
    make_mix,
    omit,
)
from tests.transcribe.sounds import speech

MIXES = 6
WINDOW_S = 30.0


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    engine = MoonshineEngine(MoonshineEngine.find_weights(Path())[0])
    samples = speech(24.0)
    pieces = [samples[first : first + 12 * SAMPLE_RATE_HZ] for first in (0, 12 * SAMPLE_RATE_HZ)]
    windows = [Window(start_s=0.0, samples=piece) for piece in pieces]
    return [
        Part(samples=window.samples, words=engine.hear(window, Ask(language="en")).words)
        for window in windows
    ]


@pytest.fixture(scope="module")
def mixes(parts: list[Part]) -> list[Mix]:
    return [
        make_mix(parts, np.random.default_rng(seed), sounds=list(SOUNDS), snr_db=snr_db)
        for seed, snr_db in enumerate([None, 20.0] * (MIXES // 2))
    ]


def flags_of(words: tuple[Word, ...], mix: Mix) -> list[Flag]:
    """Windows are cut by the clock, so that the engine hears what lies between speech, too."""
    size = round(WINDOW_S * SAMPLE_RATE_HZ)
    windows = [
        Window(start_s=first / SAMPLE_RATE_HZ, samples=mix.samples[first : first + size])
        for first in range(0, len(mix.samples), size)
    ]
    engine = CarefulEngine(Script(words))
    flags = [flag for window in windows for flag in engine.hear(window, Ask()).flags]
    return [*flags, *loops_in(words, load_rules())]


def is_caught(fault: Fault, mix: Mix) -> bool:
    start_s, end_s = fault.spans[0]
    return any(
        flag.kind == fault.kind and flag.start_s < end_s and start_s < flag.end_s
        for flag in flags_of(fault.words, mix)
    )


def test_flags_are_raised_for_what_is_wrong(mixes: list[Mix]) -> None:
    random = np.random.default_rng(1)
    caught: Counter[str] = Counter()
    for mix in mixes:
        for fault in (
            omit(mix, random, seconds=3.0),
            invent(mix, random),
            loop(mix, random),
            hurry(mix, random),
        ):
            caught[fault.kind] += is_caught(fault, mix)
    for kind in ("omission", "hallucination", "loop", "hurry"):
        assert caught[kind] >= MIXES - 1, caught


def test_flags_are_not_raised_for_what_is_right(mixes: list[Mix]) -> None:
    assert [flag for mix in mixes for flag in flags_of(mix.words, mix)] == []
