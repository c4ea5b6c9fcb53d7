"""Records check themselves, and files with wrong records are refused by name."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from curation.errors import FormatError
from curation.model import (
    Decision,
    EntitySpan,
    Participant,
    Run,
    Session,
    Transcript,
    Turn,
    Word,
    dump_json,
    load_json,
    make,
    stable_id,
)


def word(text: str, start_s: float, *, space: bool = True) -> Word:
    return Word(text=text, start_s=start_s, end_s=start_s + 0.4, space=space)


TRANSCRIPT = Transcript(
    session_id="s1",
    revision=2,
    parent=1,
    language="zh",
    engine="import",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    words=(
        word("用", 0, space=False),
        word("lopinavir", 1),
        word("吗？", 2, space=False),
        word("No,", 3),
        word("😷", 4),
    ),
    turns=(
        Turn(first_word=0, last_word=2, speaker="主持人"),
        Turn(first_word=3, last_word=4, speaker="Expert"),
    ),
)


def test_model_transcript_comes_back_from_json() -> None:
    assert load_json(dump_json(TRANSCRIPT), Transcript, origin="x") == TRANSCRIPT


def test_model_text_has_spaces_only_where_words_ask_for_them() -> None:
    assert [TRANSCRIPT.text_of(turn) for turn in TRANSCRIPT.turns] == ["用lopinavir 吗？", "No, 😷"]


def test_model_transcript_key_and_length() -> None:
    assert TRANSCRIPT.key == "s1/r0002"
    assert TRANSCRIPT.duration_s == 4.4


@pytest.mark.parametrize(
    "turns",
    [
        (),
        (Turn(first_word=0, last_word=3),),
        (Turn(first_word=0, last_word=2), Turn(first_word=2, last_word=4)),
        (Turn(first_word=0, last_word=4), Turn(first_word=5, last_word=5)),
        (Turn(first_word=3, last_word=4), Turn(first_word=0, last_word=2)),
    ],
    ids=["none", "too few", "overlapping", "too many", "out of order"],
)
def test_model_turns_that_do_not_cover_the_words_are_refused(turns: tuple[Turn, ...]) -> None:
    with pytest.raises(ValueError, match="cover every word once"):
        replace(TRANSCRIPT, turns=turns)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "  "},
        {"start_s": -1.0},
        {"start_s": 2.0, "end_s": 1.0},
        {"start_s": float("nan")},
        {"probability": 1.5},
    ],
)
def test_model_impossible_words_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"a word|a probability"):
        Word(**{"text": "cough", "start_s": 0.0, "end_s": 1.0, **fields})


@pytest.mark.parametrize(
    "name", ["", "../up", "a/b", "a..b", "-x", ".hidden", "x" * 65, "a b", "_x"]
)
def test_model_session_ids_that_are_no_folder_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a session's id"):
        Session(id=name)


@pytest.mark.parametrize("name", ["covid19-en", "2020.03.24", "武汉-01", "x" * 64])
def test_model_session_ids_that_are_folder_names_are_taken(name: str) -> None:
    assert Session(id=name).id == name


def test_model_run_length_counts_both_ends() -> None:
    assert len(Run(first_word=3, last_word=5)) == 3
    with pytest.raises(ValueError, match="a run ends"):
        Run(first_word=3, last_word=2)


@pytest.mark.parametrize(
    "fields",
    [{"verdict": "undo"}, {"undoes": "d0"}, {"after": {"label": "DRUG"}}, {"verdict": "edit"}],
)
def test_model_decisions_that_contradict_themselves_are_refused(fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "id": "d1",
        "target_id": "e1",
        "verdict": "accept",
        "reviewer": "r",
        "decided_at": datetime(2026, 1, 1, tzinfo=UTC),
        "version": 1,
    }
    with pytest.raises(ValueError, match=r"an undo|an edit"):
        Decision(**{**values, **fields})


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ('{"id": "s1", "held_on": "in March"}', "held_on"),
        ('{"id": "s1", "participants": [{"name": "A", "role": "boss"}]}', r"participants\.0\.role"),
        ('{"id": "s1", "nickname": "secret words"}', "nickname"),
        ('{"id": "s1"', "the whole"),
        ("[]", "the whole"),
        ("", "the whole"),
    ],
)
def test_model_wrong_json_is_refused_naming_file_and_field(data: str, where: str) -> None:
    with pytest.raises(FormatError, match=f"about.json: {where}") as caught:
        load_json(data, Session, origin="about.json")
    assert "secret words" not in str(caught.value)


def test_model_make_takes_what_toml_gives() -> None:
    values = {"id": "s1", "participants": [{"name": "Expert", "role": "expert"}]}
    session = make(values, Session, origin="about.toml")
    assert session.participant("Expert").role == "expert"
    assert session.participant("Nobody").role == "other"


def test_model_session_knows_who_a_transcripts_speaker_is() -> None:
    expert = Participant(name="Expert", role="expert")
    session = Session(id="s1", participants=(expert,), speakers={"Speaker 1": "Expert"})
    assert session.participant("Speaker 1") == expert
    assert session.participant("Speaker 2") == Participant(name="Speaker 2", role="other")


def test_model_stable_ids_tell_parts_apart() -> None:
    assert stable_id("a", 1) == stable_id("a", 1)
    assert (
        len({stable_id("a", "bc"), stable_id("ab", "c"), stable_id("abc"), stable_id("a", 1)}) == 4
    )


def test_model_entity_span_refuses_unknown_labels_from_files() -> None:
    with pytest.raises(FormatError, match="label"):
        load_json(
            '{"id": "e", "transcript": "s/r0001", "first_word": 0, "last_word": 0,'
            ' "start_char": 0, "end_char": 1, "text": "x", "label": "PLACE"}',
            EntitySpan,
            origin="entities.json",
        )
