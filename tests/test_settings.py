"""Settings come from the environment, with a data folder that explains itself."""

from pathlib import Path

import pytest

from curation.settings import read_settings


def test_settings_hang_off_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings({"CURATION_HOME": str(tmp_path), "CURATION_REVIEWER": "r1"})
    assert settings.recordings == tmp_path / "recordings"
    assert settings.database_url == f"sqlite:///{tmp_path}/workbench.db"
    assert settings.knowledge_url == f"sqlite:///{tmp_path}/exports/knowledge.db"
    assert (settings.models, settings.reviewer) == (tmp_path / "models", "r1")


def test_settings_default_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings({"CURATION_HOME": ""}).home == tmp_path


def test_settings_take_urls_and_models_from_the_environment(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "CURATION_DATABASE_URL": "postgresql://db/work",
            "CURATION_KNOWLEDGE_URL": "postgresql://db/knowledge",
            "CURATION_MODELS": str(tmp_path / "m"),
        },
        home=tmp_path / "h",
    )
    assert settings.database_url == "postgresql://db/work"
    assert settings.knowledge_url == "postgresql://db/knowledge"
    assert (settings.home, settings.models) == (tmp_path / "h", tmp_path / "m")
