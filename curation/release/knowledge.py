"""The knowledge base: released pairs in a database, found by words of either language."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from curation.errors import DuplicateError, StoreVersionError, UnknownItemError
from curation.model import load_json
from curation.release import knowledge_tables as tables
from curation.release.knowledge_index import index_for
from curation.release.manifest import Manifest
from curation.release.records import Hit, ReleasedEntity, ReleasedPair, dose_columns, pair_line
from curation.release.searchable import Phrase, loosened, mentions, phrases, searchable
from curation.store.sql import unavailable

ROWS_PER_INSERT = 1_000
DEFAULT_LIMIT = 10

OnLoad = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What to search in: the newest release and all languages unless told."""

    release: int | None = None
    language: str | None = None
    limit: int = DEFAULT_LIMIT


class KnowledgeBase:
    """Released pairs on an engine made by `curation.store.open.connect`.

    Every method raises `StoreUnavailableError` when the database is locked, full or
    unreachable, and `StoreVersionError` when another version of the program wrote it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name = engine.url.render_as_string(hide_password=True)
        self._index = index_for(engine.dialect.name)

    def loaded(self) -> dict[int, str]:
        """The releases that are in it: content hash by version."""
        with self._transaction() as connection:
            return self._loaded(connection)

    def load(
        self, manifest: Manifest, pairs: Iterable[ReleasedPair], on_load: OnLoad = lambda done: None
    ) -> bool:
        """Add a release as a whole; False when it is in it already.

        Raises
        ------
        DuplicateError
            when a release of that number with other content is in it.
        """
        with self._transaction(writes=True) as connection:
            found = self._loaded(connection).get(manifest.version)
            if found == manifest.content_sha256:
                return False
            if found is not None:
                raise DuplicateError(
                    f"the knowledge base {self._name} has another release {manifest.version};"
                    " rebuild it with: curation release load --rebuild"
                )
            if not _tables_in(connection):
                self._create(connection)
            self._insert(connection, manifest, pairs, on_load)
        return True

    def clear(self) -> None:
        """Remove everything, in whatever version it was written."""
        with self._transaction(writes=True) as connection:
            # The full-text table goes first and takes along the tables that it keeps itself.
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {tables.SEARCH_TABLE}")
            found = MetaData()
            found.reflect(connection, only=_tables_in(connection))
            found.drop_all(connection)

    def search(self, query: str, where: Filter = Filter()) -> tuple[Hit, ...]:
        """The best answers: those with all words of the query, else those with some.

        Raises
        ------
        UnknownItemError
            when nothing was loaded, or not the release that was asked for.
        """
        if not self._is_there():
            raise self._nothing_loaded()
        asked = phrases(query)
        with self._transaction() as connection:
            release = self._release(connection, where.release)
            if not asked:
                return ()
            found = self._find(connection, asked, release, where, every=True)
            exact = bool(found)
            if not exact:
                asked = loosened(asked)
                found = self._find(connection, asked, release, where, every=False)
        return tuple(_hit(row, asked, exact) for row in found)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.execution_options(writes=writes).begin() as connection:
                yield connection
        except DBAPIError as error:
            raise unavailable(error, self._name) from error

    def _loaded(self, connection: Connection) -> dict[int, str]:
        if not _tables_in(connection):
            return {}
        version = connection.scalar(select(tables.info.c.schema_version))
        if version != tables.SCHEMA_VERSION:
            raise StoreVersionError(
                f"the knowledge base {self._name} has schema {version}, this program needs"
                f" {tables.SCHEMA_VERSION}; update the program, or build it anew from the"
                " releases with: curation release load --rebuild"
            )
        columns = tables.releases.c
        rows = connection.execute(select(columns.version, columns.content_sha256))
        return {row.version: row.content_sha256 for row in rows}

    def _release(self, connection: Connection, wanted: int | None) -> int:
        known = self._loaded(connection)
        if not known:
            raise self._nothing_loaded()
        if wanted is not None and wanted not in known:
            listed = ", ".join(map(str, sorted(known)))
            raise UnknownItemError(
                f"release {wanted} is not in the knowledge base; choose one of: {listed}"
            )
        return wanted if wanted is not None else max(known)

    def _is_there(self) -> bool:
        """Whether there is a database to read; opening a SQLite file would make one."""
        file = self._engine.url.database
        return self._engine.dialect.name != "sqlite" or not file or Path(file).exists()

    def _nothing_loaded(self) -> UnknownItemError:
        return UnknownItemError(
            f"the knowledge base {self._name} is empty; make a release with: curation release"
        )

    def _create(self, connection: Connection) -> None:
        tables.metadata.create_all(connection)
        self._index.create(connection)
        connection.execute(insert(tables.info).values(schema_version=tables.SCHEMA_VERSION))

    def _insert(
        self,
        connection: Connection,
        manifest: Manifest,
        pairs: Iterable[ReleasedPair],
        on_load: OnLoad,
    ) -> None:
        values = {column.name: getattr(manifest, column.name) for column in tables.releases.columns}
        connection.execute(insert(tables.releases).values(values))
        last = connection.scalar(select(func.max(tables.items.c.position))) or 0
        numbered = enumerate(pairs, last + 1)
        while batch := list(islice(numbered, ROWS_PER_INSERT)):
            connection.execute(
                insert(tables.items), [_item_row(*row, manifest.version) for row in batch]
            )
            if rows := [row for item in batch for row in _entity_rows(*item)]:
                connection.execute(insert(tables.entities), rows)
            if rows := [row for item in batch for row in _dose_rows(*item)]:
                connection.execute(insert(tables.doses), rows)
            self._index.add(connection, [_search_row(*row) for row in batch])
            on_load(len(batch))

    def _find(
        self,
        connection: Connection,
        asked: tuple[Phrase, ...],
        release: int,
        where: Filter,
        *,
        every: bool,
    ) -> list[Any]:
        condition, rank = self._index.match(asked, every=every)
        items = tables.items
        query = (
            select(items.c.record, items.c.release, rank.label("score"))
            .select_from(items.join(self._index.source, self._index.position == items.c.position))
            .where(condition, items.c.release == release)
            .order_by(rank.desc(), items.c.held_on.desc(), items.c.id)
            .limit(where.limit)
        )
        if where.language:
            query = query.where(items.c.language == where.language)
        return list(connection.execute(query))


def _tables_in(connection: Connection) -> list[str]:
    names = inspect(connection).get_table_names()
    return [name for name in names if name.startswith(tables.PREFIX)]


def _hit(row: Any, asked: tuple[Phrase, ...], exact: bool) -> Hit:
    pair = load_json(row.record, ReleasedPair, origin="knowledge base")
    matched = (entity for entity in pair.entities if mentions(asked, _names(entity)))
    return Hit(
        pair=pair,
        release=row.release,
        score=float(row.score),
        exact=exact,
        matched=tuple(matched),
    )


def _names(entity: ReleasedEntity) -> tuple[str, ...]:
    """What an entity is called: as spoken, and its concept's names in every language."""
    concept = entity.concept
    return (entity.text, concept.display, *concept.names.values()) if concept else (entity.text,)


