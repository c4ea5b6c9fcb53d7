"""Weights of speech models on this machine: list, add and fetch them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curation.errors import DuplicateError, InputError, UnknownItemError
from curation.files import link_or_copy, write_error
from curation.model import ID_PATTERN
from curation.settings import Settings
from curation.transcribe.downloads import download_file, download_folder
from curation.transcribe.engine import engine_types
from curation.transcribe.weights import FASTER_WHISPER, WHISPER, Weights, weights_at

UNFINISHED = ".unfinished-"  # before the name of a model's folder that is not complete yet


def list_models(settings: Settings) -> tuple[Weights, ...]:
    """The weights that the engines find on this machine, those of the preferred one first."""
    return tuple(
        weights for kind in engine_types() for weights in kind.find_weights(settings.models)
    )


def add_model(settings: Settings, name: str, source: Path) -> Weights:
    """Put Whisper weights, a CTranslate2 folder or a `.pt` file, into the models folder.

    Raises
    ------
    EngineError
        when they are not complete, saying what is missing.
    DuplicateError
        when there are weights of that name.
    """
    found = weights_at(source)
    if source.is_file():
        target = _free(settings, f"{name}.pt")
        link_or_copy(source.resolve(), target)
        return weights_at(target)
    with _new_folder(_free(settings, name)) as folder:
        for file in found.path.iterdir():
            if file.is_file():
                link_or_copy(file.resolve(), folder / file.name)
    return weights_at(settings.models / name)


def fetch_model(settings: Settings, name: str, *, engine: str) -> Weights:
    """Download Whisper's weights of that name for an engine into the models folder.

    Raises
    ------
    UnknownItemError
        when there is no such model or engine.
    EngineError
        when it cannot be fetched.
    DuplicateError
        when there are weights of that name.
    """
    if engine not in (FASTER_WHISPER, WHISPER):
        raise UnknownItemError(
            f"weights are fetched for {FASTER_WHISPER} or {WHISPER}, and not for {engine!r}"
        )
    if engine == WHISPER:
        _free(settings, f"{name}.pt")
        return weights_at(download_file(name, settings.models))
    with _new_folder(_free(settings, name)) as folder:
        download_folder(name, folder)
    return weights_at(settings.models / name)


def _free(settings: Settings, name: str) -> Path:
    """Where new weights go; raises `DuplicateError` when there are some."""
    if not ID_PATTERN.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be a model's name; use letters, digits, dots, dashes or underscores"
        )
    path = settings.models / name
    if path.exists():
        raise DuplicateError(f"{path} is there already; remove it first, or choose another name")
    return path


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """A folder that becomes `target` once it is complete."""
    folder = target.with_name(f"{UNFINISHED}{target.name}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        yield folder
        folder.rename(target)
    except OSError as error:
        raise write_error(target, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
