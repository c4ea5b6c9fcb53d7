"""pyannote.audio's pipeline, from a folder on this machine alone.

Its library counts its users over the network unless told not to, which it is here.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from curation.errors import EngineError
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples
from curation.transcribe.diarizer import named_in_order
from curation.transcribe.timeline import Timeline
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window

FOLDER = "pyannote"  # in the folder of models
PIPELINE_FILE = "config.yaml"
SITE = "https://huggingface.co/pyannote/speaker-diarization-community-1"
PARTS = re.compile(r"\$model/([\w./-]+)")  # the pipeline's own folders
ELSEWHERE = re.compile(r":\s*['\"]?[\w.-]+/[\w.-]+['\"]?\s*$", re.MULTILINE)  # at Hugging Face


class PyannoteDiarizer:
    """A pipeline such as community-1. It wants the whole sound, which waits in a file for it."""

    name: ClassVar[str] = "pyannote"
    package: ClassVar[str] = "pyannote.audio"
    credit: ClassVar[str] = "pyannote community-1, CC BY 4.0"

    def __init__(self, weights: Path) -> None:
        os.environ["PYANNOTE_METRICS_ENABLED"] = "false"
        try:
            from pyannote.audio import Pipeline
        except (ImportError, OSError) as error:
            raise EngineError(
                "pyannote.audio cannot be loaded; run: pip install --force-reinstall pyannote.audio"
            ) from error
        try:
            self._pipeline = Pipeline.from_pretrained(str(weights))
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            raise EngineError(
                f"pyannote's pipeline in {weights} cannot be loaded; copy the whole folder again"
            ) from error
        self._sound = tempfile.TemporaryFile()  # noqa: SIM115 (open until the voices are known)
        self._timeline = Timeline()

    @classmethod
    def find_weights(cls, models: Path) -> Path | None:
        """The folder `pyannote` in `models`, if nothing in it is missing or still elsewhere."""
        folder = models / FOLDER
        try:
            config = (folder / PIPELINE_FILE).read_text(encoding="utf-8")
        except OSError:
            return None
        whole = all(any(folder.glob(f"{part}/*")) for part in PARTS.findall(config))
        return folder if whole and not ELSEWHERE.search(config) else None

    @classmethod
    def advice(cls, models: Path) -> str:
        """Where to get a pipeline that needs no network, and where to put it."""
        return (
            f"put a whole copy of {SITE} (with {PIPELINE_FILE} and the folders it names) at"
            f" {models / FOLDER}"
        )

    def add(self, window: Window) -> None:
        """Put one more window with the others."""
        self._timeline.add(window)
        self._sound.write(window.samples.tobytes())

    def voices(self) -> tuple[Voice, ...]:
        """Listen to all of it, and say who was heard when."""
        import numpy as np
        import torch

        with self._sound as file:
            file.flush()
            sound: Samples = np.memmap(file, dtype=np.float32, mode="c")
            waveform = torch.from_numpy(sound).unsqueeze(0)
            try:
                found = self._pipeline({"waveform": waveform, "sample_rate": SAMPLE_RATE_HZ})
            except (RuntimeError, ValueError) as error:
                raise EngineError(
                    "pyannote could not tell the speakers apart; transcribe again with"
                    " --diarizer moonshine"
                ) from error
        return named_in_order(stretches(found, self._timeline))


def stretches(found: Any, timeline: Timeline) -> Iterator[Voice]:
    """The voices in a pipeline's result, one at a time where it can say so (from version 4 on)."""
    annotation = getattr(found, "exclusive_speaker_diarization", found)
    for segment, _, speaker in annotation.itertracks(yield_label=True):
        for start_s, end_s in timeline.pieces(segment.start, segment.end):
            yield Voice(start_s=start_s, end_s=end_s, speaker=str(speaker))
