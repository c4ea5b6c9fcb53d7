from pathlib import Path

import numpy as np

from curation.transcribe.audio import SAMPLE_RATE_HZ, open_sound
from curation.transcribe.diarizer import Diarizer
from curation.transcribe.formats import read_cues
from curation.transcribe.windows import Window

LENGTH_S = 28.0


def test_diarizer_tells_voices_apart_and_knows_when_they_speak(demo: Path) -> None:
    cues = [
        cue for cue in read_cues(demo / "covid19-en.vtt").cues if cue.end_s < LENGTH_S
    ]
    with open_sound(demo / "covid19-en.opus") as sound:
        samples = np.concatenate(list(sound.blocks()))[: round(LENGTH_S * SAMPLE_RATE_HZ)]
    cut = round(13.0 * SAMPLE_RATE_HZ)  # the host, then others; each window at its own time
    diarizer = Diarizer()
    diarizer.add(Window(start_s=100.0, samples=samples[:cut]))
    diarizer.add(Window(start_s=213.0, samples=samples[cut:]))
    voices = diarizer.voices()
    print([(v.start_s,v.end_s,v.speaker) for v in voices], [(c.start_s,c.end_s,c.speaker) for c in cues])
    assert 0
