"""The data folder and its database, opened together; every step works on one of these."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from curation.model import Recording, Session, Transcript
from curation.settings import Settings, read_settings
from curation.speakers import with_renamed, with_speakers
from curation.store import Store, open_store
from curation.store import transcripts as transcript_files


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """Settings and the open store; use it in a `with` block, or call `close`."""

    settings: Settings
    store: Store

    @classmethod
    def open(cls, home: Path | str | None = None) -> Self:
        """The workbench in `home`: `CURATION_HOME` or the current folder unless told.

        Raises
        ------
        StoreError
            when the database cannot be opened.
        """
        settings = read_settings(home=Path(home) if home is not None else None)
        return cls(settings=settings, store=open_store(settings.database_url))

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def transcript(self, session_id: str, revision: int | None = None) -> Transcript:
        """A transcript revision of a known session, the newest unless told.

        Its speakers are those that reviewers left; the file has them as they were heard.
        """
        session = self.store.session(session_id)
        found = transcript_files.load_transcript(self.settings.transcripts, session_id, revision)
        return with_speakers(found, session, self.store.speaker_changes(session_id))

    def session(self, session_id: str) -> Session:
        """A session with its participants also under the names that reviewers gave them."""
        changes = self.store.speaker_changes(session_id)
        return with_renamed(self.store.session(session_id), changes)

    def transcript_of(self, key: str) -> Transcript:
        """The transcript revision with a key like `talk/r0001`."""
        session_id, _, revision = key.rpartition("/r")
        return self.transcript(session_id, int(revision))

    def transcribed_sessions(self) -> tuple[Session, ...]:
        """The sessions that have a transcript."""
        folder = self.settings.transcripts
        return tuple(
            session
            for session in self.store.sessions()
            if transcript_files.revisions(folder, session.id)
        )

    def recording_path(self, recording: Recording) -> Path:
        """Where a recording's file should be; it may have been moved since."""
        return self.settings.home / recording.path
