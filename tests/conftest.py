"""What all tests share: an empty workbench, the demo's files, real text where it is there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from curation.settings import Settings, read_settings
from curation.workbench import Workbench

ROOT = Path(__file__).parents[1]
IN_CI = bool(os.environ.get("CI"))


@pytest.fixture(autouse=True)
def _no_outer_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CURATION_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"CURATION_REVIEWER": "tester"}, home=tmp_path / "home")


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setenv("CURATION_REVIEWER", "tester")
    with Workbench.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture(scope="session")
def demo() -> Path:
    """The folder of the demo's recording and transcripts."""
    return ROOT / "recordings" / "demo"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real text and sound kept beside the checkout; tests that want it skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        reason = f"no real data at {folder}"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def missing_program(name: str, how_to_install: str) -> None:
    """Skip the test on a user's machine, fail it in CI, because a program is not there."""
    reason = f"{name} is not installed; {how_to_install}"
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)
