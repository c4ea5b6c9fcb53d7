"""What every store can do: the seam between the stages and the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from curation.model import (
    Candidate,
    Decision,
    DoseStatement,
    EntitySpan,
    QAPair,
    Recording,
    Release,
    Session,
    SpeakerChange,
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What putting candidates changed: how many are new, were there already, were withdrawn."""

    added: int
    kept: int
    withdrawn: int


class Store(Protocol):
    """Sessions, recordings, candidates, decisions, changes of speakers, and releases.

    Every method is one short transaction. What was returned is on disk. All methods raise
    `StoreUnavailableError` when the database is locked, full or unreachable.
    """

    def put_session(self, session: Session) -> None:
        """Add a session or replace what is known of it."""

    def session(self, session_id: str) -> Session:
        """The session; raises `UnknownItemError`, naming those there are."""

    def sessions(self) -> tuple[Session, ...]:
        """All sessions by date, then id."""

    def add_recording(self, recording: Recording) -> None:
        """Add a recording; raises `DuplicateError` when its sha256 is known."""

    def recordings(self, session_id: str | None = None) -> tuple[Recording, ...]:
        """The recordings of a session, or all of them."""

    def recording_with_hash(self, sha256: str) -> Recording | None:
        """The recording with these bytes, if it was added before."""

    def put_candidates(self, transcript: str, candidates: Iterable[Candidate]) -> Change:
        """Make these the candidates of a transcript revision, given by its key.

        Those that are not among them any more are withdrawn unless someone decided on them.
        Raises `InputError` for an entity with a label of one's own.
        """

    def entities(self, session_id: str | None = None) -> tuple[EntitySpan, ...]:
        """Entity candidates as extracted, in spoken order."""

    def doses(self, session_id: str | None = None) -> tuple[DoseStatement, ...]:
        """Dose candidates as extracted, in spoken order."""

    def pairs(self, session_id: str | None = None) -> tuple[QAPair, ...]:
        """Question-and-answer candidates as extracted, in spoken order."""

    def candidates(self, session_id: str | None = None) -> tuple[Candidate, ...]:
        """Candidates of every kind: pairs, then entities, then doses."""

    def candidate(self, target_id: str) -> Candidate:
        """One candidate; raises `UnknownItemError`."""

    def decide(self, decision: Decision) -> None:
        """Append a decision.

        Raises
        ------
        ConflictError
            when `decision.version` is not one more than the decisions on its target.
        UnknownItemError
            when there is no such target.
        """

    def decisions(
        self, *, session_id: str | None = None, target_id: str | None = None
    ) -> tuple[Decision, ...]:
        """Decisions in the order in which they were stored."""

    def change_speakers(self, change: SpeakerChange) -> None:
        """Append a change of who speaks in a transcript revision.

        Raises
        ------
        ConflictError
            when `change.version` is not one more than the changes of its transcript.
        UnknownItemError
            when there is no such session.
        """

    def speaker_changes(self, session_id: str) -> tuple[SpeakerChange, ...]:
        """The changes of a session's speakers in the order in which they were stored."""

    def add_release(self, release: Release) -> None:
        """Record a finished release; raises `DuplicateError` when its version is taken."""

    def releases(self) -> tuple[Release, ...]:
        """All releases by version."""

    def close(self) -> None:
        """Let go of connections; the store is not used afterwards."""
