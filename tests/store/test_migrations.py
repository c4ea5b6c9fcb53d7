"""Databases of earlier programs, brought up to date with what is in them."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from curation.model import dump_json
from curation.store import open as opening
from curation.store import open_store
from curation.store.open import connect, peek
from curation.store.tables import SCHEMA_REVISION
from tests.store.test_speaker_changes import FIRST
from tests.store.test_store import DOSE, ENTITY, PAIR, SESSION, TRANSCRIPT, decision


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'workbench.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    return found


def make_0001(url: str) -> None:
    """A database as the first program left it: a session, two candidates, a decision."""
    engine = connect(url)
    config = Config()
    config.set_main_option("script_location", str(opening.MIGRATIONS))
    made = decision(1)
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO sessions VALUES (:id, :held_on, :record)"),
            {"id": "s1", "held_on": "2020-03-24", "record": dump_json(SESSION).decode()},
        )
        for kind, candidate in (("entity", ENTITY), ("pair", PAIR)):
            connection.execute(
                text(
                    "INSERT INTO candidates VALUES (:id, 's1', :transcript, :kind, :first, :record)"
                ),
                {
                    "id": candidate.id,
                    "transcript": TRANSCRIPT,
                    "kind": kind,
                    "first": candidate.first_word,
                    "record": dump_json(candidate).decode(),
                },
            )
        connection.execute(
            text("INSERT INTO decisions VALUES (1, :id, 'e1', 1, 'tester', :at, :record)"),
            {"id": made.id, "at": "2026-01-01 12:01:00", "record": dump_json(made).decode()},
        )
    engine.dispose()


def test_migrations_keep_what_a_0001_database_holds(url: str) -> None:
    make_0001(url)
    assert peek(url) == "0001"
    store = open_store(url)
    assert peek(url) == SCHEMA_REVISION == "0003"
    assert store.sessions() == (SESSION,)
    assert store.candidates() == (PAIR, ENTITY)
    assert store.decisions() == (decision(1),)
    change = store.put_candidates(TRANSCRIPT, [ENTITY, PAIR, DOSE])
    assert (change.added, change.kept) == (1, 2)
    assert store.candidates("s1") == (PAIR, ENTITY, DOSE)
    store.change_speakers(FIRST)
    assert store.speaker_changes("s1") == (FIRST,)
    store.close()


def test_migrations_make_the_index_anew(url: str) -> None:
    make_0001(url)
    open_store(url).close()
    engine = connect(url)
    with engine.connect() as connection:
        indexes = {index["name"] for index in inspect(connection).get_indexes("candidates")}
    engine.dispose()
    assert indexes == {"ix_candidates_session_id_kind", "ix_candidates_transcript"}
