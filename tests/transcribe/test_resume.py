"""Runs that are killed in a real process and go on: the transcript is that of an unbroken run."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curation.errors import (
    DuplicateError,
    EngineError,
    InputError,
    MediaError,
    OutputError,
    UnknownItemError,
)
from curation.steps.resume import forget_stopped_runs, stopped_runs
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.transcribe.checkpoint import Checkpoint, open_checkpoint
from curation.workbench import Workbench
from tests.transcribe.sounds import silence, speech, write_sound

SPOKEN = 5  # windows in the recording
# Kills itself, as `kill -9` does, once it has told its progress for the n-th time.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.workbench import Workbench

home, recording, model, left = sys.argv[1:]
left = int(left)

def die(done_s, whole_s):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

options = TranscribeOptions(model=model, language="en", speakers=False)
with Workbench.open(Path(home)) as workbench:
    transcribe_recording(workbench, Path(recording), options=options, progress=die)
"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of several windows."""
    said, pause = speech(4.0), silence(4.0)
    sound = np.concatenate([part for _ in range(SPOKEN) for part in (said, pause)])
    return write_sound(tmp_path_factory.mktemp("sound") / "long.flac", sound, codec="flac")


@pytest.fixture(scope="module")
def options(mini: Path) -> TranscribeOptions:
    return TranscribeOptions(model=str(mini), language="en", speakers=False)


