"""The main job on the demo's sessions, from recording to knowledge base."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from curation.errors import CurationError, DuplicateError, InputError
from curation.release.records import Hit
from curation.steps.extract import extract_session, open_pipelines
from curation.steps.release import ReleaseOptions, make_release, search
from curation.steps.review import replay_decisions
from curation.steps.transcribe import import_transcript, transcribe_recording
from curation.transcribe.listen import Progress
from curation.workbench import Workbench

RECORDING = "covid19-en.opus"
TRANSCRIPT = "covid19-zh.vtt"
DECISIONS = "decisions.jsonl"
SESSIONS = ("covid19-en", "covid19-zh")
REVIEWER = "demo"
TITLE = "Early COVID-19 practice (demo)"
QUERIES = ("lopinavir", "咳嗽")

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class DemoResult:
    """What the demo leaves: the release, and for each query its best answer."""

    release: int
    folder: Path
    answers: dict[str, Hit]


def run_demo(workbench: Workbench, say: Say, progress: Progress | None = None) -> DemoResult:
    """Do every step on the demo's sessions; what was done before is not done twice.

    Raises
    ------
    InputError
        when the demo's files are not in the data folder.
    CurationError
        when a step fails, or a query finds nothing.
    """
    folder = workbench.settings.recordings / "demo"
    if not (folder / RECORDING).exists():
        raise InputError(
            f"the demo's recording is not in {folder}; run this in the project's own folder"
        )
    say("1  Transcribe the English recording")
    _once(lambda: transcribe_recording(workbench, folder / RECORDING, progress=progress).key, say)
    say("2  Import the Chinese transcript")
    _once(lambda: import_transcript(workbench, folder / TRANSCRIPT).key, say)
    say("3  Extract drugs, symptoms, conditions, doses and question-answer pairs")
    pipelines = open_pipelines(workbench)
    for session_id in SESSIONS:
        found = extract_session(workbench, session_id, pipelines).found
        say(
            f"   {session_id}: {len(found.entities)} entities, {len(found.doses)} doses,"
            f" {len(found.pairs)} pairs"
        )
    say(f"4  Replay the sample decisions of the reviewer {REVIEWER!r}")
    done = replay_decisions(workbench, folder / DECISIONS, REVIEWER)
    say(f"   {done.made} made, {done.already} were there, {len(done.unmatched)} unmatched")
    say("5  Release, and load the knowledge base")
    released = make_release(workbench, ReleaseOptions(title=TITLE))
    say(f"   release {released.version}: {len(released.pairs)} answers")
    say("6  Search in both languages")
    answers = {query: _best(workbench, query) for query in QUERIES}
    return DemoResult(release=released.version, folder=released.folder, answers=answers)


def _once(work: Callable[[], str], say: Say) -> None:
    try:
        say(f"   {work()}")
    except DuplicateError as error:
        say(f"   {error}")


def _best(workbench: Workbench, query: str) -> Hit:
    hits = search(workbench, query, limit=1)
    if not hits:
        raise CurationError(
            f"the knowledge base has no answer for {query!r}; run: curation release load --rebuild"
        )
    return hits[0]
