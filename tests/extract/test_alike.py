"""Which questions are taken to ask the same, and the groups that come of it."""

from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.extract import Vocabulary
from curation.extract.alike import find_alike
from curation.extract.asked import read_question
from curation.extract.evaluate_alike import DuplicateRow, evaluate_duplicates, read_duplicates
from curation.extract.likeness import likeness, likeness_rules

DUPLICATES = Path(__file__).with_name("duplicates.tsv")
MIN_F = {"dev": 0.93}  # a little below what was measured


def alike(a: str, b: str, vocabulary: Vocabulary) -> bool:
    read = (read_question(text, vocabulary) for text in (a, b))
    return likeness(*read) >= likeness_rules().threshold


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("When do you stop remdesivir?", "瑞德西韦什么时候停？", True),
        ("When do you start remdesivir?", "瑞德西韦什么时候停？", False),
        ("What dose of remdesivir do you give?", "What dose of heparin do you give?", False),
        ("How long do you isolate children?", "儿童要隔离多久？", True),
        ("How long do you isolate children?", "孕妇要隔离多久？", False),
        ("Do you give 40 mg of aspirin?", "Do you give 80 mg of aspirin?", False),
        ("Do you use aspirin", "um do you use Aspirin?", True),
    ],
)
def test_likeness_tells_drug_aim_people_and_number(
    a: str, b: str, same: bool, vocabulary: Vocabulary
) -> None:
    assert alike(a, b, vocabulary) is same
    assert alike(b, a, vocabulary) is same


def test_likeness_leans_on_a_model_of_sentences_where_there_is_one(vocabulary: Vocabulary) -> None:
    a, b = (read_question(t, vocabulary) for t in ("Do visitors park here?", "Where is parking?"))
    assert likeness(a, b, 0.0) < likeness(a, b) < likeness(a, b, 1.0)


def test_evaluate_duplicates_on_the_rows_for_developing(vocabulary: Vocabulary) -> None:
    scores = evaluate_duplicates(read_duplicates(DUPLICATES), vocabulary)
    for split, least in MIN_F.items():
        assert scores[split]["f1"] >= least


def test_evaluate_duplicates_counts_both_ways(vocabulary: Vocabulary) -> None:
    rows = [
        DuplicateRow(a="Is it safe?", b="Is it safe", same=True),
        DuplicateRow(a="Is it safe?", b="is it SAFE", same=False),
        DuplicateRow(a="你们用激素吗", b="What is for lunch?", same=True),
    ]
    scores = evaluate_duplicates(rows, vocabulary)
    assert (scores["precision"], scores["recall"]) == (0.5, 0.5)
    assert scores["en-zh"]["recall"] == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [("x\ty\tperhaps", "line 2: the column 'same' holds 'perhaps'"), ("\ty\t1", "line 2: .*'a'")],
)
def test_read_duplicates_names_the_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(f"a\tb\tsame\n{line}\n", encoding="utf-8")
    with pytest.raises(FormatError, match=problem):
        read_duplicates(path)


def test_find_alike_groups_across_languages(vocabulary: Vocabulary) -> None:
    questions = {
        "a": "When do you stop remdesivir?",
        "b": "瑞德西韦什么时候停？",
        "c": "How long is the incubation period?",
        "d": "潜伏期有多长？",
        "e": "um when do you stop remdesivir",
        "f": "",
    }
    groups = find_alike(questions, vocabulary)
    assert [set(group.members) for group in groups] == [{"a", "b", "e"}, {"c", "d"}]


def test_find_alike_keeps_what_a_person_merged(vocabulary: Vocabulary) -> None:
    questions = {"a": "Is it safe?", "b": "Where do I park?"}
    assert find_alike(questions, vocabulary) == ()
    (group,) = find_alike(questions, vocabulary, same=[("b", "a"), ("b", "gone")])
    assert group.members == ("a", "b")


def test_find_alike_does_not_follow_chains(vocabulary: Vocabulary) -> None:
    """The question in the middle is like both others, which are not like one another."""
    questions = {
        "start": "When do you start remdesivir?",
        "both": "When do you give remdesivir?",
        "stop": "When do you stop remdesivir?",
    }
    middle = questions["both"]
    assert alike(questions["start"], middle, vocabulary)
    assert alike(middle, questions["stop"], vocabulary)
    groups = find_alike(questions, vocabulary)
    assert all(not {"start", "stop"} <= set(group.members) for group in groups)


def test_find_alike_puts_each_question_in_one_group(vocabulary: Vocabulary) -> None:
    questions = {str(n): f"What dose of aspirin do you give on day {n % 7}?" for n in range(300)}
    groups = find_alike(questions, vocabulary)
    members = [key for group in groups for key in group.members]
    assert len(members) == len(set(members)) == 300
