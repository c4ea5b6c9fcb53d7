import shutil
from pathlib import Path

import pytest

from curation.errors import EngineError
from curation.transcribe.weights import file_weights, folder_weights, weights_at


def test_weights_are_found_in_the_data_folder_and_the_hubs_cache(
    mini: Path, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    shutil.copytree(mini, models / "mine")
    (models / "mine" / "extra.bin").write_bytes(bytes(100))
    cached = tmp_path / "hub" / "hub" / "models--Systran--faster-whisper-small" / "snapshots"
    shutil.copytree(mini, cached / "abc123")
    found = folder_weights(models)
    assert [(weights.name, weights.engine) for weights in found] == [
        ("mine", "faster-whisper"),
        ("small", "faster-whisper"),
    ]
    assert found[0].size_bytes == found[1].size_bytes + 100  # the largest comes first


def test_weights_that_are_not_complete_are_not_found(mini: Path, tmp_path: Path) -> None:
    shutil.copytree(mini, tmp_path / "models" / "mini")
    (tmp_path / "models" / "mini" / "tokenizer.json").unlink()
    assert folder_weights(tmp_path / "models") == ()


def test_weights_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "cache" / "whisper").mkdir(parents=True)
    (tmp_path / "models" / "small.pt").write_bytes(bytes(10))
    (tmp_path / "cache" / "whisper" / "tiny.en.pt").write_bytes(bytes(20))
    assert [(weights.name, weights.languages) for weights in file_weights(tmp_path / "models")] == [
        ("small", ()),
        ("tiny.en", ("en",)),
    ]


def test_weights_of_many_languages_are_told_from_english_ones(mini: Path, tmp_path: Path) -> None:
    assert weights_at(mini).languages == ()
    english = shutil.copytree(mini, tmp_path / "english")
    (english / "vocabulary.json").write_text('["a", "b"]')
    assert weights_at(english).languages == ("en",)


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_weights_say_which_file_is_missing(mini: Path, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(mini, tmp_path / "mini")
    (folder / name).unlink()
    with pytest.raises(EngineError, match=f"mini lacks {name}"):
        weights_at(folder)


@pytest.mark.parametrize("name", ["vocabulary.json", "config.json", "tokenizer.json"])
def test_weights_say_which_file_is_damaged(mini: Path, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(mini, tmp_path / "mini")
    (folder / name).write_text('["a"')
    with pytest.raises(EngineError, match=f"mini/{name} is damaged"):
        weights_at(folder)


@pytest.mark.parametrize("name", ["nothing", "file.bin"])
def test_weights_are_not_any_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.bin").write_bytes(b"x")
    with pytest.raises(EngineError, match="holds no Whisper weights"):
        weights_at(tmp_path / name)
