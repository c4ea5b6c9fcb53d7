"""Who speaks when: speakers told apart by their voices, whatever engine hears the words.

The diarizer is the one that moonshine-voice carries (its models, of pyannote and WeSpeaker,
are under CC BY 4.0). It knows voices and no names: they are `Speaker 1`, `Speaker 2` and so
on as they come up.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager

from curation.errors import EngineError
from curation.transcribe.audio import SAMPLE_RATE_HZ
from curation.transcribe.engines.moonshine import OPTIONS, embedded_model, load_transcriber
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window

# It looks at ten seconds of sound, then goes on by this step. Its own is 1 s and takes twice as
# long as the recording; 2 s takes about as long as the recording and still tells the demo's four
# synthetic voices apart, 3 s takes two of them for one.
STEP_S = 2
CLUSTER_EVERY_S = 30  # how often it looks again at who is who


class Diarizer:
    """Takes windows in order by `add`, then says in `voices` who spoke when."""

    def __init__(self) -> None:
        options = OPTIONS | {
            "identify_speakers": "true",
            "skip_transcription": "true",
            "diarization_analyze_cadence": str(STEP_S),
            "diarization_cluster_cadence": str(CLUSTER_EVERY_S),
        }
        self._transcriber = load_transcriber(embedded_model(), options)
        self._stream = self._transcriber.create_stream(update_interval=float("inf"))
        self._stream.start()
        self._heard_s = 0.0
        self._heard_at_s: list[float] = []  # where in the diarizer's stream each window starts
        self._start_s: list[float] = []  # and where in the recording

    def add(self, window: Window) -> None:
        """Listen to one more window, which takes about as long as it lasts."""
        self._heard_at_s.append(self._heard_s)
        self._start_s.append(window.start_s)
        self._heard_s += len(window.samples) / SAMPLE_RATE_HZ
        with _moonshine_errors():
            self._stream.add_audio(window.samples.tolist(), SAMPLE_RATE_HZ)
            self._stream.update_transcription()

    def voices(self) -> tuple[Voice, ...]:
        """Who was heard when; nothing can be added afterwards."""
        with _moonshine_errors():
            lines = self._stream.stop().lines
        spans = [span for line in lines for span in line.speaker_spans or ()]
        names: dict[int, str] = {}
        for span in sorted(spans, key=lambda span: span.start_time):
            names.setdefault(span.speaker_index, f"Speaker {len(names) + 1}")
        return tuple(
            Voice(
                start_s=self._recording_time_s(span.start_time),
                end_s=self._recording_time_s(span.start_time) + span.duration,
                speaker=names[span.speaker_index],
            )
            for span in spans
        )

    def _recording_time_s(self, heard_at_s: float) -> float:
        number = max(bisect_right(self._heard_at_s, heard_at_s) - 1, 0)
        return self._start_s[number] + heard_at_s - self._heard_at_s[number]


@contextmanager
def _moonshine_errors() -> Iterator[None]:
    from moonshine_voice.errors import MoonshineError

    try:
        yield
    except MoonshineError as error:
        raise EngineError(
            "the speakers could not be told apart; transcribe again with --no-speakers"
        ) from error
