"""The form of the long dialogues, which `dialogues/README.md` describes."""

import csv
import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from curation.extract.evaluate import QuestionRow, read_gold

FOLDER = Path(__file__).with_name("dialogues")
FILES = ["en_dev", "en_judge", "zh_dev", "zh_judge"]
UTTERANCES = range(40, 91)  # in a dialogue
MIN_DIALOGUES = 6  # in a file
MIN_RECOGNISED_SHARE = 1 / 3  # of dialogues as speech recognition writes them
ALL_KINDS = {
    "asr",
    "askers",
    "bilingual",
    "chat",
    "declarative",
    "follow_up",
    "host",
    "interpreter",
    "interrupted",
    "lecture",
    "one_speaker",
    "read_out",
    "refers_back",
    "rhetorical",
    "several_in_turn",
    "unanswered",
    "unknown_speakers",
}
SOME_KINDS = {"no_questions", "reads_and_answers"}  # of a lecture one or the other
FIELDS = {"id", "speaker", "dialogue", "text", "is_question", "is_declarative", "answers"}
EXTRA_FIELDS = {"follows", "refers_to", "same_as", "chat", "time", "parts"}
HAN = re.compile(r"[\u4e00-\u9fff]")
HOSTS = {"Host", "Moderator", "Speaker 1", "Speaker A", "主持人", "说话人1", "发言人1", "发言人A"}
INTERPRETERS = {"Interpreter", "翻译"}
ASKING_FORM = re.compile(
    r"^(?:who|what|when|where|which|why|how|is|are|do|does|did|can|could|would|will|has|have)\b"
    r"|\b(?:isn't|aren't|don't|didn't|haven't) (?:it|you|they|we)\b|\bright\?$"
    r"|[吗呢吧]|什么|怎么|多少|哪|谁|几个|是不是|有没有|能不能|是否",
    re.IGNORECASE,
)

Row = dict[str, Any]


