"""The store on SQLite and PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, get_args

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from curation.errors import (
    ConflictError,
    DuplicateError,
    InputError,
    StoreUnavailableError,
    UnknownItemError,
)
from curation.model import (
    Candidate,
    Decision,
    DoseStatement,
    EntitySpan,
    Label,
    QAPair,
    Recording,
    Release,
    Session,
    SpeakerChange,
    dump_json,
    load_json,
)
from curation.store import rows, tables
from curation.store.base import Change

_T = TypeVar("_T")
_LABELS: tuple[Label, ...] = get_args(Label)
_RECORD_TYPES: dict[str, Any] = {
    "entity": EntitySpan,
    "dose": DoseStatement,
    "pair": QAPair,
}


def unavailable(error: DBAPIError, name: str) -> StoreUnavailableError:
    """What a driver's error means, without the statement and its values."""
    reason = str(error.orig).splitlines()[0] if error.orig else "no answer"
    if "locked" in reason:
        advice = "another program holds it; close that program or wait, then try again"
    elif "full" in reason:
        advice = "the disk is full; free some space and try again"
    elif "not a database" in reason or "malformed" in reason:
        advice = "the file is damaged or no database; restore it from a backup"
    else:
        advice = "check that the database is there, running and writable"
    return StoreUnavailableError(f"the database {name} cannot be used: {advice}")


