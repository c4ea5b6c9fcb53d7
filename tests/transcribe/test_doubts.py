import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curation.model import Flag, Word
from curation.transcribe.activity import activity_in
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples
from curation.transcribe.careful import CarefulEngine
from curation.transcribe.checkpoint import KeepingEngine, open_checkpoint
from curation.transcribe.doubts import doubts_in
from curation.transcribe.engine import Ask
from curation.transcribe.engines.moonshine import MoonshineEngine
from curation.transcribe.rules import load_rules
from curation.transcribe.windows import Window
from curation.transcribe.words import spread
from tests.transcribe.mixes import Script
from tests.transcribe.sounds import noise, silence, speech, tone

AT_S = 100.0  # where in the recording the window starts
SPOKEN_S = 9.0


def window_of(*pieces: Samples) -> Window:
    return Window(start_s=AT_S, samples=np.concatenate(pieces))


def doubts(words: list[Word], window: Window) -> tuple[Flag, ...]:
    return doubts_in(words, activity_in(window), load_rules())


def kinds(words: list[Word], window: Window) -> list[str]:
    return [flag.kind for flag in doubts(words, window)]


@pytest.fixture(scope="module")
def reading() -> Window:
    return window_of(speech(SPOKEN_S))


@pytest.fixture(scope="module")
def read(reading: Window) -> list[Word]:
    """The words of the reading, as Moonshine hears them."""
    engine = MoonshineEngine(MoonshineEngine.find_weights(Path())[0])
    return list(engine.hear(reading, Ask(language="en")).words)


def test_doubts_has_none_where_words_and_speech_agree(reading: Window, read: list[Word]) -> None:
    assert len(read) > 15
    assert doubts(read, reading) == ()
    assert kinds([replace(word, timing="measured") for word in read], reading) == []


@pytest.mark.parametrize(
    ("left", "from_s", "to_s"),
    [
        (lambda words: [], AT_S, AT_S + SPOKEN_S),
        (lambda words: words[: len(words) // 2], AT_S + SPOKEN_S / 2, AT_S + SPOKEN_S),
        (lambda words: words[len(words) // 2 :], AT_S, AT_S + SPOKEN_S / 2),
        (lambda words: words[:6] + words[12:], AT_S + 2, AT_S + SPOKEN_S - 2),
    ],
)
def test_doubts_finds_speech_without_words(
    reading: Window,
    read: list[Word],
    left: Callable[[list[Word]], list[Word]],
    from_s: float,
    to_s: float,
) -> None:
    (flag,) = doubts(left(read), reading)
    assert flag.kind == "omission"
    assert from_s - 1 <= flag.start_s < flag.end_s <= to_s + 1
    assert "s of speech without words" in flag.note


def test_doubts_finds_too_few_words_for_the_speech_they_are_spread_over(reading: Window) -> None:
    words = spread("It was the best of times.", AT_S, AT_S + SPOKEN_S)
    assert kinds(words, reading) == ["omission"]


@pytest.mark.parametrize(
    ("sound", "what"), [(silence(6.0), "silence"), (noise(6.0), "noise"), (tone(6.0), "music")]
)
@pytest.mark.parametrize("timing", ["measured", "estimated"])
def test_doubts_finds_words_where_nobody_speaks(
    reading: Window, read: list[Word], sound: Samples, what: str, timing: str
) -> None:
    window = window_of(reading.samples, sound)
    begin_s = AT_S + SPOKEN_S + 3.0
    said = spread("And that is all we have for today.", begin_s, begin_s + 2.5)
    invented = [replace(word, timing=timing) for word in said]  # type: ignore[arg-type]
    (flag,) = doubts([*read, *invented], window)
    assert flag.kind == "hallucination"
    assert begin_s - 0.1 <= flag.start_s < flag.end_s <= begin_s + 2.6
    assert what in flag.note


def test_doubts_finds_words_after_the_window_has_ended(reading: Window, read: list[Word]) -> None:
    end_s = reading.end_s + 1
    assert kinds([*read, *spread("Thank you all so much.", end_s, end_s + 2)], reading)


def test_doubts_finds_more_words_than_can_be_said(reading: Window, read: list[Word]) -> None:
    more = spread("one and two and three " * 5, AT_S + 4, AT_S + 4.5)
    words = sorted([*read, *more], key=lambda word: word.start_s)
    assert kinds(words, reading) == ["hurry"]


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ({}, []),
        ({3: 0.1, 8: 0.2}, []),  # words here and there are marked themselves
        ({3: 0.4, 4: 0.4, 5: 0.4, 6: 0.4}, ["doubtful"]),
        (dict.fromkeys(range(100), 0.3), ["doubtful"]),
    ],
)
def test_doubts_finds_stretches_of_low_probability(
    reading: Window, read: list[Word], probabilities: dict[int, float], expected: list[str]
) -> None:
    words = [
        replace(word, probability=probabilities.get(place, 0.9)) for place, word in enumerate(read)
    ]
    found = doubts(words, reading)
    assert [flag.kind for flag in found] == expected
    if len(probabilities) == 4:
        assert (found[0].start_s, found[0].end_s) == (read[3].start_s, read[6].end_s)


@pytest.mark.parametrize("text", ["Thanks for watching!", "请不吝点赞 订阅", "字幕由某某提供"])
def test_doubts_finds_sentences_out_of_subtitles(reading: Window, text: str) -> None:
    words = spread(text, AT_S + 1, AT_S + 2.5)
    assert "engines often make up" in " ".join(flag.note for flag in doubts(words, reading))


def test_careful_engine_keeps_its_flags_in_the_checkpoint(
    reading: Window, read: list[Word], tmp_path: Path
) -> None:
    path = tmp_path / "kept.jsonl"
    engine = CarefulEngine(Script(read[: len(read) // 2]))
    with open_checkpoint(path, recording=tmp_path, way={}) as checkpoint:
        first = KeepingEngine(engine, checkpoint).hear(reading, Ask(language="en"))
    with open_checkpoint(path, recording=tmp_path, way={}) as checkpoint:
        again = KeepingEngine(Script([]), checkpoint).hear(reading, Ask(language="en"))
    assert [flag.kind for flag in first.flags] == ["omission"]
    assert again == first


def test_activity_tells_speech_from_silence_and_noise(reading: Window) -> None:
    activity = activity_in(window_of(reading.samples, silence(3.0), noise(3.0)))
    assert math.isclose(len(activity) * 512 / SAMPLE_RATE_HZ, SPOKEN_S + 6, abs_tol=0.04)
    after = activity.frames_between(AT_S + SPOKEN_S + 0.5, AT_S + SPOKEN_S + 6)
    assert activity.probabilities[after].max() < load_rules().faint_speech
    assert activity.speech_s(0.5) > SPOKEN_S / 2
