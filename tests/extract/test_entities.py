"""Entities are anchored to the words they were heard in, whatever the text holds."""

import pytest

from curation.extract import Pipelines, extract
from curation.model import EntitySpan, Session, Transcript, Turn, Word
from tests.extract.talks import talk

SESSION = Session(id="s1")


def entities(transcript: Transcript, pipelines: Pipelines) -> tuple[EntitySpan, ...]:
    found = extract(transcript, SESSION, pipelines).entities
    for span in found:
        assert transcript.text_of(span)[span.start_char : span.end_char] == span.text
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He had a dry cough, then fever.", ["dry cough", "fever"]),
        ("🤒 fever 👩‍⚕️ cough.", ["fever", "cough"]),
        ("cafe\u0301 and cough, naïve fever", ["cough", "fever"]),
        ("我们用lopinavir治疗，每天两次", ["lopinavir"]),
        ("We used 阿比多尔 for the fever", ["阿比多尔", "fever"]),
        ("病人沒有發燒，只有咳嗽。", ["發燒", "咳嗽"]),
        ("عنده cough وسعال", ["cough"]),
        ("a\x07 cough\x1b and\x00 fever", ["cough", "fever"]),
        ("fever/cough", ["fever", "cough"]),
        ("…", []),
        ("    cough   fever ", ["cough", "fever"]),
    ],
)
def test_entities_are_cut_from_their_words(
    text: str, expected: list[str], pipelines: Pipelines
) -> None:
    assert [span.text for span in entities(talk([("A", text)]), pipelines)] == expected


def test_entities_know_their_words(pipelines: Pipelines) -> None:
    transcript = talk([("A", "Hello all."), ("B", "(Dry cough), shortness of breath!")])
    cough, breath = entities(transcript, pipelines)
    assert (cough.first_word, cough.last_word, cough.start_char, cough.end_char) == (2, 3, 1, 10)
    assert (breath.first_word, breath.last_word) == (4, 6)
    assert (breath.start_char, breath.end_char) == (0, 19)
    assert cough.concept is not None
    assert cough.concept.names["zh"] == "干咳"
    assert cough.source.startswith("vocabulary@")


def test_entities_keep_their_ids(pipelines: Pipelines) -> None:
    transcript = talk([("A", "cough, cough, 咳嗽")])
    first, again = entities(transcript, pipelines), entities(transcript, pipelines)
    assert first == again
    assert len({span.id for span in first}) == 3


def test_entities_of_a_word_with_spaces_inside(pipelines: Pipelines) -> None:
    words = (
        Word(text="He had", start_s=0, end_s=1),
        Word(text=" dry cough", start_s=1, end_s=2),
    )
    transcript = talk([("A", "x")])
    transcript = Transcript(
        **{**vars(transcript), "words": words, "turns": (Turn(first_word=0, last_word=1),)}
    )
    (span,) = entities(transcript, pipelines)
    assert (span.first_word, span.last_word, span.start_char) == (1, 1, 1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("cough " * 10_000, 10_000),
        ("no fever and " * 10_000, 10_000),
        ("we did not see any of it and went on talking of the weather for a while " * 14_000, 0),
        ("没有发热咳嗽" * 10_000, 20_000),
        ("x" * 1_100_000, 0),
    ],
)
def test_entities_of_an_endless_turn(text: str, count: int, pipelines: Pipelines) -> None:
    assert len(entities(talk([("A", text)]), pipelines)) == count
