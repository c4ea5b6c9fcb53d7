from collections.abc import Callable
from typing import Any

from curation.steps.release import make_release
from curation.workbench import Workbench
from tests.desk import Desk, fill


def test_05_search_finds_in_both_languages(
    workbench: Workbench, run_notebook: Callable[..., Any]
) -> None:
    make_release(fill(Desk(workbench)).workbench)
    before = sorted(workbench.settings.home.rglob("*"))
    notebook = run_notebook("05_search.ipynb", home=workbench.settings.home)
    said = "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
    )
    assert "cough: 3 answers" in said
    assert "咳嗽: 2 answers" in said
    assert sorted(workbench.settings.home.rglob("*")) == before
