"""Turn recorded clinical-experience sessions into curated, cited question-and-answer sets.

What most programs need, loaded when it is first used:

>>> from curation import Workbench, extract_session, search
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from curation.errors import CurationError
    from curation.steps.extract import extract_session
    from curation.steps.release import make_release
    from curation.steps.review import open_app, replay_decisions
    from curation.steps.search import search
    from curation.steps.transcribe import import_transcript, transcribe_recording
    from curation.workbench import Workbench

__all__ = [
    "CurationError",
    "Workbench",
    "extract_session",
    "import_transcript",
    "make_release",
    "open_app",
    "replay_decisions",
    "search",
    "transcribe_recording",
]

_HOMES = {
    "CurationError": "curation.errors",
    "Workbench": "curation.workbench",
    "extract_session": "curation.steps.extract",
    "import_transcript": "curation.steps.transcribe",
    "make_release": "curation.steps.release",
    "open_app": "curation.steps.review",
    "replay_decisions": "curation.steps.review",
    "search": "curation.steps.search",
    "transcribe_recording": "curation.steps.transcribe",
}


def __getattr__(name: str) -> Any:
    """Load a name's module on first use, so that each program pays only for what it uses."""
    if name not in _HOMES:
        raise AttributeError(f"module 'curation' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
