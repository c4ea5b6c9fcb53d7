"""DataFrames of releases: what goes in, what is held back, what changed, what was found."""

from collections.abc import Iterable

import pandas as pd

from curation.frames.columns import SEPARATOR, make_frame
from curation.release.difference import Difference
from curation.release.records import (
    REASONS,
    HeldBack,
    Hit,
    ReleasedEntity,
    ReleasedPair,
    assertion_words,
)

_RELEASED = (
    "id language question answer topics drugs findings session_id held_on speaker_role"
    " speaker_country start_s end_s reviewers decided_at"
)
_HITS = (
    "question answer matched speaker_role speaker_department speaker_country session_title"
    " held_on start_s language score exact release id"
)


def released_frame(pairs: Iterable[ReleasedPair]) -> pd.DataFrame:
    """One row a released pair, from the question's start to the answer's end.

    Columns: id, language, question, answer, topics, drugs, findings, session_id,
    speaker_role, speaker_country, reviewers (str), held_on (datetime64), start_s, end_s
    (float64), decided_at (datetime64, UTC).
    """
    rows = (
        (
            pair.id,
            pair.language,
            pair.question,
            pair.answer,
            SEPARATOR.join(pair.topics),
            _said(entity for entity in pair.entities if entity.label == "DRUG"),
            _said(entity for entity in pair.entities if entity.label != "DRUG"),
            pair.session_id,
            pair.held_on,
            pair.speaker_role,
            pair.speaker_country,
            pair.question_start_s,
            pair.answer_spans[-1].end_s,
            SEPARATOR.join(pair.reviewers),
            pair.decided_at,
        )
        for pair in pairs
    )
    return make_frame(_RELEASED, rows)


def held_back_frame(held_back: Iterable[HeldBack]) -> pd.DataFrame:
    """One row a pair that stays out. Columns: id, session_id, reason, meaning (str)."""
    rows = ((item.id, item.session_id, item.reason, REASONS[item.reason]) for item in held_back)
    return make_frame("id session_id reason meaning", rows)


def changes_frame(difference: Difference) -> pd.DataFrame:
    """One row a difference to the release before. Columns: id, change, fields (str)."""
    rows = [
        *((id_, "added", "") for id_ in difference.added),
        *((id_, "removed", "") for id_ in difference.removed),
        *((item.id, "changed", SEPARATOR.join(item.fields)) for item in difference.changed),
    ]
    return make_frame("id change fields", rows)


def hits_frame(hits: Iterable[Hit]) -> pd.DataFrame:
    """One row an answer that was found, best first.

    Columns: question, answer, matched (what is said of the drugs and findings that were
    looked for), speaker_role, speaker_department, speaker_country, session_title, language,
    id (str), held_on (datetime64), start_s (of the answer), score (float64), release
    (int64), exact (bool: has all words).
    """
    rows = (
        (
            hit.pair.question,
            hit.pair.answer,
            _said(hit.matched),
            hit.pair.speaker_role,
            hit.pair.speaker_department,
            hit.pair.speaker_country,
            hit.pair.session_title,
            hit.pair.held_on,
            hit.pair.answer_spans[0].start_s,
            hit.pair.language,
            hit.score,
            hit.exact,
            hit.release,
            hit.pair.id,
        )
        for hit in hits
    )
    return make_frame(_HITS, rows)


def _said(entities: Iterable[ReleasedEntity]) -> str:
    lines = (f"{entity.text}: {assertion_words(entity)}" for entity in entities)
    return SEPARATOR.join(dict.fromkeys(lines))
