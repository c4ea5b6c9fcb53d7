import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from curation.transcribe.checkpoint import open_checkpoint
from curation.transcribe.engine import Heard
from curation.transcribe.windows import Window
from tests.transcribe.sounds import silence, speech, write_sound

Run = Callable[..., subprocess.CompletedProcess[str]]
CURATION = Path(sys.executable).with_name("curation")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("import", file)` in a new data folder; asserts that there is no traceback."""
    monkeypatch.setenv("CURATION_HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(CURATION), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    return call


def test_cli_transcribe_says_what_it_made_and_refuses_to_repeat_it(run: Run, talk: Path) -> None:
    done = run("transcribe", talk, "--session", "s1", "--no-speakers", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    (made,) = json.loads(done.stdout)
    assert (made["transcript"], made["engine"], made["flags"]) == ("s1/r0001", "moonshine", [])
    again = run("transcribe", talk, "--session", "s1", "--no-speakers")
    assert again.returncode == 2
    assert "nothing was done" in again.stderr
    assert len(again.stderr.splitlines()) == 1


def test_cli_transcribe_killed_at_any_time_says_where_it_goes_on(
    run: Run, mini: Path, tmp_path: Path
) -> None:
    said = [speech(3.0), silence(4.0)] * 12
    long = write_sound(tmp_path / "long.flac", np.concatenate(said), codec="flac")
    command = ["transcribe", long, "--model", mini, "--language", "en", "--no-speakers"]
    killed = subprocess.Popen([str(CURATION), *map(str, command)])
    folder = tmp_path / "home" / "transcripts" / "long"
    while killed.poll() is None and not list(folder.glob(".partial/*.jsonl")):
        time.sleep(0.01)
    killed.kill()
    assert killed.wait() == -signal.SIGKILL
    done = run(*command)
    assert (done.returncode, done.stdout.split(":")[0]) == (0, "long/r0001")
    assert re.fullmatch(r"long\.flac goes on at 00:0\d:\d\d\n", done.stderr)
    assert not (folder / ".partial").exists()


def test_cli_transcribe_goes_on_after_a_bad_file(
    run: Run, talk: Path, quiet: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.mp3").write_text("not sound")
    files = [tmp_path / "none.wav", tmp_path / "empty.mp3", tmp_path / "text.mp3", quiet, talk]
    done = run("transcribe", *files, "--no-speakers")
    assert done.returncode == 1
    assert "talk/r0001" in done.stdout
    assert "4 of 5 failed" in done.stderr
    flat = " ".join(done.stderr.replace("│", " ").split())
    for reason in ("no such file", "is empty", "not a sound", "no speech was found"):
        assert reason in flat


def test_cli_transcribe_with_nothing_that_can_be_done_ends_in_2(run: Run, tmp_path: Path) -> None:
    done = run("transcribe", tmp_path / "a.wav", tmp_path / "b.wav")
    assert done.returncode == 2
    assert "2 of 2 failed" in done.stderr


def test_cli_transcribe_uses_whispers_weights(run: Run, talk: Path, mini: Path) -> None:
    assert run("models", "add", "mini", mini).returncode == 0
    listed = json.loads(run("models", "--json").stdout)
    assert [weights["name"] for weights in listed] == ["mini", "tiny-en"]
    found = json.loads(run("doctor", "--json").stdout)
    assert [choice["model"] for choice in found["choices"]] == ["mini", "mini"]
    done = run("transcribe", talk, "--language", "zh", "--no-speakers")
    assert "language zh, by faster-whisper (mini)" in done.stdout


def test_cli_doctor_says_what_is_wrong(run: Run, tmp_path: Path) -> None:
    assert run("doctor").returncode == 0
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "workbench.db").write_text("no database" * 100)
    done = run("doctor")
    assert done.returncode == 1
    assert "workbench.db" in done.stderr


def test_cli_import_goes_on_after_a_bad_file_and_shows_the_transcript(
    run: Run, demo: Path, tmp_path: Path
) -> None:
    shutil.copy(demo / "covid19-zh.vtt", tmp_path / "zh.vtt")
    (tmp_path / "broken.srt").write_text("1\n00:00:02,000 --> 00:00:01,000\nsecret\n")
    done = run("import", tmp_path / "broken.srt", tmp_path / "zh.vtt", "--session", "zh")
    assert done.returncode == 1
    assert "zh/r0001: 1029 words in 26 turns" in done.stdout
    flat = "".join(done.stderr.replace("│", " ").split())
    assert "itendsbeforeitstarts" in flat
    assert "secret" not in flat
    shown = run("transcript", "zh", "--format", "srt")
    assert shown.stdout.startswith("1\n00:00:00,500 --> 00:00:04,686\n主持人: 各位老师")
    assert run("transcript", "zh", "--format", "doc").returncode == 2
    unknown = run("transcript", "no")
    assert (unknown.returncode, "known sessions: zh" in unknown.stderr) == (2, True)


@pytest.mark.parametrize("command", ["transcribe", "import", "transcript", "models", "doctor"])
def test_cli_help_has_an_example(run: Run, command: str) -> None:
    assert "Example" in run(command, "--help").stdout


def test_cli_transcribe_takes_a_list_of_hotwords(
    run: Run, mini: Path, talk: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# ours\nKaletra\n克力芝\n", "utf-8")
    command = ("transcribe", talk, "--model", mini, "--session", "s1", "--no-speakers")
    assert run(*command, "--hotwords", words).returncode == 0
    made = json.loads((tmp_path / "home" / "transcripts" / "s1" / "r0001.json").read_text("utf-8"))
    assert made["options"]["hotwords"] == ["Kaletra", "克力芝"]
    both = run(*command, "--hotwords", words, "--no-hotwords")
    assert both.returncode == 2
    assert "either --hotwords or --no-hotwords" in both.stderr
    missing = run("transcribe", talk, "--session", "s1", "--hotwords", tmp_path / "none.txt")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


def test_cli_transcribe_says_what_is_doubtful(run: Run, mini: Path, talk: Path) -> None:
    done = run("transcribe", talk, "--model", mini, "--session", "s1", "--no-speakers")
    assert "omission at" in done.stdout  # three words for nine seconds of speech
    assert "speech without words; listen" in done.stdout


def test_cli_lists_stopped_runs_and_forgets_them(run: Run, talk: Path, tmp_path: Path) -> None:
    assert run("stopped").stdout == "no run is stopped\n"
    path = tmp_path / "home" / "transcripts" / "my-talk" / ".partial" / "abc.jsonl"
    window = Window(start_s=1860.0, samples=speech(1.0))
    with open_checkpoint(path, recording=talk, way={"model": "mini"}) as checkpoint:
        checkpoint.add(window, Heard(words=(), language="en"))
    assert "stopped      1; see `curation stopped`" in run("doctor").stdout
    (listed,) = json.loads(run("stopped", "--json").stdout)
    assert (listed["recording"], listed["heard_s"]) == ("talk.wav", 1861.0)
    shown = run("stopped").stdout
    assert all(text in shown for text in ("my-talk", "talk.wav", "00:31:01", "model mini"))
    done = run("stopped", "--remove", "my-talk")
    assert (done.returncode, done.stdout) == (0, "no run is stopped\n")
    again = run("stopped", "--remove", "my-talk")
    assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)
