"""What the package offers at its top: few names, sorted, and loaded only when used."""

import subprocess
import sys
from collections.abc import Callable

import pytest

import curation
from curation.errors import CurationError


def test_exports_are_sorted_and_all_there() -> None:
    assert curation.__all__ == sorted(curation.__all__)
    for name in curation.__all__:
        assert isinstance(getattr(curation, name), Callable)  # type: ignore[arg-type]


def test_exports_are_the_real_things() -> None:
    assert curation.CurationError is CurationError


def test_exports_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'nothing'"):
        curation.nothing  # noqa: B018


def test_exports_are_loaded_only_when_used() -> None:
    program = (
        "import sys, curation; before = 'sqlalchemy' in sys.modules; curation.Workbench;"
        "print(before, 'sqlalchemy' in sys.modules, 'spacy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True", "False"]
