"""Words that sound like a drug's name, and those that only seem to."""

import pytest

from curation.extract import Vocabulary
from curation.extract.repair_index import RepairIndex, repair_index
from curation.extract.repairs import Evidence, suggest_repairs, transcript_repairs
from tests.extract.talks import talk


@pytest.fixture(scope="module")
def index(vocabulary: Vocabulary) -> RepairIndex:
    return repair_index(vocabulary)


def found(text: str, index: RepairIndex) -> list[tuple[str, str]]:
    return [(repair.heard, repair.name) for repair in suggest_repairs(text.split(), index)]


@pytest.mark.parametrize(
    ("text", "heard", "name"),
    [
        ("We gave her met four men 500 mg twice a day.", "met four men", "metformin"),
        ("She takes lies in april ten milligrams a day.", "lies in april", "lisinopril"),
        ("I take los art and 50 mg every morning.", "los art and", "losartan"),
        ("We started with ram this Iver on day one.", "ram this Iver", "remdesivir"),
        ("They gave inxapurin for the clots.", "inxapurin", "enoxaparin"),
        ("I take pregnancy alone 5 mg daily.", "pregnancy alone", "prednisolone"),
    ],
)
def test_repairs_suggest_the_name_that_was_said(
    text: str, heard: str, name: str, index: RepairIndex
) -> None:
    assert found(text, index) == [(heard, name)]


@pytest.mark.parametrize(
    "text",
    [
        "We met four men at the clinic.",
        "Spring lies in april and may.",
        "This is for the first dose. It lies in april.",
        "We do not use more than three drugs at the same time.",
        "He lost an arm and a leg.",
        "The pregnancy alone was hard for her.",
        "Many of our patients had no fever at first, and the nurse took her temperature.",
        "We gave her metformin 500 mg and then lisinopril.",  # heard right
        "She was started on antibiotics for her pneumonia.",
    ],
)
def test_repairs_leave_plain_sentences_alone(text: str, index: RepairIndex) -> None:
    assert found(text, index) == []


@pytest.mark.parametrize(
    "text", ["", "...", "😀 🎉 !!!", "我们 用 了 阿司匹林", "a" * 100_000, "inxa我purin", "' '' '"]
)
def test_repairs_of_what_is_no_english_are_none(text: str, index: RepairIndex) -> None:
    assert found(text, index) == []


def test_repairs_of_a_long_talk_are_found_at_their_place(index: RepairIndex) -> None:
    before = [
        "we",
        "met",
        "four",
        "men",
        "at",
        "the",
        "clinic",
        "and",
        "went",
        "home",
        "again",
    ] * 500
    words = [*before, *["we", "gave", "her", "met", "four", "men", "500", "mg"], *before]
    repair, *others = suggest_repairs(words, index)
    first = len(before) + 3
    assert (repair.first_word, repair.last_word, others) == (first, first + 2, [])


def test_repairs_tell_concept_score_and_evidence(index: RepairIndex) -> None:
    (repair,) = suggest_repairs(["They", "gave", "inxapurin", "40", "mg."], index)
    assert repair.concept.key == "DrugBank:DB01225"
    assert index.rules.threshold <= repair.score <= 1
    assert isinstance(repair.evidence, Evidence)
    run = repair.evidence.run
    assert (run.before, run.after, run.unknown, run.unlisted) == ("gave", "mg", 1, 1)
    assert repair.evidence.common
    assert repair.evidence.reason.startswith("sounds alike 0.")


def test_repairs_do_not_reach_over_sentences_or_turns(index: RepairIndex) -> None:
    assert found("I take los. Art and 50 mg.", index) == []
    split = talk([("A", "I take los"), ("B", "art and 50 mg")])
    whole = talk([("A", "I take los art and 50 mg")])
    assert transcript_repairs(split, index) == ()
    assert [repair.name for repair in transcript_repairs(whole, index)] == ["losartan"]
