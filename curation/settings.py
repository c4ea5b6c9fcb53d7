"""Where things are and who is working, read once from the environment and passed in."""

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PORT = 8866


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The data folder and what hangs off it.

    `home` is `CURATION_HOME` or the current folder. `database_url` (`CURATION_DATABASE_URL`)
    and `knowledge_url` (`CURATION_KNOWLEDGE_URL`) are SQLAlchemy URLs, SQLite files in the
    data folder unless set. `models` (`CURATION_MODELS`) holds speech models. `reviewer`
    (`CURATION_REVIEWER`) signs decisions; the system's user name unless set.
    """

    home: Path
    database_url: str
    knowledge_url: str
    models: Path
    reviewer: str

    @property
    def recordings(self) -> Path:
        return self.home / "recordings"

    @property
    def transcripts(self) -> Path:
        return self.home / "transcripts"

    @property
    def exports(self) -> Path:
        return self.home / "exports"


def read_settings(environ: Mapping[str, str] = os.environ, *, home: Path | None = None) -> Settings:
    """Settings from environment variables; an empty variable counts as not set."""
    folder = (home or Path(environ.get("CURATION_HOME") or ".")).expanduser().resolve()
    models = environ.get("CURATION_MODELS")
    return Settings(
        home=folder,
        database_url=environ.get("CURATION_DATABASE_URL") or f"sqlite:///{folder / 'workbench.db'}",
        knowledge_url=environ.get("CURATION_KNOWLEDGE_URL")
        or f"sqlite:///{folder / 'exports' / 'knowledge.db'}",
        models=Path(models).expanduser().resolve() if models else folder / "models",
        reviewer=environ.get("CURATION_REVIEWER") or getpass.getuser(),
    )
