from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from curation.errors import EngineError, UnknownItemError
from curation.testing.diarizers import check_diarizer
from curation.testing.engines import ContractError
from curation.transcribe.diarizer import (
    diarizer_types,
    find_diarizers,
    make_diarizer,
    named_in_order,
)
from curation.transcribe.timeline import Timeline
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence

WINDOWS = [
    Window(start_s=10.0, samples=silence(5.0)),
    Window(start_s=100.0, samples=silence(5.0)),
]


class Halves:
    """Hears one speaker in the first window and another in the others."""

    name: ClassVar[str] = "halves"
    package: ClassVar[str] = "numpy"
    credit: ClassVar[str] = "nobody, no licence"

    def __init__(self, weights: Path) -> None:
        del weights
        self._heard: list[Voice] = []

    @classmethod
    def find_weights(cls, models: Path) -> Path | None:
        return models if models.is_dir() else None

    @classmethod
    def advice(cls, models: Path) -> str:
        return f"make {models}"

    def add(self, window: Window) -> None:
        name = f"Speaker {min(len(self._heard), 1) + 1}"
        self._heard.append(Voice(start_s=window.start_s, end_s=window.end_s, speaker=name))

    def voices(self) -> tuple[Voice, ...]:
        return tuple(self._heard)


def test_diarizers_prefer_pyannote_and_always_have_moonshine(tmp_path: Path) -> None:
    assert [kind.name for kind in diarizer_types()] == ["pyannote", "moonshine"]
    kind, _ = make_diarizer(tmp_path)
    assert (kind.name, kind.credit) == ("moonshine", "models by pyannote and WeSpeaker, CC BY 4.0")


def test_diarizers_say_what_is_missing(tmp_path: Path) -> None:
    pyannote, moonshine = find_diarizers(tmp_path)
    if pyannote.version is None:
        assert pyannote.missing == "it needs pyannote.audio; run: pip install pyannote.audio"
        with pytest.raises(EngineError, match=r"pip install pyannote\.audio; .*--no-speakers"):
            make_diarizer(tmp_path, "pyannote")
    assert (moonshine.missing, moonshine.version) == ("", "0.1.0")


def test_diarizers_list_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownItemError, match=r"no diarizer called 'ears'.*moonshine, pyannote"):
        make_diarizer(tmp_path, "ears")


def test_diarizers_name_voices_in_the_order_in_which_they_speak() -> None:
    voices = [
        Voice(start_s=start_s, end_s=start_s + 1, speaker=speaker)
        for start_s, speaker in ((5.0, "x"), (0.0, "z"), (2.0, "x"))
    ]
    assert [(voice.start_s, voice.speaker) for voice in named_in_order(voices)] == [
        (0.0, "Speaker 1"),
        (2.0, "Speaker 2"),
        (5.0, "Speaker 2"),
    ]


def test_diarizers_know_the_recordings_time_beyond_a_pause() -> None:
    timeline = Timeline()
    for window in WINDOWS:
        timeline.add(window)
    assert list(timeline.pieces(1.0, 2.0)) == [(11.0, 12.0)]
    assert list(timeline.pieces(4.0, 7.0)) == [(14.0, 15.0), (100.0, 102.0)]


def test_diarizers_of_ones_own_are_checked(tmp_path: Path) -> None:
    assert len(check_diarizer(Halves, tmp_path, WINDOWS)) == 2

    class Late(Halves):
        def voices(self) -> tuple[Voice, ...]:
            return tuple(replace(voice, end_s=voice.end_s + 9) for voice in super().voices())

    class Nameless(Halves):
        def voices(self) -> tuple[Voice, ...]:
            return tuple(replace(voice, speaker="B") for voice in super().voices())

    class Deaf(Halves):
        def add(self, window: Window) -> None:
            del window

    for kind, wrong in ((Late, "in no window"), (Nameless, "not called"), (Deaf, "heard nobody")):
        with pytest.raises(ContractError, match=wrong):
            check_diarizer(kind, tmp_path, WINDOWS)
