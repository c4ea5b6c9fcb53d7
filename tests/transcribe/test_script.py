import pytest

from curation.model import Word, join_words
from curation.transcribe.script import Script, in_script, script_of
from curation.transcribe.words import spread


def words(text: str) -> tuple[Word, ...]:
    return tuple(spread(text, 1.0, 5.0, timing="measured"))


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (("zh",), ""),
        (("zh-CN", "en"), "Hans"),
        (("zh-Hant",), "Hant"),
        (("zh-Hant-HK",), "Hant-HK"),
        (("zh-TW", "zh-CN"), ""),
        (("en-HK",), ""),
        (("yue-Hant",), "Hant"),
    ],
)
def test_script_is_told_by_languages_codes(languages: tuple[str, ...], expected: Script) -> None:
    assert script_of(languages) == expected


@pytest.mark.parametrize(
    ("text", "script", "expected"),
    [
        ("头发和发烧，服用了lopinavir。", "Hant", "頭髮和發燒，服用了lopinavir。"),
        ("病人在這裡發燒。", "Hans", "病人在这里发烧。"),
        ("病人在这里，面条", "Hant", "病人在這裡，麵條"),
        ("病人在这里，卫生", "Hant-HK", "病人在這裏，衞生"),
        ("干擾素，皇后後天", "Hant", "干擾素，皇后後天"),  # Traditional already; OpenCC: 幹擾
        ("头发 turned 乾燥", "Hant", "頭髮 turned 乾燥"),  # both in one window
        ("头发和頭髮", "", "头发和頭髮"),
        ("He took it.", "Hant", "He took it."),
    ],
)
def test_script_is_that_of_every_word(text: str, script: Script, expected: str) -> None:
    given = words(text)
    made = in_script(given, script)
    assert join_words(made) == expected
    assert [(w.start_s, w.end_s, w.space, w.timing) for w in made] == [
        (w.start_s, w.end_s, w.space, w.timing) for w in given
    ]


def test_script_keeps_words_where_a_phrase_changes_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("curation.transcribe.script.TO_SIMPLIFIED", "tw2sp")  # 資料庫 is 数据库
    given = words("資料庫的軟體，滑鼠")
    made = in_script(given, "Hans")
    assert len(made) == len(given)
    assert made[3].text == "的"
    assert made[4].text == "软"
