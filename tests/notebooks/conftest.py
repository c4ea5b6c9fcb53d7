"""Running a notebook as a reader would, with parameters that it really has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import papermill
import pytest
from nbformat import NotebookNode

from tests.conftest import ROOT

NOTEBOOKS = ROOT / "notebooks"
CELL_TIMEOUT_S = 300


@pytest.fixture
def run_notebook(tmp_path: Path) -> Callable[..., NotebookNode]:
    """`run_notebook("02_extract.ipynb", home=folder)`: the executed notebook.

    A parameter that the notebook does not have fails the test; papermill only warns.
    """

    def run(name: str, **parameters: Any) -> NotebookNode:
        path = NOTEBOOKS / name
        known = papermill.inspect_notebook(str(path))
        unknown = parameters.keys() - known.keys()
        assert not unknown, f"{name} has no parameter {', '.join(sorted(unknown))}"
        values = {
            key: str(value) if isinstance(value, Path) else value
            for key, value in parameters.items()
        }
        return papermill.execute_notebook(
            str(path),
            str(tmp_path / path.name),
            values,
            kernel_name="python3",
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT_S,
            cwd=str(tmp_path),
        )

    return run
