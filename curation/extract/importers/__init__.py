"""Readers for the vocabulary files that users bring, one a format; see `data/importers.toml`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from curation.errors import FormatError
from curation.extract.importers import babelon, mesh, obo, rxnorm, tsv
from curation.extract.importers.entry import Entry
from curation.lists import read_lines

Format = Literal["rxnorm", "obo", "babelon", "mesh", "tsv"]

READERS: dict[Format, Callable[[Path], Iterator[Entry]]] = {
    "rxnorm": rxnorm.read_entries,
    "obo": obo.read_entries,
    "babelon": babelon.read_entries,
    "mesh": mesh.read_entries,
    "tsv": tsv.read_entries,
}
BY_ENDING: dict[str, Format] = {".rrf": "rxnorm", ".obo": "obo", ".xml": "mesh", ".bin": "mesh"}


def format_of(path: Path) -> Format:
    """The format that a file's name, or its first line of column names, tells.

    Raises
    ------
    FormatError
        when neither does.
    """
    known = BY_ENDING.get(path.suffix.lower())
    if known:
        return known
    for _, line in read_lines(path):
        if line.strip() and not line.startswith("#"):
            columns = line.split("\t")
            if set(babelon.COLUMNS) <= set(columns):
                return "babelon"
            if set(tsv.COLUMNS) <= set(columns):
                return "tsv"
            break
    raise FormatError(
        f"{path}: its format is not known; give --format, one of {', '.join(READERS)}"
    )


__all__ = ["READERS", "Entry", "Format", "format_of"]