def read(name: str) -> list[Row]:
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_kinds() -> dict[str, set[str]]:
    with (FOLDER / "kinds.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {row["dialogue"]: set(row["kinds"].split(", ")) for row in rows}


ROWS = {name: read(name) for name in FILES}
BY_ID: dict[str, Row] = {row["id"]: row for rows in ROWS.values() for row in rows}
PLACE = {name: place for place, name in enumerate(BY_ID)}
KINDS = read_kinds()
DIALOGUES: dict[str, list[Row]] = defaultdict(list)
for _row in BY_ID.values():
    DIALOGUES[_row["dialogue"]].append(_row)


def asked_and_answered_by_one(row: Row) -> bool:
    return "reads_and_answers" in KINDS[row["dialogue"]]


def is_later(row: Row, other: Row) -> bool:
    return row["dialogue"] == other["dialogue"] and PLACE[row["id"]] > PLACE[other["id"]]


@pytest.mark.parametrize("name", FILES)
def test_dialogues_read_as_gold_of_questions(name: str) -> None:
    read_rows = read_gold(FOLDER / f"{name}.jsonl", QuestionRow)
    assert [(row.id, row.text, row.is_question, list(row.answers)) for row in read_rows] == [
        (row["id"], row["text"], row["is_question"], row["answers"]) for row in ROWS[name]
    ]


@pytest.mark.parametrize("name", FILES)
def test_dialogues_have_enough_of_each_kind(name: str) -> None:
    dialogues = {row["dialogue"] for row in ROWS[name]}
    kinds = [kind for dialogue in dialogues for kind in KINDS[dialogue]]
    assert len(dialogues) >= MIN_DIALOGUES
    assert set(kinds) - SOME_KINDS == ALL_KINDS
    assert kinds.count("asr") / len(dialogues) >= MIN_RECOGNISED_SHARE


def test_dialogues_are_numbered_and_long() -> None:
    assert len(BY_ID) == sum(map(len, ROWS.values()))
    assert KINDS.keys() == DIALOGUES.keys()
    for dialogue, rows in DIALOGUES.items():
        assert len(rows) in UTTERANCES
        assert [row["id"] for row in rows] == [
            f"{dialogue}-{number:03}" for number in range(1, len(rows) + 1)
        ]


def test_dialogues_rows_have_the_described_fields() -> None:
    for row in BY_ID.values():
        assert row.keys() >= FIELDS
        assert row.keys() <= FIELDS | EXTRA_FIELDS
        assert row["text"] == " ".join(row["text"].split())
        assert row["speaker"]
        assert row.get("chat", False) == ("time" in row)


def test_dialogues_answers_are_later_and_by_another_speaker() -> None:
    for row in BY_ID.values():
        assert row["is_question"] or not row["answers"]
        for answer in map(BY_ID.__getitem__, row["answers"]):
            assert is_later(answer, row)
            assert asked_and_answered_by_one(row) or answer["speaker"] != row["speaker"]


def test_dialogues_point_back_to_what_they_name() -> None:
    answering = {answer for row in BY_ID.values() for answer in row["answers"]}
    for row in BY_ID.values():
        if "follows" in row:
            assert row["is_question"]
            assert BY_ID[row["follows"]]["is_question"]
            assert is_later(row, BY_ID[row["follows"]])
        if "refers_to" in row:
            assert {row["id"], row["refers_to"]} <= answering
            assert is_later(row, BY_ID[row["refers_to"]])


def test_dialogues_repeats_are_marked_like_what_they_repeat() -> None:
    asked_by: dict[str, set[str]] = defaultdict(set)
    for row in BY_ID.values():
        for answer in row["answers"]:
            asked_by[answer].add(row["id"])
    for row in BY_ID.values():
        if "same_as" not in row:
            continue
        original = BY_ID[row["same_as"]]
        speakers = {row["speaker"], original["speaker"]}
        assert is_later(row, original)
        assert len(speakers) == 2
        assert row["is_question"] == original["is_question"]
        assert row.get("follows") == original.get("follows")
        assert bool(row["answers"]) == bool(original["answers"])
        assert {a for a in row["answers"] if BY_ID[a]["speaker"] not in speakers} == {
            a
            for a in original["answers"]
            if BY_ID[a]["speaker"] not in speakers and is_later(BY_ID[a], row)
        }
        assert {q for q in asked_by[row["id"]] if BY_ID[q]["speaker"] not in speakers} == {
            q for q in asked_by[original["id"]] if BY_ID[q]["speaker"] not in speakers
        }
        if row["speaker"] in INTERPRETERS:
            assert bool(HAN.search(row["text"])) != bool(HAN.search(original["text"]))


def test_dialogues_parts_share_out_the_answers() -> None:
    for row in BY_ID.values():
        parts = row.get("parts", [])
        assert len(parts) != 1
        for part in parts:
            assert row["text"][part["start_char"] : part["end_char"]].strip()
        assert all(one["end_char"] <= other["start_char"] for one, other in pairwise(parts))
        if parts:
            shared = {answer for part in parts for answer in part["answers"]}
            assert shared == set(row["answers"])


def test_dialogues_declarative_questions_have_no_asking_form() -> None:
    declarative = [row for row in BY_ID.values() if row["is_declarative"]]
    assert all(row["is_question"] for row in declarative)
    assert [row["id"] for row in declarative if ASKING_FORM.search(row["text"])] == []


def is_interrupted(rows: list[Row]) -> bool:
    """Whether somebody else speaks between two utterances that answer one question."""
    places = {row["id"]: place for place, row in enumerate(rows)}
    for asked in (part for row in rows for part in row.get("parts", [row])):
        for one, other in pairwise(places[answer] for answer in asked["answers"]):
            between = rows[one + 1 : other]
            if any("same_as" not in middle and not middle.get("chat") for middle in between):
                return True
    return False


def kinds_seen(rows: list[Row]) -> set[str]:
    """The kinds that can be told from the rows."""
    questions = [row for row in rows if row["is_question"]]
    speakers = {row["speaker"] for row in rows}
    others = {speaker for speaker in speakers if speaker.startswith(("Expert", "专家"))}
    askers = {row["speaker"] for row in questions} - HOSTS - INTERPRETERS - others
    punctuated = any(re.search(r"[,.?;!，。？；！、]|[A-Z][a-z]", row["text"]) for row in rows)
    found = {
        "asr": not punctuated,
        "askers": len(askers) >= 2,
        "bilingual": len({bool(HAN.search(row["text"])) for row in rows}) == 2,
        "chat": any(row.get("chat") for row in rows),
        "declarative": any(row["is_declarative"] for row in rows),
        "follow_up": any("follows" in row for row in rows),
        "host": len(speakers & {"Host", "Moderator", "主持人"}) == 1,
        "interpreter": bool(speakers & INTERPRETERS),
        "interrupted": is_interrupted(rows),
        "no_questions": not questions,
        "one_speaker": len(speakers) == 1,
        "refers_back": any("refers_to" in row for row in rows),
        "several_in_turn": any("parts" in row for row in rows),
        "unanswered": any(not row["answers"] for row in questions),
    }
    return {kind for kind, is_seen in found.items() if is_seen}


@pytest.mark.parametrize("dialogue", sorted(KINDS))
def test_dialogues_are_of_the_kinds_said(dialogue: str) -> None:
    rows = DIALOGUES[dialogue]
    told = ALL_KINDS | SOME_KINDS
    by_reading = {"lecture", "read_out", "reads_and_answers", "rhetorical", "unknown_speakers"}
    assert KINDS[dialogue] <= told
    assert KINDS[dialogue] - by_reading == kinds_seen(rows)
