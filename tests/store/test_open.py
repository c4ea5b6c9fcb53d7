"""Opening databases: new, old, too new, locked, damaged, out of reach."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import inspect

from curation.errors import InputError, StoreUnavailableError, StoreVersionError
from curation.model import Session
from curation.store import open as opening
from curation.store import open_store
from curation.store.tables import SCHEMA_REVISION, metadata


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "workbench.db"
    open_store(f"sqlite:///{path}").close()
    return path


def test_open_makes_the_tables_that_the_code_describes(path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = opening.connect(f"sqlite:///{path}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        tables = set(inspect(connection).get_table_names())
    engine.dispose()
    assert differences == []
    assert tables == {*metadata.tables, "alembic_version"}


def test_open_makes_missing_folders(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'a' / 'b' / 'workbench.db'}").close()
    assert (tmp_path / "a" / "b" / "workbench.db").exists()


def test_open_newest_migration_is_the_codes_revision() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(opening.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_REVISION]


def test_open_refuses_a_newer_database_and_leaves_it_alone(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreVersionError, match=r"schema 9999.*update the program"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_open_locked_database_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_MS", 50)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreUnavailableError, match="another program holds it"):
        store.put_session(Session(id="s1"))
    holder.rollback()
    store.put_session(Session(id="s1"))
    assert [session.id for session in store.sessions()] == ["s1"]
    store.close()
    holder.close()


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be read" * 40, b"\0" * 512]
)
def test_open_damaged_database_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "workbench.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailableError, match=r"workbench\.db cannot be used.*backup"):
        open_store(f"sqlite:///{path}")


def test_open_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailableError, match="was not written"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'workbench.db'}")


def test_open_unreachable_server_says_so_without_its_password() -> None:
    with pytest.raises(StoreUnavailableError, match="check that the database is there") as caught:
        open_store("postgresql://someone:hidden@127.0.0.1:1/none?connect_timeout=2")
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://somewhere/db", "postgresql+nodriver://x/y"]
)
def test_open_unusable_url_names_the_usable_ones(url: str) -> None:
    with pytest.raises(InputError, match="sqlite:///FILE"):
        open_store(url)
