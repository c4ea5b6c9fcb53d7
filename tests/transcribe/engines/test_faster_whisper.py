import socket
from pathlib import Path
from typing import Any

import pytest

from curation.errors import EngineError
from curation.testing.engines import ContractError, check_engine
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.engines.faster_whisper import FasterWhisperEngine
from curation.transcribe.weights import weights_at
from curation.transcribe.windows import Window
from tests.transcribe.checkpoint import write_folder
from tests.transcribe.sounds import noise

ENGLISH = [" He", " took", " lop", "inavir", "."]
CHINESE = ["发烧", "了", "。", "用", "lop", "inavir"]


@pytest.fixture
def window() -> Window:
    return Window(start_s=100.0, samples=noise(5.0))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any) -> None:
        pytest.fail("the network was asked for something")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("language", ["en", None])
def test_faster_whisper_hears_words(tmp_path: Path, window: Window, language: str | None) -> None:
    folder = write_folder(tmp_path / "mini", ENGLISH)
    heard = FasterWhisperEngine(weights_at(folder)).hear(window, Ask(language=language))
    assert [word.text for word in heard.words] == ["He", "took", "lopinavir."]
    assert heard.language == "en"
    for word in heard.words:
        assert 100.0 <= word.start_s <= word.end_s <= 105.0
        assert (word.timing, type(word.start_s), type(word.probability)) == (
            "measured",
            float,
            float,
        )


def test_faster_whisper_detects_chinese_and_gives_characters(
    tmp_path: Path, window: Window
) -> None:
    folder = write_folder(tmp_path / "mini", CHINESE, language="zh")
    heard = FasterWhisperEngine(weights_at(folder)).hear(window, Ask())
    assert heard.language == "zh"
    assert [word.text for word in heard.words] == ["发", "烧", "了。", "用", "lopinavir"]
    assert [word.timing for word in heard.words[:3]] == ["estimated", "estimated", "measured"]


def test_faster_whisper_keeps_the_contract(tmp_path: Path, window: Window) -> None:
    weights = weights_at(write_folder(tmp_path / "mini", ENGLISH))
    check_engine(FasterWhisperEngine, weights, window, language="en")


def test_faster_whisper_hears_a_window_the_same_whatever_came_before(
    tmp_path: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.transcribe.checkpoint.SCALE", 0.5)  # so unsure that it draws lots
    weights = weights_at(write_folder(tmp_path / "unsure", ENGLISH))
    engine = FasterWhisperEngine(weights)
    first, again = (engine.hear(window, Ask(language="en")) for _ in range(2))
    assert first.words
    assert first == again


def test_contract_finds_an_engine_that_hears_otherwise_the_second_time(
    tmp_path: Path, window: Window
) -> None:
    class Forgetful(FasterWhisperEngine):
        def hear(self, window: Window, ask: Ask) -> Heard:
            heard, self.hear = super().hear(window, ask), self._silent
            return heard

        def _silent(self, _window: Window, ask: Ask) -> Heard:
            return Heard(words=(), language=ask.language or "en")

    weights = weights_at(write_folder(tmp_path / "mini", ENGLISH))
    with pytest.raises(ContractError, match="depend on what it heard before"):
        check_engine(Forgetful, weights, window, language="en")


def test_faster_whisper_refuses_damaged_weights(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mini", ENGLISH)
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:1000])
    with pytest.raises(EngineError, match=r"mini/model\.bin cannot be loaded"):
        FasterWhisperEngine(weights_at(folder))
