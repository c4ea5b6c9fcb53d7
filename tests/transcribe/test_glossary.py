from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from curation.model import Word
from curation.transcribe.activity import activity_in
from curation.transcribe.careful import CarefulEngine
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.engines.faster_whisper import FasterWhisperEngine
from curation.transcribe.glossary import hear_hotwords
from curation.transcribe.rules import load_rules
from curation.transcribe.weights import Weights, weights_at
from curation.transcribe.windows import Window
from curation.transcribe.words import spread
from tests.transcribe.checkpoint import write_folder
from tests.transcribe.sounds import noise, silence, speech, tone

HOTWORDS = ("lopinavir", "ritonavir", "氯喹", "羟氯喹", "heart failure drug")


class Telling:
    """An engine that says one thing when it is told hotwords and another when it is not."""

    def __init__(self, told: str, plain: str, *, probability: float | None = 0.9) -> None:
        self._texts = {True: told, False: plain}
        self._probability = probability
        self.asked: list[bool] = []

    def hear(self, window: Window, ask: Ask) -> Heard:
        told = bool(ask.hotwords)
        self.asked.append(told)
        words = spread(self._texts[told], window.start_s + 1, window.end_s - 1, timing="measured")
        said = tuple(replace(word, probability=self._probability) for word in words)
        return Heard(words=said, language="en")


@pytest.fixture(scope="module")
def reading() -> Window:
    return Window(start_s=50.0, samples=speech(6.0))


def hear(engine: Telling, window: Window, hotwords: Sequence[str] = HOTWORDS) -> Heard:
    ask = Ask(language="en", hotwords=tuple(hotwords))
    return hear_hotwords(engine, window, ask, activity_in(window), load_rules())


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def test_hear_hotwords_believes_a_sure_word_where_somebody_speaks(reading: Window) -> None:
    engine = Telling("We gave Lopinavir, and it was fine.", "We gave low pin a veer.")
    heard = hear(engine, reading)
    assert engine.asked == [True]
    assert text_of(heard.words) == "We gave Lopinavir, and it was fine."
    assert heard.flags == ()


@pytest.mark.parametrize(
    ("told", "term"),
    [
        ("We gave lopinavir, and it was fine.", "lopinavir"),
        ("We gave a heart failure drug and it was fine.", "heart failure drug"),
        ("我们用了羟氯喹，效果很好。", "羟氯喹"),
    ],
)
@pytest.mark.parametrize("probability", [0.2, None])
def test_hear_hotwords_flags_an_unsure_word_that_is_not_heard_again(
    reading: Window, told: str, term: str, probability: float | None
) -> None:
    engine = Telling(told, "We gave them a lot of water.", probability=probability)
    heard = hear(engine, reading)
    assert engine.asked == [True, False]
    (flag,) = heard.flags
    inside = [w for w in heard.words if flag.start_s <= w.start_s and w.end_s <= flag.end_s]
    said = "".join(word.text for word in inside).strip("，,")
    assert (flag.kind, said) == ("echo", term.replace(" ", ""))


def test_hear_hotwords_believes_an_unsure_word_that_is_heard_again(reading: Window) -> None:
    engine = Telling("They took lopinavir then.", "They took lopinavir then.", probability=0.2)
    assert hear(engine, reading).flags == ()
    assert engine.asked == [True, False]


def test_hear_hotwords_doubts_a_word_that_is_heard_again_elsewhere(reading: Window) -> None:
    filler = "and so on " * 3
    engine = Telling(f"lopinavir {filler}", f"{filler} lopinavir", probability=0.2)
    assert [flag.kind for flag in hear(engine, reading).flags] == ["echo"]


def test_hear_hotwords_doubts_its_own_list_however_sure(reading: Window) -> None:
    engine = Telling("lopinavir ritonavir abacavir", "That is all, thank you.")
    heard = hear(engine, reading, ["lopinavir", "ritonavir", "abacavir"])
    assert [flag.kind for flag in heard.flags] == ["echo"] * 3
    assert engine.asked == [True, False]


