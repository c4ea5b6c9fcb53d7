"""The demo, run once for all tests that want a data folder with something in it."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DEMO_TIMEOUT_S = 600


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder that `curation demo` leaves, and what it printed. Do not change it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(ROOT / "recordings" / "demo", home / "recordings" / "demo")
    done = subprocess.run(
        [Path(sys.executable).with_name("curation"), "demo"],
        cwd=home,
        env={name: value for name, value in os.environ.items() if not name.startswith("CURATION_")},
        capture_output=True,
        text=True,
        timeout=DEMO_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home, done.stdout


@pytest.fixture
def demo_home(demo_run: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the demo's data folder for one test."""
    home = tmp_path / "demo"
    shutil.copytree(demo_run[0], home)
    return home


@pytest.fixture(scope="module")
def document_home(
    demo_run: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A copy of the demo's data folder, the current one while a document's blocks are run."""
    home = tmp_path_factory.mktemp("document") / "demo"
    shutil.copytree(demo_run[0], home)
    with contextlib.chdir(home):
        yield home
