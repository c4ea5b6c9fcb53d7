"""The models that come with the package, and what happens with others."""

import json
import shutil
from pathlib import Path

import pytest
import spacy

from curation.errors import FormatError, InputError
from curation.extract.models import CARD, OWN_MODELS, load_model, read_card

LARGEST = 10_000_000  # bytes


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the English model to spoil."""
    return Path(shutil.copytree(OWN_MODELS / "en", tmp_path / "model"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_models_ship_small_and_with_a_card(language: str) -> None:
    folder = OWN_MODELS / language
    files = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.is_file()
    )
    assert files == ["card.json", "config.cfg", "questions.json"]
    assert sum(path.stat().st_size for path in folder.rglob("*")) < LARGEST
    card = read_card(folder)
    assert card.language == language
    assert {"DRUG", "SYMPTOM", "CONDITION"} == set(card.scores["written"])
    assert f"`{language}`" in (OWN_MODELS / "README.md").read_text("utf-8")


def test_models_of_another_spacy_are_refused(copy: Path) -> None:
    card = json.loads((copy / CARD).read_text())
    (copy / CARD).write_text(json.dumps({**card, "spacy": "3.7.1"}))
    with pytest.raises(FormatError, match=r"with spaCy 3\.7 and this is .* curation train en"):
        load_model(copy, spacy.blank("en").vocab)


def test_models_that_are_damaged_are_refused(copy: Path) -> None:
    weights = copy / "ner" / "model"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(FormatError, match="is damaged"):
        load_model(copy, spacy.blank("en").vocab)


def test_models_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_model(tmp_path, spacy.blank("en").vocab)
