"""Whisper's weights are looked for in a place of the test's own, and a small set is at hand."""

from pathlib import Path

import pytest

from tests.transcribe.bilingual import write_bilingual
from tests.transcribe.checkpoint import write_folder
from tests.transcribe.sounds import silence, speech, write_sound


@pytest.fixture(autouse=True)
def _no_outer_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CTranslate2 folder that hears `He took lopinavir.` in whatever it is given."""
    return write_folder(
        tmp_path_factory.mktemp("weights") / "mini", [" He", " took", " lop", "inavir", "."]
    )


@pytest.fixture(scope="session")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CTranslate2 folder that hears `He took lopinavir.` in bright sound and `发烧了。头发。` in
    dark sound, and translates `The patient had fever!`.
    """
    return write_bilingual(
        tmp_path_factory.mktemp("weights") / "bilingual",
        english=[" He", " took", " lop", "inavir", "."],
        chinese=["发烧", "了", "。", "头发", "。 "],
        translation=[" The", " patient", " had", " fever", "!"],
    )


@pytest.fixture(scope="session")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short recording of real speech. Do not change it."""
    path = tmp_path_factory.mktemp("sound") / "talk.wav"
    return write_sound(path, speech(9.0))


@pytest.fixture(scope="session")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording in which nobody speaks. Do not change it."""
    return write_sound(tmp_path_factory.mktemp("sound") / "quiet.wav", silence(5.0))
