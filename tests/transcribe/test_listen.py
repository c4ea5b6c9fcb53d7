from pathlib import Path

import numpy as np
import pytest

from curation.errors import MediaError
from curation.model import Word
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.listen import listen
from curation.transcribe.speakers import Speakers
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence, speech, write_sound


class Parrot:
    """An engine that says one word a window, and which language it was asked for."""

    def hear(self, window: Window, ask: Ask) -> Heard:
        word = Word(text="Word.", start_s=window.start_s, end_s=window.end_s)
        return Heard(
            words=(word,), language=ask.language or ("zh" if window.start_s < 20 else "en")
        )


@pytest.fixture(scope="module")
def two_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sound = np.concatenate([speech(5.0), silence(20.0), speech(9.0)])
    return write_sound(tmp_path_factory.mktemp("sound") / "talk.flac", sound, codec="flac")


def test_listen_tells_how_far_it_is(two_parts: Path) -> None:
    told: list[tuple[float, float]] = []
    listen(two_parts, Parrot(), language="en", progress=lambda *at: told.append(at))
    assert [done for done, _ in told] == pytest.approx([5.0, 34.0], abs=1.0)
    assert {whole for _, whole in told} == {34.0}


def test_listen_takes_the_language_most_was_said_in(two_parts: Path) -> None:
    assert listen(two_parts, Parrot(), language=None).language == "en"


def test_listen_tells_the_engine_what_may_be_spoken_and_what_was(two_parts: Path) -> None:
    asks: list[Ask] = []

    class Noting(Parrot):
        def hear(self, window: Window, ask: Ask) -> Heard:
            asks.append(ask)
            return super().hear(window, ask)

    heard = listen(two_parts, Noting(), language=None, among=("zh", "en"), speakers=False)
    assert asks == [Ask(among=("zh", "en")), Ask(among=("zh", "en"), before="zh")]
    assert [turn.language for turn in heard.speech.turns] == ["zh", ""]


def test_listen_names_speakers_by_voices_it_is_told(two_parts: Path) -> None:
    voices = [Voice(start_s=0, end_s=20, speaker="A"), Voice(start_s=20, end_s=40, speaker="B")]
    heard = listen(two_parts, Parrot(), language="en", speakers=Speakers(voices=voices))
    assert [turn.speaker for turn in heard.speech.turns] == ["A", "B"]


def test_listen_leaves_speakers_open_when_it_is_told_to(two_parts: Path) -> None:
    heard = listen(two_parts, Parrot(), language="en")
    assert [turn.speaker for turn in heard.speech.turns] == ["", ""]
    assert (heard.duration_s, heard.sample_rate_hz, heard.channels) == (34.0, 16_000, 1)


def test_listen_refuses_a_recording_in_which_nobody_speaks(quiet: Path) -> None:
    with pytest.raises(MediaError, match=r"quiet\.wav: no speech was found"):
        listen(quiet, Parrot(), language="en")


def test_listen_keeps_what_was_truncated_and_says_so(two_parts: Path, tmp_path: Path) -> None:
    data = two_parts.read_bytes()
    path = tmp_path / "cut.flac"
    path.write_bytes(data[: len(data) // 2])
    heard = listen(path, Parrot(), language="en")
    assert [flag.kind for flag in heard.speech.flags] == ["truncated"]
    assert heard.speech.words
