"""What decisions make of turns."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from curation.extract.decided import Decided, decided_turns
from curation.extract.frozen import EVERY, dropped, frozen_test, is_held
from curation.model import Decision, EntitySpan, Label, Transcript, Verdict
from tests.extract.talks import talk

SAID = [("A", "Is the dry cough gone?"), ("B", "Yes, with aspirin."), ("A", "好，有没有发热？")]
Ruling = tuple[EntitySpan, Verdict, str, dict[str, Any]]


def entity(transcript: Transcript, words: Iterable[int], text: str, label: Label) -> EntitySpan:
    first, *_, last = [*words, *words]
    run = "".join(word.text + " " * word.space for word in transcript.words[first : last + 1])
    return EntitySpan(
        id=f"{transcript.key} {first} {label}",
        transcript=transcript.key,
        first_word=first,
        last_word=last,
        start_char=run.index(text),
        end_char=run.index(text) + len(text),
        text=text,
        label=label,
    )


TALK = talk(SAID)
COUGH = entity(TALK, [2, 3], "dry cough", "SYMPTOM")
ASPIRIN = entity(TALK, [7], "aspirin", "DRUG")
FEVER = entity(TALK, [13, 14], "发热", "SYMPTOM")


def decided(*rulings: Ruling, language: str = "en", there: bool = True) -> Decided:
    decisions = [
        Decision(
            id=str(number),
            target_id=target.id,
            verdict=verdict,
            reviewer=reviewer,
            decided_at=datetime(2026, 1, 1, tzinfo=UTC),
            version=number + 1,
            after=after,
        )
        for number, (target, verdict, reviewer, after) in enumerate(rulings)
    ]
    transcripts = {TALK.key: TALK} if there else {}
    return decided_turns(language, transcripts, [COUGH, ASPIRIN, FEVER], decisions)


def told(found: Decided) -> list[tuple[list[tuple[str, str]], bool]]:
    return [
        (
            [
                (one.label, lesson.row.text[one.start_char : one.end_char])
                for one in lesson.row.entities
            ],
            lesson.complete,
        )
        for lesson in found.lessons
    ]


def test_decided_takes_approved_edited_and_rejected_words() -> None:
    edit = {"text": "cough", "first_word": 3, "start_char": 0, "end_char": 5}
    found = decided((COUGH, "edit", "a", edit), (ASPIRIN, "reject", "a", {}))
    assert told(found) == [([("SYMPTOM", "cough")], True), ([("", "aspirin")], True)]
    assert (found.decisions, found.lost, found.undecided) == (2, 0, ())
    assert decided((FEVER, "accept", "a", {})).undecided == (SAID[0][1], SAID[1][1])


def test_decided_parts_languages() -> None:
    found = decided((FEVER, "accept", "a", {}), language="zh")
    assert told(found) == [([("SYMPTOM", "发热")], True)]


@pytest.mark.parametrize(
    "rulings",
    [
        [],
        [(COUGH, "skip", "a", {})],
        [(COUGH, "accept", "a", {}), (COUGH, "reject", "b", {})],
        [(COUGH, "edit", "a", {"first_word": 7, "last_word": 7})],
    ],
)
def test_decided_leaves_open_what_is_not_certain(rulings: list[Ruling]) -> None:
    other = replace(COUGH, id="more", text="dry", end_char=3, last_word=2)
    assert told(decided(*rulings)) == []
    states = [
        Decision(
            id="x",
            target_id="more",
            verdict="reject",
            reviewer="a",
            decided_at=datetime(2026, 1, 1, tzinfo=UTC),
            version=1,
        )
    ]
    found = decided_turns("en", {TALK.key: TALK}, [COUGH, other], states)
    assert told(found) == [([("", "dry")], False)]


def test_decided_counts_decisions_whose_words_are_gone() -> None:
    found = decided((COUGH, "accept", "a", {}), (ASPIRIN, "skip", "a", {}), there=False)
    assert (found.lessons, found.lost) == ((), 1)


def test_frozen_test_keeps_its_rows(tmp_path: Any) -> None:
    path = tmp_path / "frozen.jsonl"
    found = decided((COUGH, "accept", "a", {}), (ASPIRIN, "accept", "a", {}))
    lessons = [
        replace(one, row=replace(one.row, text=f"{one.row.text} {number}"))
        for one in found.lessons
        for number in range(4 * EVERY)
    ]
    rows = frozen_test(path, lessons)
    assert {row.text for row in rows} == {one.row.text for one in lessons if is_held(one.row.text)}
    assert 0 < len(rows) < len(lessons) / 2
    assert frozen_test(path, []) == rows
    assert frozen_test(path, [replace(one, complete=False) for one in lessons]) == rows
    rejected = [replace(one, row=replace(one.row, entities=())) for one in lessons]
    assert [row.entities for row in frozen_test(path, rejected)] == [()] * len(rows)


def test_frozen_test_names_labels_that_dropped() -> None:
    before = {"DRUG": 0.9, "SYMPTOM": 0.5, "CONDITION": 0.2}
    assert dropped(before, {"DRUG": 0.9, "SYMPTOM": 0.25}) == {"SYMPTOM": 0.25, "CONDITION": 0.2}
