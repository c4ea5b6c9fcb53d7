"""Full text in SQLite (FTS5) and in PostgreSQL, behind one face.

Both index lines of tokens made by `searchable` and stem English words. Queries are built
from tokens and bound as values, so that no query is ever a piece of SQL.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    bindparam,
    column,
    func,
    insert,
    literal,
    literal_column,
    table,
)

from curation.release.knowledge_tables import INDEXED, SEARCH_TABLE, WEIGHTS
from curation.release.searchable import Phrase

_FTS5 = table(SEARCH_TABLE, column("rowid"), *map(column, INDEXED))
_VECTORS = table(SEARCH_TABLE, column("position"), column("vector"))
_ENGLISH: ColumnElement[Any] = literal_column("'english'::regconfig")
_CLASSES = "ACBD"  # of `INDEXED`: PostgreSQL weighs a match in A most, then B, C, D


class Index(Protocol):
    """What the knowledge base needs of a database's full-text search."""

    position: ColumnElement[int]
    source: FromClause

    def create(self, connection: Connection) -> None:
        """Make the index beside the other tables."""

    def add(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Index rows that have `position` and a line of tokens for each of `INDEXED`."""

    def match(
        self, asked: Iterable[Phrase], *, every: bool
    ) -> tuple[ColumnElement[bool], ColumnElement[float]]:
        """The condition for rows that have every phrase, or any, and their rank, best highest."""


class SqliteIndex:
    """FTS5 without a copy of the text."""

    position: ColumnElement[int] = _FTS5.c.rowid
    source: FromClause = _FTS5

    def create(self, connection: Connection) -> None:
        columns = ", ".join(INDEXED)
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {SEARCH_TABLE} USING fts5({columns}, content='',"
            " tokenize='porter unicode61 remove_diacritics 0')"
        )

    def add(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        lines = [
            {"rowid": row["position"], **{name: row[name] for name in INDEXED}} for row in rows
        ]
        connection.execute(insert(_FTS5), lines)

    def match(
        self, asked: Iterable[Phrase], *, every: bool
    ) -> tuple[ColumnElement[bool], ColumnElement[float]]:
        # Tokens hold letters and digits only: no quote can end the string that they stand in.
        quoted = (f'"{" ".join(phrase)}"' for phrase in asked)
        query = (" AND " if every else " OR ").join(quoted)
        whole: ColumnElement[Any] = column(SEARCH_TABLE)
        return whole.op("MATCH")(query), -func.bm25(whole, *map(literal, WEIGHTS))


class PostgresIndex:
    """A `tsvector` for each item, under a GIN index."""

    position: ColumnElement[int] = _VECTORS.c.position
    source: FromClause = _VECTORS

    def create(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            f"CREATE TABLE {SEARCH_TABLE} (position integer PRIMARY KEY, vector tsvector NOT NULL)"
        )
        connection.exec_driver_sql(
            f"CREATE INDEX ix_{SEARCH_TABLE} ON {SEARCH_TABLE} USING gin (vector)"
        )

    def add(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        weighed: Iterator[ColumnElement[Any]] = (
            func.setweight(
                func.to_tsvector(_ENGLISH, bindparam(name)), literal_column(f"'{letter}'::\"char\"")
            )
            for name, letter in zip(INDEXED, _CLASSES, strict=True)
        )
        vector = reduce(lambda left, right: left.op("||")(right), weighed)
        connection.execute(insert(_VECTORS).values(vector=vector), [*map(dict, rows)])

    def match(
        self, asked: Iterable[Phrase], *, every: bool
    ) -> tuple[ColumnElement[bool], ColumnElement[float]]:
        phrases: list[ColumnElement[Any]] = [
            func.phraseto_tsquery(_ENGLISH, " ".join(phrase)) for phrase in asked
        ]
        query = reduce(lambda left, right: left.op("&&" if every else "||")(right), phrases)
        return _VECTORS.c.vector.op("@@")(query), func.ts_rank(_VECTORS.c.vector, query)


def index_for(dialect: str) -> Index:
    return PostgresIndex() if dialect == "postgresql" else SqliteIndex()
