"""Moonshine: the small English model that its wheel carries, so that it always works."""

from pathlib import Path
from typing import Any, ClassVar

from curation.errors import EngineError
from curation.model import Word
from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples
from curation.transcribe.engine import Ask, Heard
from curation.transcribe.weights import Weights
from curation.transcribe.windows import Window, speech_spans
from curation.transcribe.words import spread

MODEL = "tiny-en"
# Longer pauses make it mishear more, shorter ones tell less of where words are: of 561 words of
# the demo 68 are wrong so, 79 with pauses of 0.35 s.
PHRASE_PAUSE_S = 0.5
MAX_PHRASE_S = 15.0
# Its timer of words needs a model that is not in the wheel, and warns on every start.
OPTIONS = {"return_audio_data": "false", "word_timestamps": "false"}
# Its own voice activity carries over from one call to the next.
NO_VOICE_ACTIVITY = {"vad_threshold": "0"}


class MoonshineEngine:
    """Moonshine tiny; it times phrases, so its words' times are estimated in them."""

    name: ClassVar[str] = "moonshine"
    package: ClassVar[str] = "moonshine-voice"
    takes_hotwords: ClassVar[bool] = False
    translates: ClassVar[bool] = False

    def __init__(self, weights: Weights) -> None:
        self._transcriber = load_transcriber(weights.path, OPTIONS | NO_VOICE_ACTIVITY)

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
        del ask
        words: list[Word] = []
        spans = speech_spans(window.samples, max_s=MAX_PHRASE_S, min_silence_s=PHRASE_PAUSE_S)
        for first, last in spans:
            start_s = window.start_s + first / SAMPLE_RATE_HZ
            text = self._text(window.samples[first:last], start_s)
            words += spread(text, start_s, window.start_s + last / SAMPLE_RATE_HZ)
        return Heard(words=tuple(words), language="en")

    def _text(self, phrase: Samples, start_s: float) -> str:
        from moonshine_voice.errors import MoonshineError

        try:
            lines = self._transcriber.transcribe_without_streaming(
                phrase.tolist(), SAMPLE_RATE_HZ
            ).lines
        except MoonshineError as error:
            raise EngineError(
                f"moonshine failed at {start_s:.0f} s of the recording; try another engine"
            ) from error
        return " ".join(line.text for line in lines)


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
