from pathlib import Path

import numpy as np
import pytest

from curation.transcribe.engines.moonshine import MoonshineEngine
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence, speech


@pytest.fixture(scope="module")
def engine() -> MoonshineEngine:
    (weights,) = MoonshineEngine.find_weights(Path())
    assert (weights.name, weights.languages) == ("tiny-en", ("en",))
    return MoonshineEngine(weights)


def test_moonshine_hears_english(engine: MoonshineEngine) -> None:
    heard = engine.hear(Window(start_s=60.0, samples=speech(12.0)), language="en")
    text = " ".join(word.text for word in heard.words).lower()
    assert "it was the best of times" in text
    assert {word.timing for word in heard.words} == {"estimated"}
    assert all(60.0 <= word.start_s <= word.end_s <= 73.0 for word in heard.words)
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)


def test_moonshine_hears_nothing_in_silence(engine: MoonshineEngine) -> None:
    heard = engine.hear(Window(start_s=0.0, samples=np.asarray(silence(5.0))), language=None)
    assert heard.words == ()
