import shutil
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from curation.errors import CurationError, DuplicateError, EngineError, InputError, UnknownItemError
from curation.settings import Settings
from curation.steps.models import add_model, fetch_model, list_models


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any, **_named: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_models_are_added_and_listed(settings: Settings, mini: Path, tmp_path: Path) -> None:
    (tmp_path / "own.pt").write_bytes(b"weights")
    added = add_model(settings, "small", mini)
    assert added.path == settings.models / "small"
    assert add_model(settings, "base", tmp_path / "own.pt").path == settings.models / "base.pt"
    assert [weights.name for weights in list_models(settings)] == ["small", "base", "tiny-en"]
    assert sorted(path.name for path in settings.models.iterdir()) == ["base.pt", "small"]


def test_models_are_not_added_twice(settings: Settings, mini: Path) -> None:
    add_model(settings, "small", mini)
    with pytest.raises(DuplicateError, match="small is there already"):
        add_model(settings, "small", mini)


@pytest.mark.parametrize("name", ["../small", "a b", ""])
def test_models_need_a_lawful_name(settings: Settings, mini: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be a model's name"):
        add_model(settings, name, mini)


def test_models_that_are_not_complete_are_not_added(
    settings: Settings, mini: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(mini, tmp_path / "mini")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(EngineError, match=r"lacks tokenizer\.json"):
        add_model(settings, "small", folder)
    assert not settings.models.exists()


@pytest.mark.usefixtures("no_network")
def test_models_cannot_be_fetched_without_a_network(settings: Settings) -> None:
    with pytest.raises(EngineError, match=r"check the network.*curation models add"):
        fetch_model(settings, "tiny", engine="faster-whisper")
    assert list(settings.models.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "engine", "error", "message"),
    [
        ("huge", "faster-whisper", UnknownItemError, "choose one of: tiny, tiny.en, base"),
        ("tiny", "moonshine", UnknownItemError, "are fetched for faster-whisper or whisper"),
    ],
)
def test_models_say_what_can_be_fetched(
    settings: Settings, name: str, engine: str, error: type[CurationError], message: str
) -> None:
    with pytest.raises(error, match=message):
        fetch_model(settings, name, engine=engine)


@pytest.mark.skipif(find_spec("whisper") is not None, reason="openai-whisper is installed")
def test_models_for_an_engine_that_is_not_installed_are_refused(settings: Settings) -> None:
    with pytest.raises(EngineError, match="pip install openai-whisper"):
        fetch_model(settings, "tiny", engine="whisper")


@pytest.mark.skipif(find_spec("whisper") is None, reason="openai-whisper is not installed")
@pytest.mark.usefixtures("no_network")
def test_models_for_openai_whisper_cannot_be_fetched_without_a_network(settings: Settings) -> None:
    with pytest.raises(UnknownItemError, match="choose one of: tiny"):
        fetch_model(settings, "huge", engine="whisper")
    with pytest.raises(EngineError, match="could not be fetched from OpenAI"):
        fetch_model(settings, "tiny", engine="whisper")
