"""Many recordings at once: which there are, and what a worker process does with each."""

import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from curation import errors
from curation.errors import CurationError, DuplicateError, EngineError, InputError, StoreError
from curation.model import stable_id
from curation.plugins import load_plugin
from curation.settings import read_settings
from curation.steps.batch import Outcome
from curation.steps.transcribe import (
    DEFAULT_OPTIONS,
    TranscribeOptions,
    transcribe_recording,
)
from curation.store import open_store
from curation.transcribe.checkpoint import code_version
from curation.transcribe.engine import Choice, Engine, EngineType, choose_engine
from curation.transcribe.facts import find_facts
from curation.transcribe.weights import Weights
from curation.workbench import Workbench

ENDING = re.compile(
    r"\.(3gp|aac|aiff?|amr|asf|avi|flac|flv|m2ts|m4[abv]|mk[av]|mov|mp[234]|mpe?g|mts|og[agv]"
    r"|opus|ts|wav|webm|wm[av])",
    re.IGNORECASE,
)
MAX_LOSSES = 2  # workers that one recording may lose at the same place
LOADED = 3.2  # times their size that weights take at their peak: measured with tiny and base
PROCESS_BYTES = 400_000_000  # a worker's memory besides: half of it measured, half for voices
OUT_OF_MEMORY = (
    "most likely the memory was full; use fewer workers (--jobs 1) or a smaller model, and run the"
    " same command to go on where it was"
)


