"""What every diarizer must do; run it in the tests of a diarizer of your own."""

from collections.abc import Sequence
from pathlib import Path

from curation.testing.engines import ContractError
from curation.transcribe.diarizer import DiarizerType
from curation.transcribe.voices import Voice
from curation.transcribe.windows import Window

SLACK_S = 0.5  # diarizers round to their frames


def check_diarizer(
    kind: DiarizerType, weights: Path, windows: Sequence[Window]
) -> tuple[Voice, ...]:
    """Load a diarizer, let it hear windows of one or more speakers, and look at what it says.

    Put some time between the windows, for times must count from the start of the recording.
    Returns the voices, for checks of one's own.

    Raises
    ------
    ContractError
        saying what is wrong.
    """
    _require(bool(kind.name and kind.package), "it lacks a name or a package")
    _require(bool(kind.credit), "it names no makers and licence of its weights")
    _require(bool(kind.advice(Path("/nowhere"))), "it does not say how to get its weights")
    diarizer = kind(weights)
    for window in windows:
        diarizer.add(window)
    voices = diarizer.voices()
    _require(bool(voices), "it heard nobody in speech")
    starts = [voice.start_s for voice in voices]
    _require(starts == sorted(starts), "voices are not in order of time")
    for voice in voices:
        _require(type(voice.start_s) is float and type(voice.end_s) is float, "times are no floats")
        _require(voice.start_s <= voice.end_s, "a voice ends before it starts")
        _require(
            any(
                window.start_s - SLACK_S <= voice.start_s and voice.end_s <= window.end_s + SLACK_S
                for window in windows
            ),
            "a voice is in no window; times count from the start of the recording",
        )
    speakers = list(dict.fromkeys(voice.speaker for voice in voices))
    expected = [f"Speaker {number + 1}" for number in range(len(speakers))]
    _require(speakers == expected, "speakers are not called Speaker 1, Speaker 2, … as they speak")
    return voices


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ContractError(message)
