"""Records as pandas DataFrames: one function each, the same columns and dtypes even when empty.

Times are seconds from the start of the recording, times of day UTC. Several values in one
cell are joined by "; ". A missing value is what pandas calls missing (`isna`), an unknown
speaker an empty text.
"""

from curation.frames.alike import accord_frame, alike_frame
from curation.frames.errors import error_counts_frame, errors_frame
from curation.frames.quality import (
    agreement_frame,
    doubt_frame,
    pace_frame,
    verdicts_frame,
)
from curation.frames.release import (
    changes_frame,
    held_back_frame,
    hits_frame,
    released_frame,
)
from curation.frames.workbench import (
    decisions_frame,
    doses_frame,
    entities_frame,
    pairs_frame,
    releases_frame,
    sessions_frame,
    turns_frame,
    words_frame,
)

__all__ = [
    "accord_frame",
    "agreement_frame",
    "alike_frame",
    "changes_frame",
    "decisions_frame",
    "doses_frame",
    "doubt_frame",
    "entities_frame",
    "error_counts_frame",
    "errors_frame",
    "held_back_frame",
    "hits_frame",
    "pace_frame",
    "pairs_frame",
    "released_frame",
    "releases_frame",
    "sessions_frame",
    "turns_frame",
    "verdicts_frame",
    "words_frame",
]
