"""The compiled vocabulary and the pipelines, made once."""

from pathlib import Path

import pytest

from curation.extract import (
    Pipelines,
    Vocabulary,
    compile_vocabulary,
    load_pipelines,
    load_vocabulary,
)


@pytest.fixture(scope="session")
def vocabulary_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "vocabulary.zip"
    compile_vocabulary(path)
    return path


@pytest.fixture(scope="session")
def vocabulary(vocabulary_file: Path) -> Vocabulary:
    return load_vocabulary(vocabulary_file)


@pytest.fixture(scope="session")
def pipelines(vocabulary: Vocabulary) -> Pipelines:
    return load_pipelines(vocabulary)
