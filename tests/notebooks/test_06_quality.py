from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curation.steps.extract import entity_errors
from curation.workbench import Workbench
from tests.desk import Desk, english, fill


@pytest.mark.parametrize("session", [None, "en-1"])
def test_06_quality_counts_and_changes_nothing(
    workbench: Workbench, run_notebook: Callable[..., Any], session: str | None
) -> None:
    desk = fill(Desk(workbench))
    desk.decide(english().pair(0, 1), "reject", reviewer="second")
    before = workbench.store.decisions()
    run_notebook("06_quality.ipynb", home=workbench.settings.home, session=session)
    assert workbench.store.decisions() == before


def test_06_quality_runs_on_an_empty_workbench(
    workbench: Workbench, run_notebook: Callable[..., Any]
) -> None:
    run_notebook("06_quality.ipynb", home=workbench.settings.home)
    assert workbench.store.decisions() == ()


def test_06_quality_shows_errors_against_gold(
    workbench: Workbench, run_notebook: Callable[..., Any], demo: Path
) -> None:
    gold = demo / "covid19-en.gold.jsonl"
    notebook = run_notebook("06_quality.ipynb", home=workbench.settings.home, gold=gold)
    shown = str([cell.get("outputs") for cell in notebook.cells])
    errors = entity_errors(workbench, gold)
    assert errors
    assert all(error.kind in shown for error in errors)
    assert any(f"{error.before[-5:]}[{error.text}]" in shown for error in errors)  # in context
    assert f"errors against {gold.name}" in shown
