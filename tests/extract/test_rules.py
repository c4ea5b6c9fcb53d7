"""Rule files by name and by path, alone and added up."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from curation.errors import FormatError, InputError
from curation.extract.rules import is_shipped, load_rules, read_rules


@dataclass(frozen=True, kw_only=True)
class Sample:
    reach: int
    words: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]


FIRST = 'reach = 1\nwords = ["a"]\n[groups]\nx = ["1"]'
SECOND = 'reach = 2\nwords = ["b"]\n[groups]\nx = ["2"]\ny = ["3"]'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "first.toml").write_text(FIRST)
    (tmp_path / "second.toml").write_text(SECOND)
    return tmp_path


def test_rules_of_several_files_add_up(folder: Path) -> None:
    paths = [str(folder / name) for name in ("first.toml", "second.toml")]
    added = Sample(reach=2, words=("a", "b"), groups={"x": ("1", "2"), "y": ("3",)})
    assert load_rules(paths, Sample) == added
    assert load_rules(read_rules(["first.toml", "second.toml"], folder), Sample) == added
    assert load_rules(paths[0], Sample).words == ("a",)


@pytest.mark.parametrize(
    ("source", "shipped"),
    [
        ("assertion_en", True),
        (["assertion_en", "phrases_en"], True),
        (["assertion_en", "mine.toml"], False),
        ({"reach": 1}, False),
    ],
)
def test_rules_are_told_from_shipped_ones(source: Any, shipped: bool) -> None:
    assert is_shipped(source) is shipped


def test_rules_name_what_is_wrong(folder: Path) -> None:
    with pytest.raises(InputError, match=r"third\.toml: no such file"):
        read_rules(["first.toml", "third.toml"], folder)
    (folder / "second.toml").write_text("words = 1")
    names = [str(folder / name) for name in ("first.toml", "second.toml")]
    with pytest.raises(FormatError, match=r"second\.toml: words"):
        load_rules(names, Sample)
