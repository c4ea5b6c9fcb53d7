import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from curation.errors import CurationError, EngineError, UnknownItemError
from curation.transcribe.engine import choose_engine, engine_types, installed_version


def add(mini: Path, models: Path, name: str, *, size: int = 0, english: bool = False) -> None:
    folder = shutil.copytree(mini, models / name)
    (folder / "padding").write_bytes(bytes(size))
    if english:
        (folder / "vocabulary.json").write_text("[]")


def test_engine_types_come_in_order_of_preference() -> None:
    assert [kind.name for kind in engine_types()] == ["faster-whisper", "whisper", "moonshine"]
    assert [installed_version(kind) is not None for kind in engine_types()] == [
        True,
        find_spec("whisper") is not None,
        True,
    ]


@pytest.mark.parametrize("language", ["en", None])
def test_engine_auto_takes_moonshine_without_whispers_weights(
    tmp_path: Path, language: str | None
) -> None:
    choice = choose_engine(tmp_path, language=language)
    assert (choice.engine.name, choice.weights.name, choice.language) == (
        "moonshine",
        "tiny-en",
        "en",
    )
    assert "no Whisper weights" in choice.reason
    assert "curation models fetch small" in choice.reason


def test_engine_auto_stops_for_chinese_without_whispers_weights(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"'zh'; .*curation models fetch small"):
        choose_engine(tmp_path, language="zh")


@pytest.mark.parametrize("language", ["en", "zh", None])
def test_engine_auto_takes_the_largest_whisper(
    mini: Path, tmp_path: Path, language: str | None
) -> None:
    add(mini, tmp_path, "small", size=10)
    add(mini, tmp_path, "medium", size=1000)
    add(mini, tmp_path, "large.en", size=9000, english=True)
    choice = choose_engine(tmp_path, language=language)
    assert (choice.engine.name, choice.weights.name, choice.language) == (
        "faster-whisper",
        "medium",
        language,
    )


def test_engine_takes_what_is_asked_for(mini: Path, tmp_path: Path) -> None:
    add(mini, tmp_path, "small")
    add(mini, tmp_path, "medium", size=1000)
    assert choose_engine(tmp_path, engine="moonshine").engine.name == "moonshine"
    assert choose_engine(tmp_path, model="small").weights.name == "small"
    assert choose_engine(tmp_path, model="tiny-en").engine.name == "moonshine"
    assert choose_engine(tmp_path / "empty", model=str(mini)).weights.path == mini


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"engine": "kaldi"}, UnknownItemError, "faster-whisper, moonshine, whisper"),
        ({"engine": "faster-whisper"}, EngineError, "curation models fetch small"),
        ({"engine": "moonshine", "language": "zh"}, EngineError, "'moonshine' has no weights"),
        ({"model": "large"}, UnknownItemError, "no weights called 'large'.*there are: tiny-en"),
        ({"model": "small.en", "language": "zh"}, EngineError, "know the language 'zh'"),
    ],
)
def test_engine_says_why_it_cannot(
    mini: Path, tmp_path: Path, asked: dict[str, str], error: type[CurationError], message: str
) -> None:
    if asked.get("model") == "small.en":
        add(mini, tmp_path, "small.en", english=True)
    with pytest.raises(error, match=message):
        choose_engine(tmp_path, **asked)


def test_engine_refuses_weights_of_another_engine(mini: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="are for the engine 'faster-whisper'"):
        choose_engine(tmp_path, engine="moonshine", model=str(mini))


@pytest.mark.skipif(find_spec("whisper") is not None, reason="openai-whisper is installed")
def test_engine_that_is_not_installed_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="pip install openai-whisper"):
        choose_engine(tmp_path, engine="whisper")
