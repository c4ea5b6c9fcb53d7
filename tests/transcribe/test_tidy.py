import pytest

from curation.model import Word
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.script import Script
from curation.transcribe.tidy import TidyEngine, possible_times
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence

WINDOW = Window(start_s=10.0, samples=silence(20.0))
Times = list[tuple[float, float]]


def words(times: Times, text: str = "fever") -> tuple[Word, ...]:
    return tuple(Word(text=text, start_s=start, end_s=end) for start, end in times)


@pytest.mark.parametrize(
    ("times", "expected", "estimated"),
    [
        ([(10, 10.5), (10.5, 11)], [(10, 10.5), (10.5, 11)], []),
        ([(10, 10.51), (10.5, 11)], [(10, 10.51), (10.5, 11)], []),  # within Whisper's steps
        ([(10, 10.8), (10.5, 11)], [(10, 10.5), (10.5, 11)], [0]),
        ([(12, 12.5), (11, 13)], [(12, 12), (12, 13)], [0, 1]),  # out of order
        ([(10, 18), (18, 18.5)], [(17.6, 18), (18, 18.5)], [0]),  # begins in the pause before
        ([(10, 10.5), (10.5, 18)], [(10, 10.5), (10.5, 10.9)], [1]),  # ends in the pause after
        ([(10, 10.0), (10, 10.5)], [(10, 10), (10, 10.5)], [0]),  # no time at all
        ([(29.5, 31)], [(29.5, 30)], [0]),  # past its window
    ],
)
def test_tidy_estimates_times_that_cannot_be(
    times: Times, expected: Times, estimated: list[int]
) -> None:
    made = possible_times(words(times), WINDOW)
    assert [(word.start_s, word.end_s) for word in made] == expected
    assert [n for n, word in enumerate(made) if word.timing == "estimated"] == estimated


def test_tidy_leaves_long_words_that_are_estimated() -> None:
    word = Word(text="no", start_s=10.0, end_s=13.0, timing="estimated")
    assert possible_times([word], WINDOW) == (word,)


class Writer:
    """An engine that writes Simplified characters, in a language it is asked for."""

    def hear(self, window: Window, ask: Ask) -> Heard:
        return Heard(words=words([(10.0, 10.3)], "头发"), language=ask.language or "zh")


@pytest.mark.parametrize(
    ("script", "language", "expected"),
    [("Hant", "zh", "頭髮"), ("Hant", "ja", "头发"), ("", "zh", "头发")],
)
def test_tidy_writes_one_chinese_script(script: Script, language: str, expected: str) -> None:
    heard = TidyEngine(Writer(), script=script).hear(WINDOW, Ask(language=language))
    assert [word.text for word in heard.words] == [expected]
