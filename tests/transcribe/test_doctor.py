from pathlib import Path

from curation.settings import Settings, read_settings
from curation.steps.doctor import diagnose
from curation.steps.models import add_model
from curation.workbench import Workbench


def test_doctor_changes_nothing_in_a_new_folder(settings: Settings) -> None:
    found = diagnose(settings)
    assert found.problems == ()
    assert found.database == "not made yet"
    assert found.free_bytes > 0
    assert not settings.home.exists()
    assert [(choice.language, choice.engine) for choice in found.choices] == [
        ("en", "moonshine"),
        ("zh", None),
    ]
    assert "curation models fetch small" in found.choices[1].reason


def test_doctor_sees_weights_and_the_database(settings: Settings, mini: Path) -> None:
    Workbench.open(settings.home).close()
    add_model(settings, "mini", mini)
    found = diagnose(settings)
    assert found.database.startswith("schema 0")
    assert [(choice.engine, choice.model) for choice in found.choices] == [
        ("faster-whisper", "mini"),
        ("faster-whisper", "mini"),
    ]


def test_doctor_names_a_database_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "workbench.db").write_bytes(b"no database at all" * 100)
    found = diagnose(read_settings({}, home=tmp_path))
    assert found.database == "not usable"
    assert "workbench.db" in found.problems[0]
