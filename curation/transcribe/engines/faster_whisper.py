"""faster-whisper: Whisper on CTranslate2, with 8-bit weights on the CPU."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from curation.errors import EngineError
from curation.model import Word
from curation.transcribe.alignment import Piece, align
from curation.transcribe.audio import Samples
from curation.transcribe.engine import Ask, Heard, require_language
from curation.transcribe.languages import choose_language
from curation.transcribe.weights import FASTER_WHISPER, Weights, folder_weights
from curation.transcribe.windows import Window
from curation.transcribe.words import spread

COMPUTE_TYPE = "int8"
SEED = 1  # of the lots that are drawn where the likeliest words loop or are unlikely
TEMPERATURE = 2  # where it is in what a decoded window comes with; above 0 lots were drawn


class FasterWhisperEngine:
    """Whisper from a local CTranslate2 folder; it never asks the network for anything."""

    name: ClassVar[str] = FASTER_WHISPER
    package: ClassVar[str] = "faster-whisper"
    takes_hotwords: ClassVar[bool] = True
    translates: ClassVar[bool] = True

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._model = self._load()
        self._guessed = False  # whether it drew lots since it was loaded

    def _load(self) -> Any:
        """A model that hears by itself alone: the lots it may draw are those of a new one.

        CTranslate2 seeds a model's lots once, when the first one is drawn.
        """
        import ctranslate2
        from faster_whisper import WhisperModel

        ctranslate2.set_random_seed(SEED)
        try:
            model = WhisperModel(
                str(self._weights.path),
                device="cpu",
                compute_type=COMPUTE_TYPE,
                local_files_only=True,
            )
        except MemoryError as error:
            raise EngineError(
                f"there is not enough memory for the weights in {self._weights.path}; close other"
                " programs or take a smaller model"
            ) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineError(
                f"{self._weights.path / 'model.bin'} cannot be loaded, it is damaged or no Whisper"
                " model; copy the whole model folder again"
            ) from error
        decode = model.generate_with_fallback

        def watched(*arguments: Any) -> Any:
            decoded = decode(*arguments)
            self._guessed = self._guessed or decoded[TEMPERATURE] > 0
            return decoded

        model.generate_with_fallback = watched
        model.encode = _remembering(model.encode)
        return model

    @classmethod
    def find_weights(cls, models: Path) -> tuple[Weights, ...]:
        """CTranslate2 folders in `models` and in the hub's cache."""
        return folder_weights(models)

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window with measured times, whatever was heard before it."""
        if self._guessed:
            del self._model  # not two of them in memory
            self._model, self._guessed = self._load(), False
        language = self._language(window, ask)
        segments, info = self._model.transcribe(
            window.samples,
            language=language,
            task="translate" if ask.translate else "transcribe",
            hotwords=" ".join(ask.hotwords_in(language)) or None,
            word_timestamps=not ask.translate,  # a translation's words have no times of their own
            condition_on_previous_text=False,  # a loop in one window must not infect the next
        )
        words = tuple(word for segment in segments for word in _words(segment, window.start_s))
        return Heard(words=words, language=info.language)

    def _language(self, window: Window, ask: Ask) -> str:
        known = self._model.supported_languages
        for language in (ask.language, *ask.among):
            require_language(language, known)
        if ask.language or len(known) == 1:
            return ask.language or str(known[0])
        features = self._model.feature_extractor(window.samples)[..., :-1]  # as it is heard later
        _, _, probabilities = self._model.detect_language(features=features)
        return choose_language(dict(probabilities), ask, window)


def _remembering(encode: Callable[[Samples], Any]) -> Callable[[Samples], Any]:
    """`encode` that takes the same sound only once: to detect its language and to hear it."""
    last: list[Any] = []  # what was encoded, and what came out

    def encoded(features: Samples) -> Any:
        if not (last and np.array_equal(last[0], features)):
            last[:] = [features, encode(features)]
        return last[1]

    return encoded


def _words(segment: Any, offset_s: float) -> list[Word]:
    pieces = [
        Piece(
            text=word.word,
            start_s=offset_s + word.start,
            end_s=offset_s + word.end,
            probability=word.probability,
        )
        for word in segment.words or ()
    ]
    start_s, end_s = offset_s + segment.start, offset_s + segment.end
    if not pieces:
        return spread(segment.text, start_s, end_s)
    return align(segment.text, pieces, start_s=start_s, end_s=end_s)
