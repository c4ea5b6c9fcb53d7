"""Reading word lists: tab-separated, `#` comment lines on top, then a line of column names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from curation.errors import FormatError
from curation.files import require_file


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a list, with where it stands for error messages."""

    path: Path
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def several(self, column: str) -> list[str]:
        """The values of a column that joins several by `|`."""
        return [value.strip() for value in self.values[column].split("|") if value.strip()]

    def error(self, problem: str) -> FormatError:
        return FormatError(f"{self.path}, line {self.line}: {problem}; correct it and try again")


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a list that has at least these columns.

    Raises
    ------
    FormatError
        naming the file and the line: no such column, too few or too many values, control
        characters, bytes that are not UTF-8.
    """
    names: list[str] = []
    for number, text in read_lines(path):
        if not text.strip() or text.startswith("#"):
            continue
        values = text.split("\t")
        row = Row(path=path, line=number, values=dict(zip(names, values, strict=False)))
        if not names:
            names = values
            missing = [column for column in columns if column not in names]
            if missing:
                raise row.error(f"no column {missing[0]!r} among the column names")
        elif len(values) != len(names):
            raise row.error(f"{len(values)} values for {len(names)} columns")
        elif not all(value.isprintable() for value in values):
            raise row.error("a control character")
        else:
            yield row


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, one at a time.

    Raises
    ------
    FormatError
        naming the line that is not UTF-8.
    """
    with require_file(path).open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise FormatError(
                    f"{path}, line {number}: not UTF-8; save the file as UTF-8"
                ) from error
            yield number, text.rstrip("\r\n")


def required(row: Row, column: str) -> str:
    """A value that may not be empty; raises `FormatError`."""
    value = row[column].strip()
    if not value:
        raise row.error(f"the column {column!r} is empty")
    return value