@dataclass(frozen=True, kw_only=True)
class Job:
    """A recording to transcribe and all that a worker process needs to know for it.

    `database` and `program` tell the worker that it has another database or version; the
    database's URL itself may hold a password and is not sent.
    """

    recording: Path
    home: Path
    models: Path
    database: str
    program: str
    session_id: str | None = None
    about: Path | None = None
    options: TranscribeOptions = DEFAULT_OPTIONS


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a worker tells of a recording while it works, or at its end.

    At the end there is either what was `made`, the transcript's key, or an `error` of the kind
    `error_type`.
    """

    recording: Path
    worker: str
    done_s: float = 0.0
    whole_s: float = 0.0
    said: str = ""
    made: str = ""
    error: str = ""
    error_type: str = ""

    @property
    def outcome(self) -> Outcome | None:
        """What became of the recording, None as long as it is being worked on."""
        if self.error:
            kind: type[CurationError] = getattr(errors, self.error_type)
            return Outcome(item=str(self.recording), error=kind(self.error))
        return Outcome(item=str(self.recording), detail=self.made) if self.made else None


Tell = Callable[[Report], None]


def find_recordings(places: Iterable[Path]) -> list[Path]:
    """The files as they are given, and of folders all recordings in them, in order.

    Recordings are known by their ending; what is hidden is passed over.

    Raises
    ------
    InputError
        when there is no recording in a folder.
    """
    found: dict[Path, None] = {}
    for place in places:
        inside = _recordings_in(place) if place.is_dir() else [place]
        if not inside:
            raise InputError(
                f"{place} has no recordings in it; name a folder with sound or video files"
            )
        found.update(dict.fromkeys(inside))
    return list(found)


def _recordings_in(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if ENDING.fullmatch(path.suffix)
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def plan_jobs(
    workbench: Workbench,
    recordings: Sequence[Path],
    *,
    session_id: str | None = None,
    about: Path | None = None,
    options: TranscribeOptions = DEFAULT_OPTIONS,
) -> list[Job]:
    """A job for each recording.

    Raises
    ------
    InputError
        when several recordings would become the same session only because they have the same
        name.
    """
    if session_id is None and about is None:
        _refuse_same_names(recordings)
    settings = workbench.settings
    return [
        Job(
            recording=recording.absolute(),
            home=settings.home,
            models=settings.models,
            database=stable_id(settings.database_url),
            program=code_version(),
            session_id=session_id,
            about=about.absolute() if about else None,
            options=options,
        )
        for recording in recordings
    ]


def _refuse_same_names(recordings: Sequence[Path]) -> None:
    bare = [recording for recording in recordings if find_facts(recording) is None]
    name, times = next(iter(Counter(path.stem for path in bare).most_common(1)), ("", 0))
    if times > 1:
        first, second = [path for path in bare if path.stem == name][:2]
        raise InputError(
            f"{first} and {second} would both become the session {name!r}; rename one, or put a"
            " facts file beside each that gives its id"
        )


def work(job: Job, worker: str, tell: Tell) -> Report:
    """Do a job in this process: transcribe the recording, and say what came of it.

    The engine stays loaded for the next job.
    """
    started = Report(recording=job.recording, worker=worker)
    tell(started)
    try:
        with _workbench(job) as workbench:
            transcript = transcribe_recording(
                workbench,
                job.recording,
                session_id=job.session_id,
                about=job.about,
                options=job.options,
                progress=lambda done_s, whole_s: tell(
                    replace(started, done_s=done_s, whole_s=whole_s)
                ),
                say=lambda text: tell(replace(started, said=text)),
                load=load_once,
            )
    except MemoryError:
        return failed(started, EngineError(f"{job.recording}: {OUT_OF_MEMORY}"))
    except CurationError as error:
        return failed(started, error)
    return replace(started, made=transcript.key)


def _workbench(job: Job) -> Workbench:
    """The shared data folder as this process sees it; raises `StoreError` if it is another."""
    settings = replace(read_settings(home=job.home), models=job.models)
    if stable_id(settings.database_url) != job.database:
        raise StoreError(
            "a worker has another database; start workers with the same CURATION_DATABASE_URL"
            " as the command"
        )
    if code_version() != job.program:
        raise StoreError(
            "a worker runs another version of the program; install the same one everywhere"
        )
    return Workbench(settings=settings, store=open_store(settings.database_url))


def load_once(choice: Choice) -> Engine:
    """The engine with its weights loaded, the one loaded before if it is the same."""
    return _loaded(choice.engine.name, choice.weights)


@lru_cache(maxsize=1)
def _loaded(engine: str, weights: Weights) -> Engine:
    kind: EngineType = load_plugin("curation.engines", engine)
    return kind(weights)


def failed(report: Report, error: CurationError) -> Report:
    return replace(report, error=str(error), error_type=type(error).__name__)


class Losses:
    """Counts the workers that recordings lost, and says when one is to be given up.

    Only losses at the same place count together: a recording that got on in between is not
    what kills workers.
    """

    def __init__(self) -> None:
        self._lost: Counter[Path] = Counter()
        self._from_s: dict[Path, float] = {}

    def note(self, report: Report) -> bool:
        """Take in a report of a recording; whether it got on since its worker started."""
        if not report.done_s:
            self._from_s.pop(report.recording, None)
            return False
        got_on = report.done_s > self._from_s.setdefault(report.recording, report.done_s)
        if got_on:
            del self._lost[report.recording]
        return got_on

    def lose(self, recording: Path) -> bool:
        """Count a lost worker; whether the recording is to be given up."""
        self._lost[recording] += 1
        return self._lost[recording] >= MAX_LOSSES


def lost_error(recording: Path, exit_code: int | None) -> EngineError:
    """The error of a recording whose workers were lost; a negative code is a signal."""
    if exit_code is not None and exit_code not in (-signal.SIGKILL, 137):
        how = f"crashed ({_code_name(exit_code)}); try another engine or model"
    else:
        how = f"was killed; {OUT_OF_MEMORY}"
    return EngineError(f"{recording}: {MAX_LOSSES} times in the same place its worker {how}")


def _code_name(exit_code: int) -> str:
    return signal.Signals(-exit_code).name if exit_code < 0 else f"exit code {exit_code}"


def sensible_jobs(workbench: Workbench, recordings: int, options: TranscribeOptions) -> int:
    """How many processes to use: one a core, fewer where memory or recordings are fewer."""
    import psutil

    try:
        size = choose_engine(
            workbench.settings.models,
            engine=options.engine,
            language=None if options.language == "auto" else options.language,
            model=options.model,
        ).weights.size_bytes
    except CurationError:  # it is said for each recording
        size = 0
    fits = psutil.virtual_memory().available / (LOADED * size + PROCESS_BYTES)
    return max(1, min(recordings, cores(), int(fits)))


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def done_before(outcome: Outcome) -> bool:
    """Whether a recording was passed over because its transcript is there already."""
    return isinstance(outcome.error, DuplicateError)
