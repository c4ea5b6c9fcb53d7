"""What the review stage needs of its surroundings: a store, transcripts, recordings."""

from pathlib import Path
from typing import Protocol

from curation.model import Recording, Session, Transcript
from curation.settings import Settings
from curation.store.base import Store


class Bench(Protocol):
    """The part of a workbench that reviewing uses."""

    @property
    def settings(self) -> Settings: ...

    @property
    def store(self) -> Store: ...

    def transcript(self, session_id: str, revision: int | None = None) -> Transcript: ...

    def session(self, session_id: str) -> Session: ...

    def transcribed_sessions(self) -> tuple[Session, ...]: ...

    def recording_path(self, recording: Recording) -> Path: ...
