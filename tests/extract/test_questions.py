"""Questions are told from statements without relying on punctuation."""

import pytest

from curation.extract import Pipelines
from curation.extract.pipeline import language_of

ASKING = [
    "did you use steroids in mild cases",
    "ok um so how long did you give arbidol for",
    "right and what about chloroquine",
    "when should i start high flow oxygen",
    "any temperatures or fevers",
    "could you tell us your experience with interferon",
    "i would like to know which dose you used",
    "you're not wheezy are you",
    "and with the pain have you noticed anything else",
    "Is that correct?",
    "Steroids?",
    "有没有发热",
    "你们用不用激素",
    "什么时候上高流量氧疗",
    "请问剂量是多少",
    "那重症病人呢",
    "您推荐羟氯喹吗",
    "儿童怎么用",
    "疗程是七天还是十天",
    "专家能不能给我们讲一下出院标准",
]
TELLING = [
    "we used steroids in severe cases",
    "when the lungs got worse we gave methylprednisolone",
    "what i mean is that it is too early",
    "you know it was a bad winter",
    "i can tell you that we had no choice",
    "which is why we stopped it",
    "OK?",
    "Hello, can you hear me?",
    "no it's a dry cough",
    "几乎所有病人都有干咳",
    "没什么特别的",
    "过了十几天就好了",
    "怎么说呢这个很难",
    "我们用了洛匹那韦",
    "不管什么年龄都要小心",
    "前几天开始咳嗽",
]


@pytest.mark.parametrize("text", ASKING)
def test_questions_are_found(text: str, pipelines: Pipelines) -> None:
    assert pipelines[language_of(text)](text).spans["questions"]


@pytest.mark.parametrize("text", TELLING)
def test_questions_are_not_seen_in_statements(text: str, pipelines: Pipelines) -> None:
    assert not pipelines[language_of(text)](text).spans["questions"]


def test_questions_start_where_the_asking_starts(pipelines: Pipelines) -> None:
    doc = pipelines["en"]("she has a dry cough when should i start oxygen")
    (span,) = doc.spans["questions"]
    assert span.text == "when should i start oxygen"
    assert 0.5 <= span._.score <= 1
