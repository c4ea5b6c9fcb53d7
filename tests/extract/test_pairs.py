"""Questions and their answers in dialogues that are marked as `dialogues/README.md` says."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from curation.extract import Extract, Pipelines, extract
from curation.model import Participant, Session, Transcript
from tests.extract.talks import talk

DIALOGUES = sorted(Path(__file__).with_name("dialogues").glob("*.txt"))


def read_dialogue(path: Path) -> tuple[Transcript, Session, dict[str, list[int]], list[int]]:
    """The talk, its session, the answering turns by question, and the unanswered turns."""
    lines = path.read_text("utf-8").splitlines()
    people: tuple[Participant, ...] = ()
    if lines[0].startswith("roles:"):
        named = re.findall(r"([^=,]+)=(\w+)", lines.pop(0).removeprefix("roles:"))
        people = tuple(Participant(name=name.strip(), role=role) for name, role in named)
    pairs: dict[str, list[int]] = defaultdict(list)
    turns, unanswered = [], []
    for number, line in enumerate(lines):
        marks, rest = line.split(" ", 1)
        speaker, text = rest.split("|")
        turns.append((speaker.strip(), text.strip()))
        for sign, name in re.findall(r"([?!])(\d*)", marks):
            if sign == "!":
                pairs[name].append(number)
            elif name:
                pairs[name].insert(0, number)
            else:
                unanswered.append(number)
    session = Session(id="s1", participants=people)
    return talk(turns), session, dict(pairs), unanswered


def turn_of(transcript: Transcript, word: int) -> int:
    return next(number for number, turn in enumerate(transcript.turns) if word <= turn.last_word)


def found_pairs(transcript: Transcript, found: Extract) -> list[list[int]]:
    return [
        [
            turn_of(transcript, pair.question.first_word),
            *dict.fromkeys(
                turn_of(transcript, word)
                for run in pair.answers
                for word in range(run.first_word, run.last_word + 1)
            ),
        ]
        for pair in found.pairs
    ]


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_pairs_of_a_dialogue_are_found(path: Path, pipelines: Pipelines) -> None:
    transcript, session, pairs, unanswered = read_dialogue(path)
    found = extract(transcript, session, pipelines)
    assert found_pairs(transcript, found) == list(pairs.values())
    assert [turn_of(transcript, run.first_word) for run in found.unanswered] == unanswered


def test_pairs_leave_out_courtesies_and_interruptions(pipelines: Pipelines) -> None:
    path = Path(__file__).with_name("dialogues") / "en-interrupted.txt"
    transcript, session, _, _ = read_dialogue(path)
    first, second = extract(transcript, session, pipelines).pairs
    assert first.question_text == "When do you start high-flow oxygen?"
    assert second.question_text.startswith("One of my patients takes a statin.")
    assert len(first.answers) == 3
    assert "voice" not in first.answer_text
    assert first.answer_text.endswith("And after two hours we think about intubation.")
    assert (first.language, first.source) == ("en", "curation_pairs@1")


def test_pairs_list_the_entities_of_question_and_answer(pipelines: Pipelines) -> None:
    said = [
        ("A", "Hello."),
        ("A", "Did you use steroids?"),
        ("B", "No, we gave oxygen for the cough."),
    ]
    found = extract(talk(said), Session(id="s1"), pipelines)
    texts = {span.id: span.text for span in found.entities}
    assert {texts[span_id] for span_id in found.pairs[0].entities} >= {"steroids", "cough"}


def test_pairs_are_surer_when_roles_are_known(pipelines: Pipelines) -> None:
    transcript = talk([("A", "Did you use steroids?"), ("B", "We did, in severe cases only.")])
    people = (Participant(name="A", role="asker"), Participant(name="B", role="expert"))
    known = extract(transcript, Session(id="s1", participants=people), pipelines).pairs[0]
    guessed = extract(transcript, Session(id="s1"), pipelines).pairs[0]
    assert known.id == guessed.id
    assert 1 >= known.score > guessed.score > 0


def test_pairs_split_a_turn_that_nobody_is_known_to_speak(pipelines: Pipelines) -> None:
    transcript = talk(
        [
            (
                "",
                "Welcome to you all. Did you use steroids? We did not use them in mild cases."
                " In severe cases we gave methylprednisolone early, for three to five days, and"
                " then we reduced it step by step until the patient could do without it.",
            )
        ]
    )
    (pair,) = extract(transcript, Session(id="s1"), pipelines).pairs
    assert pair.question_text == "Did you use steroids?"
    assert pair.answer_text.startswith("We did not use them")


def test_pairs_of_many_questions_take_no_longer_each(pipelines: Pipelines) -> None:
    said = [("A", "Did you use it?"), ("B", "Yes, we did use it often.")] * 1500
    assert len(extract(talk(said), Session(id="s1"), pipelines).pairs) == 1500
