"""Training an entity recogniser with the workbench's vocabulary."""

from collections.abc import Sequence
from pathlib import Path

from curation.extract.asking_training import Trained, train_asking
from curation.extract.models import Card
from curation.extract.training import train
from curation.extract.vocabulary import load_vocabulary
from curation.steps.extract import build_vocabulary
from curation.workbench import Workbench


def train_model(
    workbench: Workbench,
    language: str,
    folders: Sequence[Path],
    out: Path,
    *,
    steps: int | None = None,
) -> Card:
    """Train a model and store it in `out`; see `curation.extract.training.train`."""
    vocabulary = load_vocabulary(build_vocabulary(workbench))
    return train(language, folders, out, vocabulary, steps=steps)


def train_question_model(language: str, files: Sequence[Path], out: Path) -> Trained:
    """Train the model that tells questions; see `curation.extract.asking_training`."""
    return train_asking(language, files, out)
