"""Whole runs on recordings of two channels: who is named, and going on after a stop."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from curation.errors import DuplicateError, UnknownItemError
from curation.model import Participant, Transcript
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.workbench import Workbench
from tests.transcribe.sounds import silence, speech, write_channels


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people on a channel each, who begin at the same time, twice, and then take turns."""
    said, pause = speech(10.0), silence(4.0)
    first, second = said[: len(said) // 2], said[len(said) // 2 :]
    silent = np.zeros_like(first)
    left = np.concatenate([first, pause, second, pause, silent, pause, first])
    right = np.concatenate([second, pause, first, pause, second, pause, silent])
    return write_channels(tmp_path_factory.mktemp("sound") / "call.wav", [left, right])


@pytest.fixture(scope="module")
def options(mini: Path) -> TranscribeOptions:
    return TranscribeOptions(model=str(mini), language="en")


def speakers_of(transcript: Transcript) -> set[str]:
    return {turn.speaker for turn in transcript.turns}


def test_channels_become_speakers_whom_the_facts_name(
    workbench: Workbench, call: Path, options: TranscribeOptions, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.toml"
    facts.write_text('id = "call"\n[speakers]\n"Channel 2" = "Doctor"')
    made = transcribe_recording(workbench, call, about=facts, options=options)
    assert len(made.words) == 6 * 3  # six windows
    assert speakers_of(made) == {"Channel 1", "Channel 2"}
    starts = [made.words[turn.first_word].start_s for turn in made.turns]
    assert all(before <= after for before, after in pairwise(starts))
    assert (made.options["channels"], made.options["speakers_by"]) == ("auto", "channels")
    assert workbench.store.session("call").participant("Channel 2") == Participant(name="Doctor")
    with pytest.raises(DuplicateError, match="in the same way before"):
        transcribe_recording(workbench, call, options=options)


def test_channels_give_way_to_an_rttm_file_whoever_it_names(
    workbench: Workbench, call: Path, options: TranscribeOptions
) -> None:
    rttm = call.with_suffix(".rttm")
    rttm.write_text("SPEAKER x 1 0 99 <NA> <NA> somebody_else <NA> <NA>\n")
    try:
        made = transcribe_recording(workbench, call, options=options)
    finally:
        rttm.unlink()
    assert speakers_of(made) == {"somebody_else"}
    assert made.options["speakers_by"] == "rttm"


def test_channels_are_mixed_where_nobody_is_to_be_named(
    workbench: Workbench, call: Path, mini: Path
) -> None:
    options = TranscribeOptions(model=str(mini), language="en", speakers=False)
    made = transcribe_recording(workbench, call, options=options)
    assert speakers_of(made) == {""}


def test_channels_are_heard_in_ways_that_there_are(
    workbench: Workbench, call: Path, mini: Path
) -> None:
    options = TranscribeOptions(model=str(mini), language="en", channels="left")
    with pytest.raises(UnknownItemError, match="'left'; choose one of: auto, mix, split"):
        transcribe_recording(workbench, call, options=options)


@pytest.mark.parametrize("stop", [1, 3, 5])
def test_channels_go_on_after_a_stop_to_the_transcript_of_an_unbroken_run(
    workbench: Workbench, call: Path, options: TranscribeOptions, tmp_path: Path, stop: int
) -> None:
    with Workbench.open(tmp_path / "unbroken") as other:
        whole = transcribe_recording(other, call, options=options)
    told: list[float] = []

    def tell(done_s: float, _whole_s: float) -> None:
        told.append(done_s)
        if len(told) == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe_recording(workbench, call, options=options, progress=tell)
    told.clear()
    said: list[str] = []
    again = transcribe_recording(
        workbench, call, options=options, progress=lambda *at: told.append(at[0]), say=said.append
    )
    assert (again.words, again.turns) == (whole.words, whole.turns)
    assert told == sorted(told)
    assert len(said) == 1 and "voices" not in said[0]
