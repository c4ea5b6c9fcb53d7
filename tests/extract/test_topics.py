from datetime import UTC, datetime
from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.extract.topics import Decided, decided_topics, load_taxonomy, suggest_topics
from curation.model import Decision, QAPair, Run


def pair(question: str, answer: str = "", language: str = "en", key: str = "p1") -> QAPair:
    return QAPair(
        id=key,
        transcript="talk/r0001",
        question=Run(first_word=0, last_word=1),
        answers=(Run(first_word=2, last_word=3),),
        question_text=question,
        answer_text=answer,
        language=language,
    )


@pytest.mark.parametrize(
    ("language", "question", "topic"),
    [
        ("en", "When do you intubate?", "ventilation"),
        ("en", "How do you take off the protective suit safely?", "staff-protection"),
        ("en", "What are your criteria for discharge?", "discharge"),
        ("en", "Is two grams a day too high a dose?", "drugs-and-doses"),
        ("en", "Can a mother with the infection go on breastfeeding?", "special-patients"),
        ("en", "How high was the mortality in your unit?", "prognosis"),
        ("zh", "出院标准是什么？", "discharge"),
        ("zh", "什么时候上呼吸机？", "ventilation"),
        ("zh", "防护服怎么脱？", "staff-protection"),
        ("zh", "孕妇可以用吗？", "special-patients"),
        ("zh", "床位不够的时候怎么转运？", "organisation"),
    ],
)
def test_topics_are_suggested_by_the_words_of_the_question(
    language: str, question: str, topic: str
) -> None:
    assert suggest_topics(pair(question, language=language), load_taxonomy())[0] == topic


def test_topics_are_left_open_where_nothing_speaks_for_one() -> None:
    assert suggest_topics(pair("Could you say that again?"), load_taxonomy()) == ()


def test_topics_of_a_question_like_one_that_was_decided_are_taken_over() -> None:
    before = pair("When do you intubate a patient?")
    decision = Decision(
        id="d1",
        target_id="p1",
        verdict="edit",
        reviewer="tester",
        decided_at=datetime.now(UTC),
        version=1,
        before={"topics": ()},
        after={"topics": ("airway",)},
    )
    decided = decided_topics([before], [decision])
    assert decided == Decided(questions=("when do you intubate a patient?",), topics=(("airway",),))
    again = pair("When do you intubate the patient?", key="p2")
    assert suggest_topics(again, load_taxonomy(), decided) == ("airway",)


def test_topics_of_the_data_folder_replace_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "topics.toml"
    own.write_text(
        "question_weight = 1\nleast = 1\nmost = 1\nalike = 90\n"
        '[topics.bees]\nnames = { en = "Bees" }\ncues = { en = ["honey"] }\n'
    )
    taxonomy = load_taxonomy(own)
    assert suggest_topics(pair("Does honey help?"), taxonomy) == ("bees",)


def test_topics_of_a_damaged_taxonomy_are_refused(tmp_path: Path) -> None:
    own = tmp_path / "topics.toml"
    own.write_text("question_weight = 'much'\n")
    with pytest.raises(FormatError, match=r"topics\.toml"):
        load_taxonomy(own)