def test_hear_hotwords_hears_again_where_a_list_silences_the_engine(reading: Window) -> None:
    assert text_of(hear(Telling("", "We went on."), reading).words) == "We went on."


def test_hear_hotwords_hears_once_where_there_are_none(reading: Window) -> None:
    engine = Telling("lopinavir", "")
    assert hear(engine, reading, []).words == ()
    assert engine.asked == [False]


@pytest.mark.parametrize(
    "samples",
    [
        silence(6.0),
        noise(6.0),
        tone(6.0),
        np.concatenate([silence(28.0), speech(2.5)[-16_000:]]),
    ],
)
def test_hear_hotwords_tells_none_where_hardly_anybody_speaks(
    samples: np.typing.NDArray[np.float32],
) -> None:
    engine = Telling("lopinavir", "Thank you.")
    heard = hear(engine, Window(start_s=0.0, samples=samples))
    assert engine.asked == [False]
    assert text_of(heard.words) == "Thank you."


def test_hear_hotwords_doubts_a_sure_word_where_nobody_speaks(reading: Window) -> None:
    class Late(Telling):
        def hear(self, window: Window, ask: Ask) -> Heard:
            heard = super().hear(window, ask)
            last = Word(
                text="ritonavir", start_s=window.end_s - 2, end_s=window.end_s - 1, probability=0.99
            )
            return replace(heard, words=(*heard.words, last)) if ask.hotwords else heard

    window = Window(start_s=0.0, samples=np.concatenate([reading.samples, noise(4.0)]))
    heard = hear(Late("We went on.", "We went on."), window)
    assert [(flag.kind, flag.start_s) for flag in heard.flags] == [("echo", 8.0)]


@pytest.fixture(scope="module")
def echoing(tmp_path_factory: pytest.TempPathFactory) -> Weights:
    """Weights that say a hotword when they are told it, and something else when not."""
    return weights_at(
        write_folder(
            tmp_path_factory.mktemp("weights") / "echoing",
            [" He", " drank", " water", "."],
            told="lopinavir",
            echo=[" He", " took", " lop", "inavir", "."],
        )
    )


def test_whisper_that_echoes_a_hotword_is_flagged(echoing: Weights, reading: Window) -> None:
    engine = FasterWhisperEngine(echoing)
    plain = CarefulEngine(engine).hear(reading, Ask(language="en"))
    assert text_of(plain.words) == "He drank water."
    told = CarefulEngine(engine, hotwords=("lopinavir", "氯喹")).hear(reading, Ask(language="en"))
    assert text_of(told.words) == "He took lopinavir."
    (echo,) = [flag for flag in told.flags if flag.kind == "echo"]
    assert (echo.start_s, echo.end_s) == (told.words[-1].start_s, told.words[-1].end_s)


def test_whisper_is_told_no_hotwords_where_nobody_speaks(echoing: Weights) -> None:
    engine = CarefulEngine(FasterWhisperEngine(echoing), hotwords=("lopinavir",))
    heard = engine.hear(Window(start_s=0.0, samples=noise(6.0)), Ask(language="en"))
    assert text_of(heard.words) == "He drank water."


def test_careful_engine_tells_no_hotwords_for_a_translation(reading: Window) -> None:
    engine = Telling("lopinavir", "Thank you.")
    CarefulEngine(engine, hotwords=HOTWORDS).hear(reading, Ask(language="en", translate=True))
    assert engine.asked == [False]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ("lopinavir", "ritonavir", "heart failure drug")),
        ("zh", ("氯喹", "羟氯喹")),
        (None, HOTWORDS),
    ],
)
def test_ask_gives_hotwords_in_the_languages_script(
    language: str | None, expected: tuple[str, ...]
) -> None:
    assert Ask(hotwords=HOTWORDS).hotwords_in(language) == expected
