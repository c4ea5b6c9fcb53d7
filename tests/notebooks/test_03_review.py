from collections.abc import Callable
from typing import Any

import pytest

from curation.workbench import Workbench
from tests.desk import Desk, english, fill


@pytest.mark.parametrize("session", [None, "en-1"])
def test_03_review_shows_the_app_and_decides_nothing(
    workbench: Workbench, run_notebook: Callable[..., Any], session: str | None
) -> None:
    desk = fill(Desk(workbench))
    desk.decide(english().pair(0, 1), "reject", reviewer="second")
    before = workbench.store.decisions()
    done = run_notebook("03_review.ipynb", home=workbench.settings.home, session=session)
    assert workbench.store.decisions() == before
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert any("widget-view" in kind for output in outputs for kind in output.get("data", {}))


def test_03_review_runs_on_an_empty_workbench(
    workbench: Workbench, run_notebook: Callable[..., Any]
) -> None:
    run_notebook("03_review.ipynb", home=workbench.settings.home)
    assert workbench.store.decisions() == ()
