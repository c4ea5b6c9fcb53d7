"""The model that tells questions, and its training."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.extract import Pipelines
from curation.extract.asking import WINDOW, Around, Piece, features, load_asking, windows
from curation.extract.asking_pieces import Said, surroundings
from curation.extract.asking_training import train_asking


def test_windows_cover_a_long_text_and_leave_a_short_one_whole() -> None:
    assert windows("short") == [(0, 5)]
    text = "word " * (3 * WINDOW)
    found = windows(text)
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    assert all(after[0] < before[1] for before, after in pairwise(found))


def test_surroundings_know_who_speaks_before_and_after() -> None:
    talk = [Said(text="a", speaker="A"), Said(text="b", speaker="A"), Said(text="c", speaker="B")]
    around = surroundings(talk)
    assert [item.same_after for item in around] == [True, False, False]
    assert around[1].before == "a"
    assert around[1].after == "c"
    assert surroundings([Said(text="a"), Said(text="b")])[0].same_after is False


def test_features_tell_a_reply_from_going_on() -> None:
    answered = features(Piece(text="never at night", around=Around(after="No, never.")))
    same = features(Piece(text="never at night", around=Around(after="No.", same_after=True)))
    assert "reply no" in answered
    assert "reply same" in same


def test_a_long_turn_without_punctuation_holds_its_question(pipelines: Pipelines) -> None:
    told = "we had many patients on the ward and gave them oxygen all night " * 8
    doc = pipelines["en"](told + "so what dose do you use")
    (span,) = doc.spans["questions"]
    assert span.text.endswith("what dose do you use")


def test_several_questions_in_a_sentence_are_several_spans(pipelines: Pipelines) -> None:
    doc = pipelines["en"]("what dose do you give and how long do you treat")
    assert [span.text for span in doc.spans["questions"]] == [
        "what dose do you give",
        "how long do you treat",
    ]


def write(path: Path, texts: dict[str, bool]) -> Path:
    rows = (
        {"id": f"d{n}-1", "dialogue": f"d{n}", "text": text, "is_question": asks}
        for n in range(6)
        for text, asks in texts.items()
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_training_learns_the_same_twice(tmp_path: Path) -> None:
    data = write(tmp_path / "d.jsonl", {"zorb you take it": True, "blim we took it": False})
    trained = train_asking("en", [data], tmp_path / "one")
    train_asking("en", [data], tmp_path / "two")
    one = load_asking(tmp_path / "one")
    assert one == load_asking(tmp_path / "two")
    assert trained.scores["bare"]["f1"] == 1
    assert one.probability(Piece(text="zorb")) > one.probability(Piece(text="blim"))


def test_training_refuses_dialogues_without_a_question(tmp_path: Path) -> None:
    data = write(tmp_path / "d.jsonl", {"we took it": False})
    with pytest.raises(InputError, match="asks anything"):
        train_asking("en", [data], tmp_path / "out")


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "questions.json").write_text("{}")
    with pytest.raises(FormatError, match=r"questions\.json is damaged"):
        load_asking(tmp_path)
