from pathlib import Path

import numpy as np
import pytest

from curation.testing.diarizers import check_diarizer
from curation.transcribe.audio import SAMPLE_RATE_HZ, open_sound
from curation.transcribe.diarizers.moonshine import MoonshineDiarizer
from curation.transcribe.engines.moonshine import embedded_model
from curation.transcribe.voices import read_rttm
from curation.transcribe.windows import Window

START_S, CUT_S, END_S = 4.8, 16.2, 27.0  # the host; then an asker, and the expert


def test_diarizer_tells_voices_apart_and_knows_when_they_speak(demo: Path) -> None:
    with open_sound(demo / "covid19-en.opus") as sound:
        samples = np.concatenate(list(sound.blocks()))
    start, cut, end = (round(second * SAMPLE_RATE_HZ) for second in (START_S, CUT_S, END_S))
    windows = [
        Window(start_s=START_S, samples=samples[start:cut]),
        Window(start_s=CUT_S + 100, samples=samples[cut:end]),  # as if after a pause
    ]
    voices = check_diarizer(MoonshineDiarizer, embedded_model(), windows)
    early = [voice for voice in voices if voice.start_s < 100]
    assert {voice.speaker for voice in early} == {"Speaker 1"}
    host, asker = read_rttm(demo / "covid19-en.rttm")[:2]
    assert early[-1].end_s == pytest.approx(host.end_s, abs=0.3)
    second = [voice for voice in voices if voice.speaker == "Speaker 2"]
    assert (second[0].start_s, second[-1].end_s) == pytest.approx(
        (asker.start_s + 100, asker.end_s + 100), abs=0.3
    )
