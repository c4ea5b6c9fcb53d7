import pytest

from curation.errors import InputError
from curation.model import Turn, Word
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.languages import Asked, Spoken, asked_for, choose_language
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence


def window(seconds: float = 10.0, start_s: float = 0.0) -> Window:
    return Window(start_s=start_s, samples=silence(seconds))


@pytest.mark.parametrize(
    ("asked", "known", "expected"),
    [
        ("auto", (), Asked()),
        ("auto", ("zh",), Asked(language="zh")),
        ("auto", ("zh-TW",), Asked(language="zh", script="Hant")),
        ("auto", ("zh_Hans_CN", "en-GB"), Asked(among=("zh", "en"), script="Hans")),
        ("auto", ("zh-Hans", "zh-Hant"), Asked(language="zh")),
        ("en", ("zh-TW",), Asked(language="en")),
        ("zh-HK, en", ("en",), Asked(among=("zh", "en"), script="Hant-HK")),
        ("EN", (), Asked(language="en")),
    ],
)
def test_languages_are_those_asked_for_or_of_the_session(
    asked: str, known: tuple[str, ...], expected: Asked
) -> None:
    assert asked_for(asked, known) == expected


@pytest.mark.parametrize("asked", ["Chinese", "", "zh;en", "zh,", "中文", "e"])
def test_languages_that_are_no_codes_are_refused(asked: str) -> None:
    with pytest.raises(InputError, match="as language is not a language's code"):
        asked_for(asked, ())
    with pytest.raises(InputError, match="in the session's facts is not"):
        asked_for("auto", (asked,))


@pytest.mark.parametrize(
    ("probabilities", "among", "before", "seconds", "expected"),
    [
        ({"en": 0.3, "zh": 0.2, "cy": 0.5}, (), None, 10, "cy"),
        ({"en": 0.3, "zh": 0.2, "cy": 0.5}, ("zh", "en"), None, 10, "en"),
        ({"en": 0.55, "zh": 0.45}, ("zh", "en"), "zh", 10, "zh"),  # too close to switch
        ({"en": 0.7, "zh": 0.3}, ("zh", "en"), "zh", 10, "en"),
        ({"en": 0.7, "zh": 0.3}, ("zh", "en"), "zh", 2, "zh"),  # a short window must be surer
        ({"en": 0.95, "zh": 0.05}, ("zh", "en"), "zh", 2, "en"),
        ({"en": 0.1, "zh": 0.05, "ja": 0.85}, ("zh", "en"), "zh", 10, "en"),  # shares of the two
        ({"en": 0.9, "zh": 0.1}, ("zh", "en"), "fr", 2, "en"),  # the one before cannot be
        ({}, ("zh", "en"), None, 10, "zh"),
    ],
)
def test_languages_choice_keeps_to_those_that_may_be_and_to_the_one_before(
    probabilities: dict[str, float],
    among: tuple[str, ...],
    before: str | None,
    seconds: float,
    expected: str,
) -> None:
    ask = Ask(among=among, before=before)
    assert choose_language(probabilities, ask, window(seconds)) == expected


def heard(language: str, count: int, start_s: float) -> Heard:
    word = Word(text="x", start_s=start_s, end_s=start_s + 0.1)
    return Heard(words=(word,) * count, language=language)


def test_languages_divide_turns_where_they_change() -> None:
    spoken = Spoken()
    for number, (language, count) in enumerate([("zh", 4), ("zh", 2), ("en", 0), ("en", 3)]):
        spoken.add(window(start_s=10.0 * number), heard(language, count, 10.0 * number))
    spoken.add(window(20.0, start_s=40.0), heard("zh", 1, 40.0))
    assert (spoken.last, spoken.most) == ("zh", "zh")
    turns = [
        Turn(first_word=0, last_word=4, speaker="A"),
        Turn(first_word=5, last_word=7, speaker="B"),
        Turn(first_word=8, last_word=9, speaker="A"),
    ]
    assert [(t.first_word, t.last_word, t.speaker, t.language) for t in spoken.divide(turns)] == [
        (0, 4, "A", ""),
        (5, 5, "B", ""),
        (6, 7, "B", "en"),
        (8, 8, "A", "en"),
        (9, 9, "A", ""),
    ]