class SqlStore:
    """The `Store` protocol over an SQLAlchemy engine made by `open.connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            name = self._engine.url.render_as_string(hide_password=True)
            raise unavailable(error, name) from error

    def _records(self, query: Select[Any], record_type: type[_T]) -> tuple[_T, ...]:
        with self._transaction(self._engine) as connection:
            rows = connection.execute(query).scalars().all()
        return tuple(load_json(row, record_type, origin="workbench database") for row in rows)

    def put_session(self, session: Session) -> None:
        values = {"held_on": session.held_on, "record": dump_json(session).decode()}
        table = tables.sessions
        with self._transaction(self._writer) as connection:
            changed = connection.execute(
                update(table).where(table.c.id == session.id).values(values)
            )
            if not changed.rowcount:
                connection.execute(insert(table).values(id=session.id, **values))

    def session(self, session_id: str) -> Session:
        table = tables.sessions
        found = self._records(select(table.c.record).where(table.c.id == session_id), Session)
        if not found:
            known = ", ".join(session.id for session in self.sessions()) or "none yet"
            raise UnknownItemError(f"there is no session {session_id!r}; known sessions: {known}")
        return found[0]

    def sessions(self) -> tuple[Session, ...]:
        table = tables.sessions
        return self._records(select(table.c.record).order_by(table.c.held_on, table.c.id), Session)

    def add_recording(self, recording: Recording) -> None:
        values = {
            "id": recording.id,
            "session_id": recording.session_id,
            "sha256": recording.sha256,
            "record": dump_json(recording).decode(),
        }
        try:
            with self._transaction(self._writer) as connection:
                connection.execute(insert(tables.recordings).values(values))
        except IntegrityError:
            self.session(recording.session_id)
            raise DuplicateError(
                f"{recording.path} was added before; nothing was changed"
            ) from None

    def recordings(self, session_id: str | None = None) -> tuple[Recording, ...]:
        table = tables.recordings
        query = select(table.c.record).order_by(table.c.id)
        if session_id is not None:
            query = query.where(table.c.session_id == session_id)
        return self._records(query, Recording)

    def recording_with_hash(self, sha256: str) -> Recording | None:
        table = tables.recordings
        found = self._records(select(table.c.record).where(table.c.sha256 == sha256), Recording)
        return found[0] if found else None

    def put_candidates(self, transcript: str, candidates: Iterable[Candidate]) -> Change:
        candidates = tuple(candidates)
        _require_labels(candidates)
        session_id = transcript.split("/")[0]
        found = {one.id: rows.candidate_row(transcript, one) for one in candidates}
        self.session(session_id)
        with self._transaction(self._writer) as connection:
            return _replace_candidates(connection, transcript, found)

    def entities(self, session_id: str | None = None) -> tuple[EntitySpan, ...]:
        return self._records(_candidates_query("entity", session_id), EntitySpan)

    def doses(self, session_id: str | None = None) -> tuple[DoseStatement, ...]:
        return self._records(_candidates_query("dose", session_id), DoseStatement)

    def pairs(self, session_id: str | None = None) -> tuple[QAPair, ...]:
        return self._records(_candidates_query("pair", session_id), QAPair)

    def candidates(self, session_id: str | None = None) -> tuple[Candidate, ...]:
        return (*self.pairs(session_id), *self.entities(session_id), *self.doses(session_id))

    def candidate(self, target_id: str) -> Candidate:
        table = tables.candidates
        query = select(table.c.kind, table.c.record).where(table.c.id == target_id)
        with self._transaction(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _unknown_candidate(target_id)
        candidate: Candidate = load_json(
            row.record, _RECORD_TYPES[row.kind], origin="workbench database"
        )
        return candidate

    def decide(self, decision: Decision) -> None:
        if not self._append(tables.decisions, "target_id", rows.decision_row(decision)):
            self.candidate(decision.target_id)
            raise ConflictError(
                f"candidate {decision.target_id} was decided on by someone else meanwhile;"
                " look at it again and decide anew"
            )

    def _append(self, table: Table, target: str, row: Mapping[str, Any]) -> bool:
        """Add an event; False unless its target is there and its version is the next one."""
        seen = select(func.count()).where(table.c[target] == row[target])
        try:
            with self._transaction(self._writer) as connection:
                if row["version"] != (connection.scalar(seen) or 0) + 1:
                    return False
                connection.execute(insert(table).values(row))
        except IntegrityError:
            return False
        return True

    def decisions(
        self, *, session_id: str | None = None, target_id: str | None = None
    ) -> tuple[Decision, ...]:
        table = tables.decisions
        query = select(table.c.record).order_by(table.c.position)
        if target_id is not None:
            query = query.where(table.c.target_id == target_id)
        if session_id is not None:
            query = query.join(tables.candidates).where(
                tables.candidates.c.session_id == session_id
            )
        return self._records(query, Decision)

    def change_speakers(self, change: SpeakerChange) -> None:
        row = rows.speaker_row(change)
        if not self._append(tables.speaker_changes, "transcript", row):
            self.session(row["session_id"])
            raise ConflictError(
                f"the speakers of {change.transcript} were changed by someone else meanwhile;"
                " look at them again and choose anew"
            )

    def speaker_changes(self, session_id: str) -> tuple[SpeakerChange, ...]:
        table = tables.speaker_changes
        query = select(table.c.record).where(table.c.session_id == session_id)
        return self._records(query.order_by(table.c.position), SpeakerChange)

    def add_release(self, release: Release) -> None:
        values = {
            "version": release.version,
            "created_at": release.created_at,
            "components": release.components,
            "record": dump_json(release).decode(),
        }
        try:
            with self._transaction(self._writer) as connection:
                connection.execute(insert(tables.releases).values(values))
        except IntegrityError as error:
            raise DuplicateError(
                f"release {release.version} is there already and frozen; choose another version"
            ) from error

    def releases(self) -> tuple[Release, ...]:
        table = tables.releases
        return self._records(select(table.c.record).order_by(table.c.version), Release)

    def close(self) -> None:
        self._engine.dispose()


def _candidates_query(kind: str, session_id: str | None) -> Select[Any]:
    table = tables.candidates
    query = select(table.c.record).where(table.c.kind == kind)
    if session_id is not None:
        query = query.where(table.c.session_id == session_id)
    return query.order_by(table.c.transcript, table.c.first_word, table.c.id)


def _replace_candidates(
    connection: Connection, transcript: str, found: dict[str, dict[str, Any]]
) -> Change:
    table = tables.candidates
    known = set(connection.scalars(select(table.c.id).where(table.c.transcript == transcript)))
    new = [row for target_id, row in found.items() if target_id not in known]
    kept = [row for target_id, row in found.items() if target_id in known]
    undecided = ~exists().where(tables.decisions.c.target_id == table.c.id)
    withdrawn = 0
    for target_id in known - found.keys():
        gone = delete(table).where(table.c.id == target_id, undecided)
        withdrawn += connection.execute(gone).rowcount
    if new:
        connection.execute(insert(table), new)
    for row in kept:
        refreshed = update(table).where(table.c.id == row["id"], undecided)
        connection.execute(refreshed.values(record=row["record"], first_word=row["first_word"]))
    return Change(added=len(new), kept=len(kept), withdrawn=withdrawn)


def _require_labels(candidates: Iterable[Candidate]) -> None:
    """Refuse what a pipeline of one's own marked and the review has no way to show."""
    labels = {one.label for one in candidates if isinstance(one, EntitySpan)}
    for label in sorted(labels.difference(_LABELS)):
        raise InputError(
            f"entities labelled {label!r} cannot be kept in the workbench, which has only"
            f" {', '.join(_LABELS)}; leave them out, or use them without the workbench"
        )


def _unknown_candidate(target_id: str) -> UnknownItemError:
    return UnknownItemError(
        f"there is no candidate {target_id!r}; it may have been withdrawn by a new extraction"
    )
