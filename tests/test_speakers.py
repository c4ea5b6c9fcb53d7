"""Who speaks once changes are laid over a transcript."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from curation.model import Participant, Session, SpeakerChange, Transcript, Turn, Word
from curation.speakers import standing_changes, with_renamed, with_speakers

KEY = "s/r0001"
EXPERT = Participant(name="Expert", role="expert", department="Infectious diseases")
SESSION = Session(
    id="s", participants=(EXPERT, Participant(name="Host", role="host")), speakers={"V1": "Expert"}
)


def transcript(*labels: str) -> Transcript:
    return Transcript(
        session_id="s",
        revision=1,
        language="en",
        engine="test",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        words=tuple(Word(text="word", start_s=n, end_s=n + 1) for n in range(len(labels))),
        turns=tuple(Turn(first_word=n, last_word=n, speaker=one) for n, one in enumerate(labels)),
    )


def change(version: int, **fields: Any) -> SpeakerChange:
    values: dict[str, Any] = {
        "id": f"c{version}",
        "transcript": KEY,
        "reviewer": "tester",
        "changed_at": datetime(2026, 1, 1, 12, version, tzinfo=UTC),
        "version": version,
    }
    return SpeakerChange(**values | fields)


def assign(version: int, first_word: int, name: str) -> SpeakerChange:
    return change(version, kind="assign", first_word=first_word, name=name)


def rename(version: int, name: str, *labels: str) -> SpeakerChange:
    return change(version, kind="rename", labels=labels, name=name)


def undo(version: int, of: int) -> SpeakerChange:
    return change(version, kind="undo", undoes=f"c{of}")


def labels(
    changes: list[SpeakerChange], *heard: str, session: Session = SESSION
) -> tuple[str, ...]:
    return tuple(t.speaker for t in with_speakers(transcript(*heard), session, changes).turns)


def test_speakers_stay_as_heard_without_changes() -> None:
    heard = transcript("V1", "V2")
    assert with_speakers(heard, SESSION, ()) is heard


def test_speakers_assign_one_turn() -> None:
    assert labels([assign(1, 1, "Host")], "V1", "V2", "V2") == ("V1", "Host", "V2")
    assert labels([assign(1, 1, "")], "V1", "V2") == ("V1", "")


def test_speakers_assign_uses_the_label_that_the_transcript_has_for_someone() -> None:
    assert labels([assign(1, 1, "Expert")], "V1", "V2") == ("V1", "V1")


def test_speakers_assign_uses_the_label_of_the_facts_where_nobody_has_it_yet() -> None:
    found = with_speakers(transcript("V2", "V2"), SESSION, [assign(1, 1, "Expert")])
    assert SESSION.participant(found.turns[1].speaker) == EXPERT


def test_speakers_of_swapped_labels_are_the_ones_that_were_chosen() -> None:
    swapped = replace(SESSION, speakers={"Expert": "Host", "Host": "Expert"})
    found = with_speakers(transcript("Expert", "Expert"), swapped, [assign(1, 1, "Expert")])
    assert [swapped.participant(t.speaker).name for t in found.turns] == ["Host", "Expert"]


def test_speakers_rename_everywhere() -> None:
    changes = [rename(1, "Dr. Li", "V2")]
    assert labels(changes, "V1", "V2", "V3", "V2") == ("V1", "Dr. Li", "V3", "Dr. Li")


def test_speakers_rename_to_a_known_name_makes_two_labels_one() -> None:
    changes = [rename(1, "Expert", "V3"), rename(2, "Dr. Li", "V1")]
    assert labels(changes, "V1", "V2", "V3") == ("Dr. Li", "V2", "Dr. Li")


def test_speakers_changes_build_on_each_other_and_undo_takes_one_out() -> None:
    changes = [assign(1, 0, "V2"), rename(2, "Host", "V2"), assign(3, 2, "Host")]
    assert labels(changes, "V1", "V2", "V3") == ("Host", "Host", "Host")
    assert labels([*changes, undo(4, 2)], "V1", "V2", "V3") == ("V2", "V2", "Host")
    assert labels([*changes, undo(4, 2), undo(5, 4)], "V1", "V2", "V3") == ("Host",) * 3


def test_speakers_of_another_revision_do_not_count() -> None:
    other = replace(assign(1, 0, "Host"), transcript="s/r0002")
    assert labels([other], "V1") == ("V1",)
    assert labels([assign(1, 7, "Host")], "V1") == ("V1",)


def test_speakers_renamed_keep_what_is_known_of_them() -> None:
    session = with_renamed(SESSION, [rename(1, "Dr. Li", "V1"), rename(2, "Dr. Wu", "Dr. Li")])
    assert session.participant("Dr. Li") == replace(EXPERT, name="Dr. Li")
    assert session.participant("Dr. Wu") == replace(EXPERT, name="Dr. Wu")
    assert session.participant("V1") == EXPERT


def test_speakers_nobody_knew_get_no_part_by_a_name() -> None:
    assert with_renamed(SESSION, [rename(1, "Dr. Li", "V2")]) == SESSION


def test_speakers_undone_rename_leaves_the_session_alone() -> None:
    assert with_renamed(SESSION, [rename(1, "Dr. Li", "V1"), undo(2, 1)]) == SESSION


def test_speakers_standing_changes_are_in_order() -> None:
    first, second = assign(1, 0, "A"), assign(2, 0, "B")
    assert standing_changes([second, first]) == (first, second)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "assign"},
        {"kind": "assign", "first_word": 0, "labels": ("V1",)},
        {"kind": "rename", "name": "A"},
        {"kind": "rename", "labels": ("V1",), "name": " "},
        {"kind": "undo"},
        {"kind": "assign", "first_word": 0, "undoes": "c1"},
    ],
)
def test_speakers_change_that_says_nothing_clear_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        change(1, **fields)
