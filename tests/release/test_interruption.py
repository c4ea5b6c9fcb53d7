"""A release is whole or absent, wherever it is stopped, and the next run goes on."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from curation.release.manifest import find_faults
from curation.steps.release import load_releases, make_release, search
from curation.workbench import Workbench
from tests.conftest import ROOT
from tests.desk import Desk, english
from tests.release.interrupted import POINTS

AFTER_THE_MOVE = {
    "before the workbench knows",
    "while the knowledge base is loaded",
    "before the knowledge base is loaded",
}


def run_interrupted(workbench: Workbench, point: str) -> subprocess.CompletedProcess[str]:
    home = workbench.settings.home
    return subprocess.run(
        [sys.executable, "-m", "tests.release.interrupted", str(home), point],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def numbered(exports: Path) -> list[str]:
    return sorted(path.name for path in exports.iterdir() if path.is_dir())


@pytest.mark.parametrize("point", POINTS)
def test_interruption_leaves_whole_or_nothing_and_next_run_works(
    full_desk: Desk, point: str
) -> None:
    workbench = full_desk.workbench
    exports = workbench.settings.exports
    assert run_interrupted(workbench, point).returncode == -signal.SIGKILL
    whole = point in AFTER_THE_MOVE
    assert (exports / "1").exists() == whole
    assert not (whole and find_faults(exports / "1"))

    result = make_release(workbench)

    assert (result.version, result.made) == (1, not whole)
    assert result.recovered == ((1,) if point == "before the workbench knows" else ())
    assert numbered(exports) == ["1"]
    assert find_faults(exports / "1") == ()
    (release,) = workbench.store.releases()
    assert release.item_ids == tuple(pair.id for pair in result.pairs)
    assert release.content_sha256 == result.content_sha256
    assert len(search(workbench, "lopinavir")) == 2


@pytest.fixture
def long_desk(desk: Desk) -> Desk:
    """One pair with an answer of 300 kB."""
    script = english()
    pair = script.pair(0, 1)
    desk.add(script, pair)
    desk.decide(pair, answer_text="We gave lopinavir. " * 16_000)
    return desk


def test_interruption_by_full_disk_leaves_nothing(long_desk: Desk) -> None:
    workbench = long_desk.workbench
    stopped = run_interrupted(workbench, "200000")
    assert stopped.returncode == 1
    assert "qa.csv was not written" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert numbered(workbench.settings.exports) == []
    assert workbench.store.releases() == ()
    assert make_release(workbench).made


def test_interruption_by_full_disk_of_the_knowledge_base_keeps_the_release(
    long_desk: Desk,
) -> None:
    workbench = long_desk.workbench
    stopped = run_interrupted(workbench, "600000")
    assert stopped.returncode == 1
    assert "release 1 is made, but not in the knowledge base yet" in stopped.stderr
    assert "curation release load" in stopped.stderr
    assert find_faults(workbench.settings.exports / "1") == ()
    assert load_releases(workbench) == (1,)
    assert len(search(workbench, "lopinavir")) == 1
