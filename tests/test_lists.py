"""Word lists name the line that is wrong."""

from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.lists import read_rows, required

HEAD = "# about\n\nsystem\tcode\ten\n"


def write(folder: Path, content: bytes) -> Path:
    path = folder / "list.tsv"
    path.write_bytes(content)
    return path


def test_lists_give_values_and_where_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path, (HEAD + "HPO\tHP:1\ta | b\r\n\n# no row\nHPO\tHP:2\tc\n").encode())
    rows = list(read_rows(path, ("en",)))
    assert [(row["code"], row.line) for row in rows] == [("HP:1", 4), ("HP:2", 7)]
    assert rows[0].several("en") == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD + "HPO\tHP:1\n", "line 4: 2 values for 3 columns"),
        (HEAD + "HPO\tHP:1\ta\tb\n", "line 4: 4 values for 3 columns"),
        (HEAD + "HPO\tHP:1\ta\x07b\n", "line 4: a control character"),
        ("system\tcode\nHPO\tHP:1\n", "line 1: no column 'en'"),
    ],
)
def test_lists_refuse_malformed_rows(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(read_rows(write(tmp_path, content.encode()), ("en",)))


def test_lists_refuse_other_encodings(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD.encode() + "HPO\tHP:1\t发热\n".encode("gb18030"))
    with pytest.raises(FormatError, match="line 4: not UTF-8"):
        list(read_rows(path, ("en",)))


def test_lists_refuse_empty_codes(tmp_path: Path) -> None:
    (row,) = read_rows(write(tmp_path, (HEAD + "HPO\t \ta\n").encode()), ("en",))
    with pytest.raises(FormatError, match="line 4: the column 'code' is empty"):
        required(row, "code")


def test_lists_refuse_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read_rows(tmp_path / "none.tsv", ()))
