"""Opening a workbench database: connect, check its schema, bring an older one up to date."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from curation.errors import InputError, StoreUnavailableError, StoreVersionError
from curation.files import write_error
from curation.store.base import Store
from curation.store.sql import SqlStore, unavailable
from curation.store.tables import SCHEMA_REVISION

BUSY_TIMEOUT_MS = 10_000
MIGRATIONS = Path(__file__).parent / "migrations"


def open_store(url: str) -> Store:
    """The store behind an SQLAlchemy URL; a new database gets its tables.

    Raises
    ------
    InputError
        when the URL names no supported database.
    StoreVersionError
        when the database was written by a newer program.
    StoreUnavailableError
        when it is locked, damaged or unreachable.
    """
    engine = connect(url)
    name = engine.url.render_as_string(hide_password=True)
    try:
        _bring_up_to_date(engine, name)
    except DBAPIError as error:
        engine.dispose()
        raise unavailable(error, name) from error
    except StoreVersionError:
        engine.dispose()
        raise
    return SqlStore(engine)


def peek(url: str) -> str | None:
    """The schema of the database behind a URL, None when there is none; changes nothing.

    Raises
    ------
    InputError, StoreVersionError, StoreUnavailableError
        as `open_store` does.
    """
    engine = connect(url, make_folder=False)
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and not Path(file).exists():
        return None
    name = engine.url.render_as_string(hide_password=True)
    try:
        found = schema_revision(engine)
    except DBAPIError as error:
        raise unavailable(error, name) from error
    finally:
        engine.dispose()
    _refuse_newer(found, name)
    return found


def connect(url: str, *, make_folder: bool = True) -> Engine:
    """An engine whose SQLite connections wait for locks and take write locks at once.

    `make_folder`: SQLite makes a file that is not there, but not the folder it goes to.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
    except (ArgumentError, ModuleNotFoundError) as error:
        raise InputError(
            "the database URL is not usable; give sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    if engine.dialect.name == "sqlite":
        if make_folder:
            _make_folder(engine)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(engine: Engine) -> None:
    if engine.url.database:
        folder = Path(engine.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailableError(str(write_error(folder, error))) from error


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads before it writes fails under contention.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(engine: Engine, name: str) -> None:
    found = schema_revision(engine)
    if found == SCHEMA_REVISION:
        return
    _refuse_newer(found, name)
    migrate(engine)


def _refuse_newer(found: str | None, name: str) -> None:
    if found is not None and found > SCHEMA_REVISION:
        raise StoreVersionError(
            f"the database {name} has schema {found}, this program knows schemas up to"
            f" {SCHEMA_REVISION}; update the program, or open another database"
        )


def schema_revision(engine: Engine) -> str | None:
    """The schema revision of the database, None when it has no tables yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def migrate(engine: Engine) -> None:
    """Run the migrations that the database lacks, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
