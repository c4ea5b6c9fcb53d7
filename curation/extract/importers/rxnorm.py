"""RxNorm: names of ingredients and brands from `RXNCONSO.RRF`.

Columns: https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from curation.errors import FormatError
from curation.extract.importers.entry import Entry, import_rules
from curation.lists import read_lines

COLUMNS = 18  # and a bar after the last
RXCUI, LANGUAGE, SOURCE, TYPE, NAME, SUPPRESSED = 0, 1, 11, 12, 14, 16
ENGLISH, OWN, IN_USE = "ENG", "RXNORM", {"N", ""}


@dataclass(frozen=True, kw_only=True)
class _Name:
    line: int
    code: str
    text: str
    type: str
    own: bool


def read_entries(path: Path) -> Iterator[Entry]:
    """The ingredients and brands of the file; raises `FormatError` naming the line."""
    rules = import_rules().rxnorm
    for code, group in groupby(_names(path), key=lambda name: name.code):
        names = [name for name in group if name.type in rules.names]
        heads = [name for name in names if name.own and name.type in rules.entries]
        if heads:
            texts = dict.fromkeys(name.text for name in (*heads, *names))
            first, *others = texts
            yield Entry(
                system="RxNorm",
                code=code,
                en=first,
                en_synonyms=tuple(others),
                line=heads[0].line,
            )


def _names(path: Path) -> Iterator[_Name]:
    for number, line in read_lines(path):
        values = line.split("|")
        if len(values) != COLUMNS + 1 or not values[RXCUI] or not values[NAME]:
            raise FormatError(
                f"{path}, line {number}: not a row of RXNCONSO.RRF, which has {COLUMNS} columns"
                " and a code and a name in each; unpack the release again"
            )
        if values[LANGUAGE] == ENGLISH and values[SUPPRESSED] in IN_USE:
            yield _Name(
                line=number,
                code=values[RXCUI],
                text=values[NAME],
                type=values[TYPE],
                own=values[SOURCE] == OWN,
            )
