from pathlib import Path

import pytest

from curation.testing.engines import check_engine
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.engine import Ask
from curation.transcribe.engines.moonshine import MoonshineEngine
from curation.transcribe.weights import Weights
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence, speech


@pytest.fixture(scope="module")
def weights() -> Weights:
    (found,) = MoonshineEngine.find_weights(Path())
    return found


def test_moonshine_keeps_the_contract_and_hears_english(weights: Weights) -> None:
    window = Window(start_s=60.0, samples=speech(12.0))
    heard = check_engine(MoonshineEngine, weights, window, language="en")
    text = " ".join(word.text for word in heard.words).lower()
    assert "it was the best of times" in text
    assert {word.timing for word in heard.words} == {"estimated"}
    assert (weights.name, weights.languages) == ("tiny-en", ("en",))
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)


def test_moonshine_hears_the_same_whatever_it_heard_before(weights: Weights) -> None:
    engine = MoonshineEngine(weights)
    window = Window(start_s=10.0, samples=speech(20.0)[SAMPLE_RATE_HZ * 7 :])
    first = engine.hear(window, Ask())
    for seconds in (3.3, 5.7):
        engine.hear(Window(start_s=0.0, samples=speech(seconds)), Ask())
        assert engine.hear(window, Ask()) == first
    assert MoonshineEngine(weights).hear(window, Ask()) == first


def test_moonshine_hears_nothing_in_silence_after_speech(weights: Weights) -> None:
    engine = MoonshineEngine(weights)
    engine.hear(Window(start_s=0.0, samples=speech(12.0)), Ask(language="en"))
    heard = engine.hear(Window(start_s=0.0, samples=silence(5.0)), Ask())
    assert heard.words == ()
