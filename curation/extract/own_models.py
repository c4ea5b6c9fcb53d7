"""A workbench's own models: refined from its decisions, and used in place of the package's.

Those of a language are folders with rising numbers; the highest one that fits this spaCy is in
use. Beside them lie the frozen test and the last model that was not promoted.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from spacy import about

from curation.errors import FormatError, InputError
from curation.extract.models import Card, minor_version, read_card
from curation.files import write_error

FOLDER = "entities"  # in the models folder
ASIDE = "not-promoted"
UNFINISHED = ".unfinished"
DIGITS = 4  # of a model's number


@dataclass(frozen=True, kw_only=True)
class Promoted:
    """A model of the workbench's own; `fits` says whether it was made with this spaCy."""

    folder: Path
    card: Card
    fits: bool


def own_folder(models: Path, language: str) -> Path:
    """Where a workbench keeps its own models of a language."""
    return models / FOLDER / language


def promoted_models(models: Path, language: str) -> tuple[Promoted, ...]:
    """The promoted models, oldest first.

    Raises
    ------
    FormatError
        when one is damaged.
    """
    return tuple(map(_promoted, _numbered(own_folder(models, language))))


def model_in_use(models: Path, language: str) -> Path | None:
    """The newest promoted model that fits this spaCy; None: the one of the package.

    Raises
    ------
    FormatError
        when a newer one is damaged.
    """
    folders = reversed(_numbered(own_folder(models, language)))
    return next((one.folder for one in map(_promoted, folders) if one.fits), None)


def _numbered(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("*") if path.name.isdigit() and path.is_dir()]
    return sorted(found, key=lambda path: int(path.name))


def _promoted(folder: Path) -> Promoted:
    try:
        card = read_card(folder)
    except InputError as error:
        raise damaged(folder) from error
    fits = minor_version(card.spacy) == minor_version(about.__version__)
    return Promoted(folder=folder, card=card, fits=fits)


def damaged(folder: Path) -> FormatError:
    """What to say of a promoted model that cannot be read."""
    return FormatError(f"{folder} is damaged; delete this folder to use the model before it")


def unfinished_folder(models: Path, language: str) -> Path:
    """Where to make a model that is not promoted or put aside yet; nothing is there."""
    folder = own_folder(models, language) / UNFINISHED
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def promote(models: Path, language: str, made: Path) -> Path:
    """Make a model the one in use: its folder takes the next number."""
    numbers = [int(path.name) for path in _numbered(own_folder(models, language))]
    return _move(made, f"{max(numbers, default=0) + 1:0{DIGITS}}")


def put_aside(made: Path) -> Path:
    """Keep a model without using it, in place of the last one that was not promoted."""
    shutil.rmtree(made.with_name(ASIDE), ignore_errors=True)
    return _move(made, ASIDE)


def _move(made: Path, name: str) -> Path:
    try:
        return made.rename(made.with_name(name))
    except OSError as error:
        raise write_error(made.with_name(name), error) from error
