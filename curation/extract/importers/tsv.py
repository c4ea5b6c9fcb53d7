"""The own lists' format: a concept a row; a column `label` where `--label` does not say it."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from curation.extract import sources
from curation.extract.importers.entry import Entry
from curation.lists import read_rows, required
from curation.model import Label

COLUMNS = sources.COLUMNS
LABELS: dict[str, Label] = {label: label for label in get_args(Label)}


def read_entries(path: Path) -> Iterator[Entry]:
    """The rows of a list; raises `FormatError` naming the line."""
    for row in read_rows(path, COLUMNS):
        label = row.values.get("label", "").strip()
        if label and label not in LABELS:
            raise row.error(
                f"the label {label!r} is none of {', '.join(LABELS)}; a label of your own belongs"
                " in a pipeline of your own (curation_list)"
            )
        yield Entry(
            system=required(row, "system"),
            code=required(row, "code"),
            en=required(row, "en"),
            zh=row["zh"].strip(),
            en_synonyms=tuple(row.several("en_synonyms")),
            zh_synonyms=tuple(row.several("zh_synonyms")),
            label=LABELS[label] if label else "",
            line=row.line,
        )
