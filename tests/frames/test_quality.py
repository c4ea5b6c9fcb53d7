from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from curation.frames import agreement_frame, doubt_frame, pace_frame, verdicts_frame
from curation.model import Decision, Transcript, Turn, Word
from tests.frames.test_workbench import COUGH, PAIR

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def decision(target: str, reviewer: str, verdict: Any, version: int = 1, **more: Any) -> Decision:
    return Decision(
        id=f"{target}-{version}",
        target_id=target,
        verdict=verdict,
        reviewer=reviewer,
        version=version,
        **{"decided_at": NOON, **more},
    )


TWO_REVIEWERS = [
    decision("a", "ann", "accept"),
    decision("a", "ben", "accept", 2),
    decision("b", "ann", "reject"),
    decision("b", "ben", "reject", 2),
    decision("c", "ann", "accept"),
    decision("c", "ben", "reject", 2),
    decision("d", "ann", "accept"),
    decision("d", "ben", "accept", 2),
    decision("e", "ann", "accept"),
    decision("e", "ben", "skip", 2),
    decision("f", "ann", "accept"),
]


def test_quality_agreement_counts_shared_candidates() -> None:
    (row,) = agreement_frame(TWO_REVIEWERS).itertuples()
    assert (row.reviewer_a, row.reviewer_b, row.both, row.agreed) == ("ann", "ben", 4, 3)
    assert row.share == 0.75
    assert row.kappa == pytest.approx(0.5)  # observed 3/4, expected 3/4 * 1/2 + 1/4 * 1/2


def test_quality_agreement_heeds_wording_and_undo() -> None:
    edits = [
        decision("a", "ann", "edit", after={"answer_text": "x"}),
        decision("a", "ben", "edit", 2, after={"answer_text": "y"}),
        decision("b", "ann", "accept"),
        decision("b", "ben", "reject", 2),
        decision("b", "ben", "undo", 3, undoes="b-2"),
    ]
    (row,) = agreement_frame(edits).itertuples()
    assert (row.both, row.agreed) == (1, 0)
    assert pd.isna(row.kappa)


def test_quality_pace_is_by_reviewer_and_day() -> None:
    events = [
        decision("a", "ann", "accept", seconds=2.0),
        decision("b", "ann", "reject", seconds=4.0),
        decision("b", "ann", "undo", 2, undoes="b-1", seconds=99.0),
        decision("c", "ann", "accept", seconds=6.0, decided_at=NOON + timedelta(days=1)),
        decision("d", "ben", "skip", seconds=1.0),
    ]
    frame = pace_frame(events)
    assert frame.reviewer.tolist() == ["ann", "ann", "ben"]
    assert frame.decisions.tolist() == [2, 1, 1]
    assert frame.median_s.tolist() == [3.0, 6.0, 1.0]
    assert frame.total_s.tolist() == [6.0, 6.0, 1.0]
    assert frame.day[0] == pd.Timestamp("2024-05-01")


def test_quality_verdicts_count_each_kind() -> None:
    frame = verdicts_frame([decision("p1", "ann", "accept")], [COUGH, PAIR])
    assert frame.to_dict("records") == [
        {"label": "PAIR", "status": "accepted", "items": 1, "share": 1.0},
        {"label": "SYMPTOM", "status": "open", "items": 1, "share": 1.0},
    ]


def test_quality_doubt_is_by_window() -> None:
    probabilities = [0.2, 0.9, None, 0.4]
    words = tuple(
        Word(text="w", start_s=start, end_s=start + 1, probability=probability)
        for start, probability in zip([0.0, 10.0, 59.0, 130.0], probabilities, strict=True)
    )
    transcript = Transcript(
        session_id="s",
        revision=1,
        language="en",
        engine="test",
        created_at=NOON,
        words=words,
        turns=(Turn(first_word=0, last_word=3),),
    )
    frame = doubt_frame(transcript)
    assert frame.start_s.tolist() == [0.0, 60.0, 120.0]
    assert frame.words.tolist() == [3, 0, 1]
    assert frame.doubtful.tolist() == [1, 0, 1]
    assert frame.share.fillna(-1).tolist() == [0.5, -1.0, 1.0]


def test_quality_frames_keep_columns_when_empty() -> None:
    for full, empty in (
        (agreement_frame(TWO_REVIEWERS), agreement_frame([])),
        (pace_frame(TWO_REVIEWERS), pace_frame([])),
        (verdicts_frame([], [COUGH]), verdicts_frame([], [])),
    ):
        assert not full.empty
        assert empty.empty
        assert full.dtypes.to_dict() == empty.dtypes.to_dict()
