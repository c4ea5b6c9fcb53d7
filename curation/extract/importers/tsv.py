"""The own lists' format: a concept a row; a column `label` where `--label` does not say it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from curation.extract import sources
from curation.extract.importers.entry import Entry
from curation.lists import read_rows, required
from curation.model import Label, make

COLUMNS = sources.COLUMNS
_LABEL: Any = Label


def read_entries(path: Path) -> Iterator[Entry]:
    """The rows of a list; raises `FormatError` naming the line."""
    for row in read_rows(path, COLUMNS):
        label = row.values.get("label", "").strip()
        yield Entry(
            system=required(row, "system"),
            code=required(row, "code"),
            en=required(row, "en"),
            zh=row["zh"].strip(),
            en_synonyms=tuple(row.several("en_synonyms")),
            zh_synonyms=tuple(row.several("zh_synonyms")),
            label=make(label, _LABEL, origin=f"{path}, line {row.line}") if label else "",
            line=row.line,
        )
