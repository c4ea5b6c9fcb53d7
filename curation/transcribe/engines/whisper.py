"""openai-whisper: the reference implementation, on PyTorch; an extra of the installation."""

from pathlib import Path
from pickle import UnpicklingError
from typing import Any, ClassVar

from curation.errors import EngineError
from curation.model import Word
from curation.transcribe.alignment import Piece, align
from curation.transcribe.engine import Ask, Heard, require_language
from curation.transcribe.languages import choose_language
from curation.transcribe.weights import WHISPER, Weights, file_weights
from curation.transcribe.windows import Window
from curation.transcribe.words import spread

SEED = 1  # of the lots that are drawn where the likeliest words loop or are unlikely


class WhisperEngine:
    """Whisper from a local `.pt` file."""

    name: ClassVar[str] = WHISPER
    package: ClassVar[str] = "openai-whisper"
    takes_hotwords: ClassVar[bool] = True
    translates: ClassVar[bool] = True

    def __init__(self, weights: Weights) -> None:
        import whisper

        damaged = (EOFError, KeyError, OSError, RuntimeError, UnpicklingError, ValueError)
        try:
            self._model = whisper.load_model(str(weights.path), device="cpu")
        except damaged as error:
            raise EngineError(
                f"the weights in {weights.path} cannot be loaded; copy the file again"
            ) from error

    @classmethod
    def find_weights(cls, models: Path) -> tuple[Weights, ...]:
        """The `.pt` files in `models` and in the library's cache."""
        return file_weights(models)

    def hear(self, window: Window, ask: Ask) -> Heard:
        """The words of a window with measured times."""
        import torch

        torch.manual_seed(SEED)  # the same lots are drawn whatever was heard before
        language = self._language(window, ask)
        result = self._model.transcribe(
            window.samples,
            language=language,
            task="translate" if ask.translate else "transcribe",
            initial_prompt=", ".join(ask.hotwords_in(language)) or None,
            word_timestamps=not ask.translate,  # a translation's words have no times of their own
            condition_on_previous_text=False,  # a loop in one window must not infect the next
            fp16=False,
        )
        words = tuple(
            word for segment in result["segments"] for word in _words(segment, window.start_s)
        )
        return Heard(words=words, language=result["language"])

    def _language(self, window: Window, ask: Ask) -> str:
        import whisper

        known = whisper.tokenizer.LANGUAGES if self._model.is_multilingual else ("en",)
        for language in (ask.language, *ask.among):
            require_language(language, known)
        if ask.language or not self._model.is_multilingual:
            return ask.language or "en"
        sound = whisper.pad_or_trim(window.samples)
        mel = whisper.log_mel_spectrogram(sound, n_mels=self._model.dims.n_mels)
        _, probabilities = self._model.detect_language(mel)
        return choose_language(probabilities, ask, window)


def _words(segment: dict[str, Any], offset_s: float) -> list[Word]:
    pieces = [
        Piece(
            text=word["word"],
            start_s=offset_s + word["start"],
            end_s=offset_s + word["end"],
            probability=word["probability"],
        )
        for word in segment.get("words", ())
    ]
    start_s, end_s = offset_s + segment["start"], offset_s + segment["end"]
    if not pieces:
        return spread(segment["text"], start_s, end_s)
    return align(segment["text"], pieces, start_s=start_s, end_s=end_s)