def _item_row(position: int, pair: ReleasedPair, release: int) -> dict[str, Any]:
    made = {
        "position": position,
        "release": release,
        "start_s": pair.question_start_s,
        "end_s": pair.answer_spans[-1].end_s,
        "record": pair_line(pair).decode(),
    }
    names = (column.name for column in tables.items.columns if column.name not in made)
    return made | {name: getattr(pair, name) for name in names}


def _entity_rows(position: int, pair: ReleasedPair) -> Iterator[dict[str, Any]]:
    for entity in pair.entities:
        concept = entity.concept
        yield {
            "position": position,
            "label": entity.label,
            "text": entity.text,
            "assertion": entity.assertion,
            "part": entity.part,
            "system": concept and concept.system,
            "code": concept and concept.code,
            "display": concept and concept.display,
            "start_s": entity.start_s,
        }


def _dose_rows(position: int, pair: ReleasedPair) -> Iterator[dict[str, Any]]:
    concepts = {entity.id: entity.concept for entity in pair.entities}
    for dose in pair.doses:
        concept = concepts.get(dose.entity or "")
        told = dose_columns(dose)
        made = {
            "position": position,
            "system": concept and concept.system,
            "code": concept and concept.code,
            "display": concept and concept.display,
        }
        names = (column.name for column in tables.doses.columns if column.name not in made)
        yield made | {name: told[name] for name in names}


def _search_row(position: int, pair: ReleasedPair) -> dict[str, Any]:
    names = dict.fromkeys(name for entity in pair.entities for name in _names(entity))
    names |= {dose.drug: None for dose in pair.doses}
    return {
        "position": position,
        "question": searchable([pair.question]),
        "answer": searchable([pair.answer]),
        "concepts": searchable(names),
        "session": searchable([pair.session_title, *pair.topics]),
    }
