"""Moonshine: the small English model that its wheel carries, so that it always works."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from curation.errors import EngineError
from curation.model import Word
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.weights import Weights
from curation.transcribe.windows import Window
from curation.transcribe.words import spread

MODEL = "tiny-en"
MIN_LINE_S = 0.3  # it hears "You" in shorter ones, which its voice activity carries over
# Its timer of words needs a model that is not in the wheel, and warns on every start.
OPTIONS = {"return_audio_data": "false", "word_timestamps": "false"}


class MoonshineEngine:
    """Moonshine tiny; it times phrases, so its words' times are estimated in them."""

    name: ClassVar[str] = "moonshine"
    package: ClassVar[str] = "moonshine-voice"
    takes_hotwords: ClassVar[bool] = False
    translates: ClassVar[bool] = False

    def __init__(self, weights: Weights) -> None:
        self._transcriber = load_transcriber(weights.path, OPTIONS)

    @classmethod
    def find_weights(cls, models: Path) -> tuple[Weights, ...]:
        """The weights in the wheel; `models` holds none of this engine."""
        del models
        folder = embedded_model()
        if not folder.is_dir():
            return ()
        size = sum(file.stat().st_size for file in folder.iterdir())
        return (
            Weights(name=MODEL, engine=cls.name, path=folder, size_bytes=size, languages=("en",)),
        )

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window, as English whatever is asked: it knows no other language."""
        from moonshine_voice.errors import MoonshineError

        del ask
        try:
            lines = self._transcriber.transcribe_without_streaming(
                window.samples.tolist(), SAMPLE_RATE_HZ
            ).lines
        except MoonshineError as error:
            raise EngineError(
                f"moonshine failed at {window.start_s:.0f} s of the recording; try another engine"
            ) from error
        return Heard(words=tuple(_words(lines, window.start_s)), language="en")


def _words(lines: Sequence[Any], offset_s: float) -> Iterator[Word]:
    """The words of its lines, which its own voice activity pads until they overlap a little."""
    lines = [line for line in lines if line.duration >= MIN_LINE_S]
    starts = [offset_s + line.start_time for line in lines]
    for line, (start_s, next_s) in zip(lines, pairwise([*starts, math.inf]), strict=True):
        yield from spread(line.text, start_s, min(start_s + line.duration, next_s))


def embedded_model() -> Path:
    """The folder of the model in the wheel."""
    from moonshine_voice.utils import get_model_path

    return Path(get_model_path(MODEL))


def load_transcriber(folder: Path, options: dict[str, str]) -> Any:
    """Moonshine's transcriber with the library's options; raises `EngineError`."""
    from moonshine_voice.errors import MoonshineError
    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import Transcriber

    try:
        return Transcriber(str(folder), ModelArch.TINY, options=options)
    except (MoonshineError, OSError) as error:
        raise EngineError(
            "moonshine cannot be loaded; run: pip install --force-reinstall moonshine-voice==0.1.0"
        ) from error
