import random

import pytest

from curation.model import join_words
from curation.transcribe.words import guess_language, speaking_time_s, split_text, spread


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world.  It's 5 mg/kg.", ["Hello,", "world.", "It's", "5", "mg/kg."]),
        ("她发烧了。", ["她", "发", "烧", "了。"]),
        ("他说：“头痛！”然后……", ["他", "说：", "“头", "痛！”", "然", "后……"]),
        (
            "用lopinavir（400 mg），一天2次",
            ["用", "lopinavir", "（400", "mg），", "一", "天", "2", "次"],
        ),
        ("体温>38℃，SpO2≤93%。", ["体", "温", ">38℃，", "SpO2≤93%。"]),
        ("COVID-19，SARS", ["COVID-19，", "SARS"]),
        ("日本語のテスト", ["日", "本", "語", "の", "テ", "ス", "ト"]),
        ("e\u0301te\u0301 好\ufe00吗", ["e\u0301te\u0301", "好\ufe00", "吗"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("好🙂 👍🏽 ok", ["好", "🙂", "👍🏽", "ok"]),
        ("\ufeffa\u200bb\x00c", ["abc"]),
        ("……", ["……"]),
        (" \n\t\u3000", []),
    ],
)
def test_words_are_cut_as_the_language_asks(text: str, words: list[str]) -> None:
    assert [word for word, _ in split_text(text)] == words


@pytest.mark.parametrize(
    ("text", "spaces"),
    [
        ("We gave it.", [True, True, True]),
        ("咳嗽。", [False, False]),
        ("用 lopinavir 好", [True, True, False]),
        ("用lopinavir", [False, True]),
    ],
)
def test_words_know_whether_a_space_follows(text: str, spaces: list[bool]) -> None:
    assert [space for _, space in split_text(text)] == spaces


def test_words_join_to_the_text_they_came_from() -> None:
    letters = "ab1 我们。，（）“”()[]{}<>\t-/.🙂\u0301\ufe0f,!?％%\u3000·…々か"
    chosen = random.Random(1)  # noqa: S311
    for _ in range(20_000):
        text = "".join(chosen.choice(letters) for _ in range(chosen.randint(1, 12)))
        assert join_words(tuple(spread(text, 0.0, 1.0))) == " ".join(text.split())


def test_words_share_the_time_by_their_length() -> None:
    words = spread("We gave lopinavir", 10.0, 25.0)
    assert [(word.start_s, word.end_s) for word in words] == [(10, 12), (12, 16), (16, 25)]
    assert {word.timing for word in words} == {"estimated"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We gave lopinavir", "en"),
        ("我们用 lopinavir/ritonavir 治疗", "zh"),
        ("日本語のテストです", "ja"),
        ("3 mg 5 %", "en"),
        ("", "en"),
    ],
)
def test_words_tell_the_language_by_its_script(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_words_take_time_to_say() -> None:
    assert speaking_time_s("word " * 150) == pytest.approx(48.0)
    assert speaking_time_s("字" * 270) == pytest.approx(60.0)
