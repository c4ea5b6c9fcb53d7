"""Changes of who speaks, on SQLite and on a real PostgreSQL server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curation.errors import ConflictError, UnknownItemError
from curation.store import Store, open_store
from tests.store.test_store import SESSION
from tests.test_speakers import assign, rename, undo

FIRST = replace(assign(1, 0, "专家"), transcript="s1/r0001")
SECOND = replace(rename(2, "Dr. Li", "V1"), transcript="s1/r0001")
THIRD = replace(undo(3, 2), transcript="s1/r0001")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'workbench.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    opened.put_session(SESSION)
    yield opened
    opened.close()


def test_speaker_changes_are_kept_in_order(store: Store, url: str) -> None:
    for change in (FIRST, SECOND, THIRD):
        store.change_speakers(change)
    store.close()
    again = open_store(url)
    assert again.speaker_changes("s1") == (FIRST, SECOND, THIRD)
    assert again.speaker_changes("s2") == ()
    again.close()


@pytest.mark.parametrize("version", [1, 3])
def test_speaker_change_on_an_outdated_state_is_a_conflict(store: Store, version: int) -> None:
    store.change_speakers(FIRST)
    with pytest.raises(ConflictError, match="speakers of s1/r0001 were changed by someone else"):
        store.change_speakers(replace(SECOND, version=version, reviewer="second"))
    assert store.speaker_changes("s1") == (FIRST,)


def test_speaker_changes_of_revisions_are_counted_apart(store: Store) -> None:
    other = replace(FIRST, id="other", transcript="s1/r0002")
    store.change_speakers(FIRST)
    store.change_speakers(other)
    assert store.speaker_changes("s1") == (FIRST, other)


def test_speaker_change_of_an_unknown_session_is_refused(store: Store) -> None:
    with pytest.raises(UnknownItemError, match="'s9'"):
        store.change_speakers(replace(FIRST, transcript="s9/r0001"))
