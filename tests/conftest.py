"""What all tests share: an empty workbench, the demo's files, real text where it is there."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from curation.settings import Settings, read_settings
from curation.workbench import Workbench
from tests import postgresql

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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a real, empty PostgreSQL database."""
    initdb = postgresql.server_program("initdb")
    pg_ctl = postgresql.server_program("pg_ctl")
    if not (initdb and pg_ctl and postgresql.can_run_server()):
        missing_program("PostgreSQL", postgresql.INSTALL)
        return
    with postgresql.running_server(initdb, pg_ctl) as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database that this test has for itself."""
    server = sqlalchemy.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    name = f"test_{uuid.uuid4().hex}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield postgresql_server.removesuffix("/postgres") + f"/{name}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()
