"""Trained models as folders: `config.cfg`, the recogniser's parts in `ner/`, and `card.json`."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spacy import about
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc
from spacy.util import load_config, load_model_from_config
from spacy.vocab import Vocab
from thinc.api import NumpyOps

from curation.errors import FormatError
from curation.files import atomic_write, require_file
from curation.model import dump_json, load_json

OWN_MODELS = Path(__file__).parent / "models"
CARD = "card.json"
CONFIG = "config.cfg"
QUICK = NumpyOps(use_blis=False)  # NumPy multiplies four times faster than spaCy's default
COMPONENT = "ner"  # its name in the training configs, and the folder that holds it


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a model was made of, and how good it is on texts that it did not learn from.

    `version` comes from the weights; `texts` are those it learned from, by data folder;
    `scores` holds precision, recall and F of exact spans by label, as written and, under
    `bare`, in lower case without punctuation. A refined model's are F on the frozen test:
    `frozen test` by itself, `before` by its `parent`; `decisions` is how many it learned from.
    """

    language: str
    version: str
    vocabulary: str
    spacy: str
    trained_on: date
    texts: dict[str, int]
    scores: dict[str, dict[str, dict[str, float]]]
    parent: str = ""
    decisions: int = 0


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model ready to mark texts, and the folder it came from."""

    card: Card
    recognizer: EntityRecognizer
    folder: Path

    def mark(self, docs: Sequence[Doc]) -> None:
        """Set the `ents` of texts that hold at least one token each."""
        if docs:
            self.recognizer.set_annotations(docs, self.recognizer.predict(docs))


def load_model(name: str | Path, vocab: Vocab) -> Model:
    """A model of this package by its name, or any by its folder.

    Raises
    ------
    InputError
        when there is no such model.
    FormatError
        when it is damaged, or was trained with another version of spaCy.
    """
    own = OWN_MODELS / name
    folder = own if (own / CARD).is_file() else Path(name)
    card = read_card(folder)
    _check_version(card, folder)
    nlp = load_model_from_config(load_config(require_file(folder / CONFIG)), vocab=vocab)
    recognizer = nlp.get_pipe(COMPONENT)
    if not isinstance(recognizer, EntityRecognizer):
        raise FormatError(f"{folder} is no model of entities; make one with: curation train")
    require_file(folder / COMPONENT / "model")
    try:
        recognizer.from_disk(folder / COMPONENT, exclude=["vocab"])
    except (ValueError, KeyError) as error:
        raise FormatError(f"{folder} is damaged; make it anew with: curation train") from error
    for part in recognizer.model.walk():
        part.ops = QUICK
    return Model(card=card, recognizer=recognizer, folder=folder)


def read_card(folder: Path) -> Card:
    """A model's card; raises as `load_model` does."""
    path = require_file(folder / CARD)
    return load_json(path.read_bytes(), Card, origin=str(path))


def write_card(folder: Path, card: Card) -> None:
    with atomic_write(folder / CARD) as stream:
        stream.write(dump_json(card, indent=2) + b"\n")


def copy_model(model: Model, folder: Path) -> None:
    """Store a model elsewhere, as part of a pipeline that goes to disk."""
    if folder.resolve() != model.folder.resolve():
        shutil.copytree(model.folder, folder, dirs_exist_ok=True)


def minor_version(version: str) -> str:
    """`3.8` of `3.8.18`: models are good for all patches of one minor version."""
    return ".".join(version.split(".")[:2])


def _check_version(card: Card, folder: Path) -> None:
    wanted, here = minor_version(card.spacy), minor_version(about.__version__)
    if wanted != here:
        raise FormatError(
            f"{folder} was trained with spaCy {wanted} and this is spaCy {here};"
            f" install that version, or train anew: curation train {card.language}"
        )
