"""What is installed on this machine, and which engine would be taken."""

import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from curation.errors import CurationError
from curation.settings import Settings
from curation.steps.models import list_models
from curation.steps.resume import StoppedRun, stopped_runs
from curation.store.open import peek
from curation.transcribe.diarizer import DiarizerFinding, find_diarizers
from curation.transcribe.engine import choose_engine, engine_types, installed_version
from curation.transcribe.weights import Weights

DISTRIBUTION = "clinical-experience-curation"
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, kw_only=True)
class EngineFinding:
    """A speech engine; `version` is None when its library `package` is not installed."""

    name: str
    package: str
    version: str | None


@dataclass(frozen=True, kw_only=True)
class AutoChoice:
    """What `--engine auto` takes for a language, and why; no engine when it takes none."""

    language: str
    engine: str | None
    model: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The state of this installation; `problems` are sentences, none when all is well."""

    version: str
    home: Path
    database: str
    free_bytes: int
    engines: tuple[EngineFinding, ...]
    diarizers: tuple[DiarizerFinding, ...]
    weights: tuple[Weights, ...]
    choices: tuple[AutoChoice, ...]
    stopped: tuple[StoppedRun, ...]
    problems: tuple[str, ...]


def diagnose(settings: Settings) -> Diagnosis:
    """Look at everything and change nothing."""
    problems: list[str] = []
    try:
        schema = peek(settings.database_url)
        database = f"schema {schema}" if schema else "not made yet"
    except CurationError as error:
        database = "not usable"
        problems.append(str(error))
    return Diagnosis(
        version=version(DISTRIBUTION),
        home=settings.home,
        database=database,
        free_bytes=shutil.disk_usage(_existing(settings.home)).free,
        engines=tuple(
            EngineFinding(name=kind.name, package=kind.package, version=installed_version(kind))
            for kind in engine_types()
        ),
        diarizers=find_diarizers(settings.models),
        weights=list_models(settings),
        choices=tuple(_choice(settings, language) for language in LANGUAGES),
        stopped=stopped_runs(settings.transcripts),
        problems=tuple(problems),
    )


def _choice(settings: Settings, language: str) -> AutoChoice:
    try:
        choice = choose_engine(settings.models, language=language)
    except CurationError as error:
        return AutoChoice(language=language, engine=None, model=None, reason=str(error))
    return AutoChoice(
        language=language,
        engine=choice.engine.name,
        model=choice.weights.name,
        reason=choice.reason,
    )


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