@pytest.fixture(scope="module")
def unbroken(
    long: Path, options: TranscribeOptions, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The files that a run makes which nothing stops."""
    with Workbench.open(tmp_path_factory.mktemp("unbroken")) as workbench:
        transcribe_recording(workbench, long, options=options)
        return made(workbench)


def made(workbench: Workbench) -> dict[str, bytes]:
    """A session's transcript files, and nothing else is there; without when it was made."""
    files = {path.name: path.read_bytes() for path in session_folder(workbench).iterdir()}
    facts: dict[str, Any] = json.loads(files["r0001.json"])
    created_at = facts["created_at"].encode()
    return {name: data.replace(created_at, b"") for name, data in files.items()}


def session_folder(workbench: Workbench) -> Path:
    return workbench.settings.transcripts / "long"


def lines(workbench: Workbench) -> int:
    """How many windows are in the one checkpoint that is there."""
    (path,) = session_folder(workbench).glob(".partial/*.jsonl")
    return path.read_bytes().count(b"\n") - 1


def kill_at(workbench: Workbench, recording: Path, mini: Path, windows: int) -> None:
    command = [sys.executable, "-c", SCRIPT, workbench.settings.home, recording, mini]
    done = subprocess.run([*map(str, command), str(windows)], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def stop_after(workbench: Workbench, path: Path, options: TranscribeOptions, count: int) -> None:
    """Stop a run after so many windows, as Ctrl-C does."""
    told: list[float] = []

    def tell(done_s: float, _whole_s: float) -> None:
        told.append(done_s)
        if len(told) == count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe_recording(workbench, path, options=options, progress=tell)


@pytest.mark.parametrize("kills", [[1], [2, 4], [5]])
def test_resume_after_kills_makes_the_transcript_of_an_unbroken_run(
    workbench: Workbench,
    long: Path,
    mini: Path,
    options: TranscribeOptions,
    unbroken: dict[str, bytes],
    kills: list[int],
) -> None:
    for windows in kills:
        kill_at(workbench, long, mini, windows + (windows != kills[0]))
        assert lines(workbench) == windows
        assert not list(session_folder(workbench).glob("r*"))
    said: list[str] = []
    told: list[float] = []
    transcribe_recording(
        workbench,
        long,
        options=options,
        say=said.append,
        progress=lambda done_s, _: told.append(done_s),
    )
    assert made(workbench) == unbroken
    at_s = 8 * (kills[-1] - 1) + 4
    assert said == [f"long.flac goes on at 00:00:{at_s:02}"]
    assert told[0] == pytest.approx(at_s, abs=0.9)
    assert told == sorted(told)


def test_resume_hears_only_what_is_missing(
    workbench: Workbench,
    long: Path,
    options: TranscribeOptions,
    unbroken: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from curation.transcribe.engines.faster_whisper import FasterWhisperEngine

    stop_after(workbench, long, options, 3)
    heard: list[float] = []
    hear = FasterWhisperEngine.hear

    def counted(self: Any, window: Any, ask: Any) -> Any:
        heard.append(window.start_s)
        return hear(self, window, ask)

    monkeypatch.setattr(FasterWhisperEngine, "hear", counted)
    transcribe_recording(workbench, long, options=options)
    assert len(heard) == SPOKEN - 3
    assert made(workbench) == unbroken


def test_resume_passes_over_a_torn_last_line(
    workbench: Workbench, long: Path, options: TranscribeOptions, unbroken: dict[str, bytes]
) -> None:
    stop_after(workbench, long, options, 4)
    (path,) = session_folder(workbench).glob(".partial/*.jsonl")
    path.write_bytes(path.read_bytes()[:-20])
    said: list[str] = []
    transcribe_recording(workbench, long, options=options, say=said.append)
    assert said == ["long.flac goes on at 00:00:20"]
    assert made(workbench) == unbroken


def other_way(options: TranscribeOptions) -> TranscribeOptions:
    return replace(options, language="zh")


def test_resume_refuses_other_options_and_goes_on_with_the_first(
    workbench: Workbench, long: Path, options: TranscribeOptions, unbroken: dict[str, bytes]
) -> None:
    stop_after(workbench, long, options, 2)
    with pytest.raises(InputError) as caught:
        transcribe_recording(workbench, long, options=other_way(options))
    message = str(caught.value)
    assert "heard long.flac up to 00:00:12 in another way (language was en, now zh);" in message
    assert "--fresh" in message
    said: list[str] = []
    transcribe_recording(workbench, long, options=options, say=said.append)
    assert said == ["long.flac goes on at 00:00:12"]
    assert made(workbench) == unbroken


def test_resume_with_other_options_starts_anew_when_it_is_told_to(
    workbench: Workbench, long: Path, options: TranscribeOptions
) -> None:
    stop_after(workbench, long, options, 2)
    fresh = replace(other_way(options), fresh=True)
    transcribe_recording(workbench, long, options=fresh)
    assert sorted(made(workbench)) == ["r0001.json", "r0001.vtt"]


@pytest.mark.parametrize(
    ("name", "difference"),
    [
        ("mini", "model's files was "),
        ("other", "model was mini, now other; model's files was "),
    ],
)
def test_resume_refuses_other_weights(
    workbench: Workbench,
    long: Path,
    mini: Path,
    options: TranscribeOptions,
    tmp_path: Path,
    name: str,
    difference: str,
) -> None:
    stop_after(workbench, long, options, 1)
    weights = Path(shutil.copytree(mini, tmp_path / name))
    os.utime(weights / "model.bin")
    with pytest.raises(InputError, match=re.escape(f"({difference}")):
        transcribe_recording(workbench, long, options=replace(options, model=str(weights)))


def test_resume_refuses_another_session_and_another_program(
    workbench: Workbench,
    long: Path,
    options: TranscribeOptions,
    unbroken: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop_after(workbench, long, options, 1)
    with pytest.raises(InputError, match=r"\(session was long, now other\)"):
        transcribe_recording(workbench, long, session_id="other", options=options)
    assert not (workbench.settings.transcripts / "other").exists()
    with monkeypatch.context() as patch:
        patch.setattr("curation.steps.resume.code_version", lambda: "abc")
        with pytest.raises(InputError, match=r"program was .*, now \S+ \(abc\)\)"):
            transcribe_recording(workbench, long, options=options)
    fresh = replace(options, fresh=True)
    transcribe_recording(workbench, long, session_id="other", options=fresh)
    assert not session_folder(workbench).exists()


def test_resume_starts_anew_with_a_changed_recording(
    workbench: Workbench, long: Path, options: TranscribeOptions, tmp_path: Path
) -> None:
    stop_after(workbench, long, options, 2)
    said: list[str] = []
    other = tmp_path / "long.flac"
    sound = np.concatenate([speech(4.0), silence(4.0), speech(3.0)])
    write_sound(other, sound, codec="flac")
    transcribe_recording(workbench, other, session_id="long", options=options, say=said.append)
    assert said == []
    assert lines(workbench) == 2


def test_resume_does_not_touch_a_stopped_run_when_nothing_is_to_do(
    workbench: Workbench, long: Path, options: TranscribeOptions
) -> None:
    transcribe_recording(workbench, long, options=options)
    stop_after(workbench, long, other_way(options), 2)
    with pytest.raises(DuplicateError):
        transcribe_recording(workbench, long, options=replace(options, fresh=True))
    assert lines(workbench) == 2


def test_resume_forgets_a_run_that_was_stopped_when_all_was_done(
    workbench: Workbench,
    long: Path,
    options: TranscribeOptions,
    unbroken: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(_self: Checkpoint) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Checkpoint, "discard", die)
        with pytest.raises(KeyboardInterrupt):
            transcribe_recording(workbench, long, options=options)
    assert lines(workbench) == SPOKEN
    with pytest.raises(DuplicateError):
        transcribe_recording(workbench, long, options=options)
    assert made(workbench) == unbroken


def test_resume_lists_and_forgets_stopped_runs(
    workbench: Workbench, long: Path, options: TranscribeOptions
) -> None:
    folder = workbench.settings.transcripts
    assert stopped_runs(folder) == ()
    stop_after(workbench, long, options, 2)
    (run,) = stopped_runs(folder)
    assert (run.session_id, run.recording, run.running) == ("long", "long.flac", False)
    assert run.heard_s == pytest.approx(12, abs=0.9)
    assert (run.way["model"], run.way["language"]) == ("mini", "en")
    with pytest.raises(UnknownItemError, match="'short' has no stopped runs"):
        forget_stopped_runs(folder, "short")
    with (
        open_checkpoint(run.path, recording=long, way=run.way),
        pytest.raises(OutputError, match="another program"),
    ):
        forget_stopped_runs(folder, "long")
    run.path.with_name("0.jsonl").write_text("spoken words")
    damaged, _ = stopped_runs(folder)
    assert (damaged.recording, damaged.heard_s, damaged.size_bytes) == ("", 0.0, 12)
    assert len(forget_stopped_runs(folder, "long")) == 2
    assert not session_folder(workbench).exists()


def test_resume_forgets_a_stopped_run_when_it_is_told_to(
    workbench: Workbench, long: Path, options: TranscribeOptions, unbroken: dict[str, bytes]
) -> None:
    stop_after(workbench, long, options, 2)
    said: list[str] = []
    transcribe_recording(workbench, long, options=replace(options, fresh=True), say=said.append)
    assert said == []
    assert made(workbench) == unbroken


def test_resume_refuses_a_recording_that_another_run_has(
    workbench: Workbench, long: Path, options: TranscribeOptions, unbroken: dict[str, bytes]
) -> None:
    stop_after(workbench, long, options, 2)
    (run,) = stopped_runs(workbench.settings.transcripts)
    with (
        open_checkpoint(run.path, recording=long, way=run.way),
        pytest.raises(OutputError, match=r"long\.flac is being transcribed by another program"),
    ):
        transcribe_recording(workbench, long, options=options)
    transcribe_recording(workbench, long, options=options)
    assert made(workbench) == unbroken


def test_resume_takes_words_of_a_run_that_failed_at_the_speakers(
    workbench: Workbench,
    long: Path,
    mini: Path,
    options: TranscribeOptions,
    unbroken: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_self: Any) -> None:
        raise EngineError("the speakers could not be told apart")

    monkeypatch.setattr("curation.transcribe.diarizers.moonshine.MoonshineDiarizer.voices", fail)
    with pytest.raises(EngineError, match="speakers"):
        transcribe_recording(
            workbench, long, options=TranscribeOptions(model=str(mini), language="en")
        )
    assert lines(workbench) == SPOKEN
    transcribe_recording(workbench, long, options=options)
    assert made(workbench) == unbroken


def test_resume_with_speakers_makes_the_transcript_of_an_unbroken_run(
    workbench: Workbench, long: Path, mini: Path, tmp_path: Path
) -> None:
    options = TranscribeOptions(model=str(mini), language="en")
    with Workbench.open(tmp_path / "unbroken") as other:
        transcribe_recording(other, long, options=options)
        whole = made(other)
    stop_after(workbench, long, options, 3)
    said: list[str] = []
    transcribe_recording(workbench, long, options=options, say=said.append)
    assert made(workbench) == whole
    (text,) = said
    assert text.endswith("; only its voices are listened to again up to there")


def test_resume_does_not_keep_what_no_transcript_can_come_of(
    workbench: Workbench, long: Path, options: TranscribeOptions, tmp_path: Path
) -> None:
    growing = Path(shutil.copy(long, tmp_path / "long.flac"))

    def write_on(_done: float, _whole: float) -> None:
        with growing.open("ab") as stream:
            stream.write(bytes(100))

    with pytest.raises(MediaError, match="still being written"):
        transcribe_recording(workbench, growing, options=options, progress=write_on)
    assert not session_folder(workbench).exists()
