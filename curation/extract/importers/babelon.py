"""Babelon: an ontology's translated names, as the Human Phenotype Ontology's Chinese ones.

Columns: https://monarch-initiative.github.io/babelon/
"""

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from curation.extract.importers.entry import Entry, import_rules
from curation.lists import Row, read_rows, required

COLUMNS = (
    "subject_id",
    "predicate_id",
    "source_value",
    "translation_language",
    "translation_value",
)
NAMES = ("label", "hasExactSynonym")  # what a predicate ends in whose value is a name
UNTRANSLATED = "NOT_TRANSLATED"
CHINESE = ("zh", "cmn")
QUOTE = '"'


def read_entries(path: Path) -> Iterator[Entry]:
    """The translations into Chinese; raises `FormatError` naming the line."""
    systems = import_rules().systems
    rows = filter(_is_name, map(_unquoted, read_rows(path, COLUMNS)))
    for code, group in groupby(rows, key=lambda row: required(row, "subject_id")):
        first, *others = sorted(group, key=lambda row: not row["predicate_id"].endswith(NAMES[0]))
        prefix = code.partition(":")[0]
        yield Entry(
            system=systems.get(prefix, prefix),
            code=code,
            en=required(first, "source_value"),
            zh=first["translation_value"].strip(),
            zh_synonyms=tuple(row["translation_value"].strip() for row in others),
            line=first.line,
        )


def _is_name(row: Row) -> bool:
    return (
        row["predicate_id"].endswith(NAMES)
        and row["translation_language"].lower().startswith(CHINESE)
        and row.values.get("translation_status") != UNTRANSLATED
        and bool(row["translation_value"].strip())
    )


def _unquoted(row: Row) -> Row:
    """The row without the quotation marks that some tools put around values."""
    quoted = {name: value for name, value in row.values.items() if value.startswith(QUOTE)}
    plain = {
        name: "".join(next(csv.reader([value], delimiter="\t"))) for name, value in quoted.items()
    }
    return Row(path=row.path, line=row.line, values=row.values | plain)
