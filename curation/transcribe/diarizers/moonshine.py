"""The diarizer that moonshine-voice carries, so that one always works."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from curation.errors import EngineError
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.diarizer import named_in_order
from curation.transcribe.engines.moonshine import OPTIONS, embedded_model, load_transcriber
from curation.transcribe.timeline import Timeline
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window

# It looks at ten seconds of sound, then goes on by this step. Its own is 1 s and takes twice as
# long as the recording; 2 s takes about as long as the recording and still tells the demo's four
# synthetic voices apart, 3 s takes two of them for one.
STEP_S = 2
CLUSTER_EVERY_S = 30  # how often it looks again at who is who


class MoonshineDiarizer:
    """A small one of pyannote's and WeSpeaker's models; whatever engine hears the words."""

    name: ClassVar[str] = "moonshine"
    package: ClassVar[str] = "moonshine-voice"
    credit: ClassVar[str] = "models by pyannote and WeSpeaker, CC BY 4.0"

    def __init__(self, weights: Path) -> None:
        options = OPTIONS | {
            "identify_speakers": "true",
            "skip_transcription": "true",
            "diarization_analyze_cadence": str(STEP_S),
            "diarization_cluster_cadence": str(CLUSTER_EVERY_S),
        }
        self._transcriber = load_transcriber(weights, options)
        self._stream = self._transcriber.create_stream(update_interval=float("inf"))
        self._stream.start()
        self._timeline = Timeline()

    @classmethod
    def find_weights(cls, models: Path) -> Path | None:
        """Those in the wheel; `models` holds none of them."""
        del models
        folder = embedded_model()
        return folder if folder.is_dir() else None

    @classmethod
    def advice(cls, models: Path) -> str:
        """What to do when the wheel is damaged."""
        del models
        return "its models are gone; run: pip install --force-reinstall moonshine-voice==0.1.0"

    def add(self, window: Window) -> None:
        """Listen to one more window, which takes about as long as it lasts."""
        self._timeline.add(window)
        with _moonshine_errors():
            self._stream.add_audio(window.samples.tolist(), SAMPLE_RATE_HZ)
            self._stream.update_transcription()

    def voices(self) -> tuple[Voice, ...]:
        """Who was heard when; nothing can be added afterwards."""
        with _moonshine_errors():
            lines = self._stream.stop().lines
        spans = [span for line in lines for span in line.speaker_spans or ()]
        return named_in_order(
            Voice(start_s=start_s, end_s=end_s, speaker=str(span.speaker_index))
            for span in spans
            for start_s, end_s in self._timeline.pieces(
                span.start_time, span.start_time + span.duration
            )
        )


@contextmanager
def _moonshine_errors() -> Iterator[None]:
    from moonshine_voice.errors import MoonshineError

    try:
        yield
    except MoonshineError as error:
        raise EngineError(
            "the speakers could not be told apart; transcribe again with --no-speakers"
        ) from error
