from collections.abc import Callable
from typing import Any

from curation.release.manifest import find_faults
from curation.steps.release import search
from curation.workbench import Workbench
from tests.desk import Desk, fill


def test_04_release_makes_a_release(workbench: Workbench, run_notebook: Callable[..., Any]) -> None:
    fill(Desk(workbench))
    home = workbench.settings.home
    run_notebook("04_release.ipynb", home=home, title="From the notebook")
    (release,) = workbench.store.releases()
    assert (release.version, release.title, len(release.item_ids)) == (1, "From the notebook", 3)
    assert find_faults(home / "exports" / "1", release) == ()
    assert len(search(workbench, "lopinavir")) == 2
