"""Chinese characters that sound like a drug's name."""

import pytest

from curation.extract import Vocabulary
from curation.extract.pinyin import syllables
from curation.extract.repair_index import RepairIndex, repair_index
from curation.extract.repairs import transcript_repairs
from tests.extract.talks import talk


@pytest.fixture(scope="module")
def index(vocabulary: Vocabulary) -> RepairIndex:
    return repair_index(vocabulary)


@pytest.mark.parametrize(
    ("text", "heard", "name"),
    [
        ("我们给他用了二甲双瓜片。", "二甲双瓜", "二甲双胍"),
        ("开始用利巴为林治疗。", "利巴为林", "利巴韦林"),  # the same sounds
        ("开始用泥巴韦林治疗。", "泥巴韦林", "利巴韦林"),  # n for l
        ("每天吃阿斯屁林一百毫克。", "阿斯屁林", "阿司匹林"),
    ],
)
def test_pinyin_suggests_the_name_that_was_said(
    text: str, heard: str, name: str, index: RepairIndex
) -> None:
    (repair,) = transcript_repairs(talk([("A", text)]), index)
    assert (repair.heard, repair.name) == (heard, name)
    assert text[repair.start_char + repair.first_word :].startswith(heard)
    assert repair.evidence.reason.startswith("sounds alike")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我们给他用了二甲双胍。",  # heard right
        "病人第一天没有发烧，咳嗽也不重。",
        "请大家先听我说几句，然后再提问题。",
        "😀🎉",
    ],
)
def test_pinyin_leaves_other_text_alone(text: str, index: RepairIndex) -> None:
    assert index.chinese.find(text) == ()


def test_pinyin_has_a_syllable_for_each_character() -> None:
    assert syllables("韦林") == (("w", "ei"), ("l", "in"))
    assert len(syllables("鱻𠮷林")) == 3
