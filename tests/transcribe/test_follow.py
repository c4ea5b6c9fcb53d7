"""Recordings that another process writes while they are followed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curation.errors import InputError, MediaError
from curation.model import Transcript
from curation.steps.follow import Following, follow_recording
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.workbench import Workbench
from tests.transcribe.sounds import silence, speech, write_sound

IDLE_S = 20.0
# Writes a file in steps, and in the middle waits until it is told to go on.
WRITER = """
import sys, time
from pathlib import Path

source, target, go_on = map(Path, sys.argv[1:])
data = source.read_bytes()
step = len(data) // 100 + 1
with target.open("wb") as stream:
    for number, first in enumerate(range(0, len(data), step)):
        while number == 75 and not go_on.exists():
            time.sleep(0.02)
        stream.write(data[first : first + step])
        stream.flush()
        time.sleep(0.005)
"""


@pytest.fixture(scope="module")
def options(mini: Path) -> TranscribeOptions:
    return TranscribeOptions(model=str(mini), language="en", speakers=False)


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    said, pause = speech(4.0), silence(4.0)
    return np.concatenate([part for _ in range(5) for part in (said, pause)])


def unknown_length(path: Path) -> None:
    """Make a WAV say what programs write that do not know its length yet."""
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[4:8] = data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)


@contextmanager
def written(source: Path, target: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that writes three quarters of a file, and the rest once `go_on` is called."""
    command = [sys.executable, "-c", WRITER, source, target, target.with_suffix(".go")]
    with subprocess.Popen(list(map(str, command))) as process:
        try:
            yield process
        finally:
            process.kill()


def go_on(target: Path) -> None:
    target.with_suffix(".go").touch()


@pytest.mark.parametrize(
    ("ending", "codec"),
    [
        (".wav", "pcm_s16le"),
        (".ts", "aac"),
        (".aac", "aac"),
        (".ogg", "libopus"),
        (".webm", "libopus"),
        (".mp3", "mp3"),
        (".flac", "flac"),
    ],
)
def test_follow_makes_the_transcript_of_the_complete_file(
    workbench: Workbench,
    options: TranscribeOptions,
    sound: np.ndarray,
    tmp_path: Path,
    ending: str,
    codec: str,
) -> None:
    rate = 48_000 if codec == "libopus" else 16_000
    source = write_sound(tmp_path / f"whole{ending}", sound, codec=codec, rate=rate)
    if ending == ".wav":
        unknown_length(source)
    target = tmp_path / f"live{ending}"
    windows: list[Transcript] = []

    def told(window: Transcript) -> None:  # were it not before the end, nothing would go on
        windows.append(window)
        go_on(target)

    with written(source, target) as writer:
        following = Following(told=told, idle_s=IDLE_S, stopped=lambda: writer.poll() is not None)
        made = follow_recording(workbench, target, following, options=options)
        assert writer.wait() == 0
    assert made is not None
    assert target.read_bytes() == source.read_bytes()
    assert [word for window in windows for word in window.words] == list(made.words)
    with Workbench.open(tmp_path / "plain") as other:
        plain = transcribe_recording(other, target, options=options)
    assert (made.words, made.turns, made.flags) == (plain.words, plain.turns, plain.flags)
    assert not list(workbench.settings.transcripts.glob("*/.partial"))


def test_follow_says_that_an_mp4_must_be_complete(
    workbench: Workbench, options: TranscribeOptions, sound: np.ndarray, tmp_path: Path
) -> None:
    path = write_sound(tmp_path / "live.mp4", sound, codec="aac")
    growing = tmp_path / "growing.mp4"
    growing.write_bytes(path.read_bytes()[:20_000])
    following = Following(told=lambda _: None, idle_s=IDLE_S)
    with pytest.raises(MediaError, match="index is written last"):
        follow_recording(workbench, growing, following, options=options)


def test_follow_waits_for_the_file_and_says_when_none_comes(
    workbench: Workbench, options: TranscribeOptions, tmp_path: Path
) -> None:
    following = Following(told=lambda _: None, idle_s=0.2)
    with pytest.raises(InputError, match="no such file"):
        follow_recording(workbench, tmp_path / "none.wav", following, options=options)


def test_follow_stopped_while_it_grows_keeps_what_was_heard(
    workbench: Workbench, options: TranscribeOptions, sound: np.ndarray, tmp_path: Path
) -> None:
    data = write_sound(tmp_path / "whole.ts", sound, codec="aac").read_bytes()
    target = tmp_path / "live.ts"
    target.write_bytes(data[: len(data) * 3 // 4])
    stop, enough = threading.Event(), threading.Event()
    windows: list[Transcript] = []

    def grow() -> None:
        with target.open("ab", buffering=0) as stream:
            for at in range(len(data) * 3 // 4, len(data), 188):
                stream.write(data[at : at + 188])
                enough.wait(0.05)

    def told(window: Transcript) -> None:
        windows.append(window)
        stop.set()

    writer = threading.Thread(target=grow)
    writer.start()
    following = Following(told=told, idle_s=IDLE_S, stopped=stop.is_set)
    assert follow_recording(workbench, target, following, options=options) is None
    enough.set()
    writer.join()
    assert target.read_bytes() == data
    said: list[str] = []
    made = follow_recording(
        workbench,
        target,
        Following(told=lambda _: None, idle_s=0.5),
        options=options,
        say=said.append,
    )
    assert said
    assert said[0].startswith("live.ts goes on at")
    assert made is not None
    assert made.words[: len(windows[0].words)] == windows[0].words


def test_follow_at_the_command_line_shows_lines_and_writes_captions(
    mini: Path, sound: np.ndarray, tmp_path: Path
) -> None:
    source = write_sound(tmp_path / "whole.ts", sound, codec="aac")
    target = tmp_path / "live.ts"
    captions = tmp_path / "live.vtt"
    command: list[Any] = [Path(sys.executable).with_name("curation"), "transcribe", "--follow"]
    command += [target, "--model", mini, "--language", "en", "--no-speakers", "--idle", "60"]
    command += ["--captions", captions, "--json"]
    following = subprocess.Popen(
        list(map(str, command)),
        env={**os.environ, "CURATION_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with written(source, target) as writer:
        while not captions.exists() or captions.read_text().count("-->") < 3:
            assert following.poll() is None
            time.sleep(0.05)
        go_on(target)
        assert writer.wait() == 0
    following.send_signal(signal.SIGINT)  # the recording is complete
    output, errors = following.communicate()
    assert (following.returncode, errors) == (0, "")
    *lines, last = output.splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["He took lopinavir."] * 5
    (made,) = json.loads(last)
    assert made["transcript"] == "live/r0001"
    text = captions.read_text()
    assert text.startswith("WEBVTT\n\n00:00:00.")
    assert text.count("He took lopinavir.") == 5
