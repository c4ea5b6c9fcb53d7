from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from curation import frames
from curation.model import (
    Concept,
    Decision,
    EntitySpan,
    Participant,
    QAPair,
    Release,
    Run,
    Session,
    Transcript,
    Turn,
    Word,
)

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
SESSION = Session(
    id="s1",
    title="Ward round",
    held_on=date(2024, 4, 30),
    languages=("en", "zh"),
    participants=(Participant(name="Guest", role="asker"), Participant(name="Chair", role="host")),
)
TRANSCRIPT = Transcript(
    session_id="s1",
    revision=1,
    language="en",
    engine="test",
    created_at=NOW,
    words=tuple(
        Word(text=text, start_s=i, end_s=i + 0.5, probability=None if i else 0.25)
        for i, text in enumerate(["Any", "cough?", "No", "cough", "here."])
    ),
    turns=(
        Turn(first_word=0, last_word=1, speaker="Guest"),
        Turn(first_word=2, last_word=4),
    ),
)
COUGH = EntitySpan(
    id="e1",
    transcript="s1/r0001",
    first_word=3,
    last_word=3,
    start_char=0,
    end_char=5,
    text="cough",
    label="SYMPTOM",
    assertion="absent",
    concept=Concept(system="HP", code="HP:0012735", display="Cough"),
)
PAIR = QAPair(
    id="p1",
    transcript="s1/r0001",
    question=Run(first_word=0, last_word=1),
    answers=(Run(first_word=2, last_word=3), Run(first_word=4, last_word=4)),
    question_text="Any cough?",
    answer_text="No cough here.",
    language="en",
    topics=("lungs", "symptoms"),
    entities=("e1",),
)
DECISION = Decision(
    id="d1",
    target_id="p1",
    verdict="edit",
    reviewer="r",
    decided_at=NOW,
    version=1,
    after={"topics": [], "answer_text": "None."},
    seconds=2.5,
)
RELEASE = Release(
    version=1,
    title="First",
    created_at=NOW,
    created_by="r",
    item_ids=("p1",),
    content_sha256="0" * 64,
)

FULL_AND_EMPTY: list[tuple[Callable[..., pd.DataFrame], Any]] = [
    (frames.entities_frame, COUGH),
    (frames.pairs_frame, PAIR),
    (frames.decisions_frame, DECISION),
    (frames.releases_frame, RELEASE),
    (frames.sessions_frame, SESSION),
]


@pytest.mark.parametrize(("frame_of", "record"), FULL_AND_EMPTY)
def test_frames_same_columns_and_dtypes_when_empty(
    frame_of: Callable[..., pd.DataFrame], record: Any
) -> None:
    full, empty = frame_of([record]), frame_of([])
    assert len(full) == 1
    assert empty.empty
    assert full.dtypes.to_dict() == empty.dtypes.to_dict()
    assert "object" not in set(map(str, full.dtypes))
    for column in full.columns:
        assert column in (frame_of.__doc__ or ""), f"{column} is not documented"


def test_words_frame_tells_speaker_and_role() -> None:
    frame = frames.words_frame(TRANSCRIPT, SESSION)
    assert list(frame.text) == ["Any", "cough?", "No", "cough", "here."]
    assert list(frame.turn) == [0, 0, 1, 1, 1]
    assert list(frame.speaker) == ["Guest", "Guest", "", "", ""]
    assert list(frame.role) == ["asker", "asker", "other", "other", "other"]
    assert frame.probability.isna().tolist() == [False, True, True, True, True]
    assert frame.start_s.dtype == "float64"


def test_turns_frame_gives_text_and_times() -> None:
    frame = frames.turns_frame(TRANSCRIPT)
    assert list(frame.text) == ["Any cough?", "No cough here."]
    assert frame.loc[1, ["start_s", "end_s"]].tolist() == [2.0, 4.5]
    assert list(frame.role) == ["", ""]


@pytest.mark.parametrize("transcripts", [TRANSCRIPT, [TRANSCRIPT]])
def test_entities_frame_finds_time_and_speaker(transcripts: Any) -> None:
    row = frames.entities_frame([COUGH], transcripts, SESSION).iloc[0]
    assert (row.start_s, row.end_s, row.concept) == (3.0, 3.5, "HP:0012735")
    assert (row.speaker, row.role) == ("", "other")


def test_entities_frame_leaves_times_missing_without_transcript() -> None:
    row = frames.entities_frame([COUGH]).iloc[0]
    assert pd.isna(row.start_s)
    assert row.speaker == ""


def test_pairs_frame_spans_question_and_answers() -> None:
    row = frames.pairs_frame([PAIR], TRANSCRIPT, [SESSION]).iloc[0]
    assert (row.start_s, row.end_s, row.answer_runs, row.entities) == (0.0, 4.5, 2, 1)
    assert (row.asked_by, row.answered_by, row.answer_role) == ("Guest", "", "other")
    assert row.topics == "lungs; symptoms"
    assert pd.isna(row.translation_of)


def test_decisions_frame_lists_changed_fields() -> None:
    row = frames.decisions_frame([DECISION]).iloc[0]
    assert row.changed == "answer_text; topics"
    assert row.decided_at == pd.Timestamp(NOW)


def test_releases_frame_counts_items() -> None:
    row = frames.releases_frame([RELEASE]).iloc[0]
    assert row["items"] == 1
    assert pd.isna(row.supersedes)


def test_sessions_frame_lists_roles_not_names() -> None:
    frame = frames.sessions_frame([SESSION, Session(id="s2")])
    assert frame.roles.tolist() == ["asker; host", ""]
    assert frame.held_on.isna().tolist() == [False, True]
    assert "Guest" not in frame.to_csv()
