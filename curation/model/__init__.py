"""The records that travel from one stage to the next.

Seconds count from the start of the recording; words count from 0 within one transcript
revision and both ends of a run belong to it; characters are code points, end-exclusive;
times of day are aware UTC. Records are frozen and check themselves when made; files are
read and written through `dump_json` and `load_json`, which raise `FormatError`.
"""

from curation.model.base import dump_json, load_json, make, stable_id
from curation.model.candidates import (
    Assertion,
    Candidate,
    Concept,
    EntitySpan,
    Kind,
    Label,
    QAPair,
    kind_of,
)
from curation.model.decisions import Decision, Release, Verdict
from curation.model.doses import (
    DoseStatement,
    Duration,
    DurationUnit,
    Frequency,
    Quantity,
    Route,
    ends_of,
)
from curation.model.sessions import ID_PATTERN, Participant, Recording, Role, Session
from curation.model.speakers import SpeakerChange
from curation.model.tracks import Track, TrackLine
from curation.model.transcripts import (
    Flag,
    Run,
    Timing,
    Transcript,
    Turn,
    Word,
    join_words,
    transcript_key,
)

__all__ = [
    "ID_PATTERN",
    "Assertion",
    "Candidate",
    "Concept",
    "Decision",
    "DoseStatement",
    "Duration",
    "DurationUnit",
    "EntitySpan",
    "Flag",
    "Frequency",
    "Kind",
    "Label",
    "Participant",
    "QAPair",
    "Quantity",
    "Recording",
    "Release",
    "Role",
    "Route",
    "Run",
    "Session",
    "SpeakerChange",
    "Timing",
    "Track",
    "TrackLine",
    "Transcript",
    "Turn",
    "Verdict",
    "Word",
    "dump_json",
    "ends_of",
    "join_words",
    "kind_of",
    "load_json",
    "make",
    "stable_id",
    "transcript_key",
]
