from pathlib import Path

import pytest

from curation.errors import EngineError
from curation.testing.engines import check_engine
from curation.transcribe.engine import Ask
from curation.transcribe.engines.whisper import WhisperEngine
from curation.transcribe.weights import weights_at
from curation.transcribe.windows import Window
from tests.transcribe.checkpoint import write_file
from tests.transcribe.sounds import noise

pytest.importorskip("whisper", reason="openai-whisper, an extra of the installation, is not there")
# openai-whisper leaves the file of its tokens open
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture
def window() -> Window:
    return Window(start_s=100.0, samples=noise(5.0))


@pytest.mark.parametrize("language", ["en", None])
def test_whisper_hears_words(tmp_path: Path, window: Window, language: str | None) -> None:
    path = write_file(tmp_path / "mini.pt", " He took lopinavir.")
    heard = WhisperEngine(weights_at(path)).hear(window, Ask(language=language))
    assert [word.text for word in heard.words] == ["He", "took", "lopinavir."]
    assert heard.language == "en"
    for word in heard.words:
        assert 100.0 <= word.start_s <= word.end_s <= 105.0
        assert (word.timing, type(word.start_s), type(word.probability)) == (
            "measured",
            float,
            float,
        )


def test_whisper_detects_chinese_and_gives_characters(tmp_path: Path, window: Window) -> None:
    path = write_file(tmp_path / "mini.pt", "发烧了。", language="zh")
    heard = WhisperEngine(weights_at(path)).hear(window, Ask())
    assert heard.language == "zh"
    assert [word.text for word in heard.words] == ["发", "烧", "了。"]


@pytest.mark.parametrize(
    ("ask", "language"),
    [
        (Ask(among=("zh", "en")), "zh"),
        (Ask(among=("zh", "fr"), before="fr"), "zh"),
        (Ask(among=("en",)), "en"),  # zh, which it hears, may not be
        (Ask(language="zh", translate=True), "zh"),
    ],
)
def test_whisper_keeps_to_the_languages_that_may_be(
    tmp_path: Path, window: Window, ask: Ask, language: str
) -> None:
    path = write_file(tmp_path / "mini.pt", "发烧了。", language="zh")
    assert WhisperEngine(weights_at(path)).hear(window, ask).language == language


def test_whisper_refuses_a_language_it_does_not_know(tmp_path: Path, window: Window) -> None:
    engine = WhisperEngine(weights_at(write_file(tmp_path / "mini.pt", " He")))
    with pytest.raises(EngineError, match="do not know the language 'tlh'"):
        engine.hear(window, Ask(among=("en", "tlh")))


def test_whisper_keeps_the_contract(tmp_path: Path, window: Window) -> None:
    weights = weights_at(write_file(tmp_path / "mini.pt", " He took lopinavir."))
    check_engine(WhisperEngine, weights, window, language="en")


@pytest.mark.parametrize("keep", [0, 1000])
def test_whisper_refuses_damaged_weights(tmp_path: Path, keep: int) -> None:
    path = write_file(tmp_path / "mini.pt", " He")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(EngineError, match=r"mini\.pt cannot be loaded"):
        WhisperEngine(weights_at(path))
