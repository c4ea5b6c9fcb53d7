"""Whether a recording was transcribed in the same way before."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from curation.errors import DuplicateError
from curation.model import Recording, Transcript
from curation.steps.tracks import lacks_track
from curation.store.transcripts import load_transcript, revisions
from curation.transcribe.engine import Choice
from curation.workbench import Workbench

# Options that a transcript keeps only if they are set.
UNSET = {"script": "", "hotwords": [], "channels": "auto", "diarizer": "auto"}


def made_before(
    workbench: Workbench,
    recording: Recording | None,
    choice: Choice,
    kept: Mapping[str, Any],
    *,
    path: Path,
    translate: bool,
) -> Transcript | None:
    """The revision from a recording with the same options (those `kept`), if it lacks a track.

    None when there is no such revision.

    Raises
    ------
    DuplicateError
        when there is one, and nothing is left to do to it.
    """
    made = _made_in_the_same_way(workbench, recording, choice, kept) if recording else None
    if made and not (translate and lacks_track(workbench, made)):
        raise DuplicateError(
            f"{path} was transcribed as {made.key} in the same way before; nothing was done"
        )
    return made


def _made_in_the_same_way(
    workbench: Workbench, recording: Recording, choice: Choice, kept: Mapping[str, Any]
) -> Transcript | None:
    folder = workbench.settings.transcripts
    way = (recording.id, choice.engine.name, choice.weights.name)
    for revision in revisions(folder, recording.session_id):
        made = load_transcript(folder, recording.session_id, revision)
        same_options = {**UNSET, **kept}.items() <= {**UNSET, **made.options}.items()
        if same_options and way == (made.recording_id, made.engine, made.model):
            return made
    return None
