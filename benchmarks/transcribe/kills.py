"""Kills a run at random points, as `kill -9` does, until it is done; compares what it made.

Run it as `python -m benchmarks.transcribe.kills`; see README.md.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.transcribe.results import RESULTS, keep_json
from curation.errors import CurationError
from curation.steps.resume import stopped_runs
from curation.steps.transcribe import TranscribeOptions, transcribe_recording
from curation.workbench import Workbench
from tests.transcribe.checkpoint import write_folder
from tests.transcribe.sounds import silence, speech, write_sound

KILLS = 20
SEED = 1
SPOKEN_S, PAUSE_S = 2.5, 3.0  # each stretch of speech becomes one window
SESSION = "kills"
WORDS = (" He", " took", " lop", "inavir", ".")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print and keep the figures; 1 when a transcript was not that of an unbroken run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        home, recording, model = options.child
        _transcribe(Path(home), Path(recording), model, _tell)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), kills=options.kills)
    keep_json(result, options.out / "transcribe-kills.json")
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0 if all(one["identical"] for one in result.values()) else 1


def measure(folder: Path, *, kills: int = KILLS) -> dict[str, Any]:
    """By engine, what kills did to a run over a recording with more windows than kills."""
    recording = write_recording(folder / f"{SESSION}.flac", windows=kills + 4)
    model = write_folder(folder / "random", WORDS)
    return {
        name: kill_and_go_on(folder / name, recording, given, kills=kills)
        for name, given in (("faster-whisper", str(model)), ("moonshine", ""))
    }


def write_recording(path: Path, *, windows: int) -> Path:
    """A recording of so many windows, each with other words."""
    said, step = speech(SPOKEN_S + windows), 16_000  # one second
    size = round(SPOKEN_S * step)
    parts = [said[number * step :][:size] for number in range(windows)]
    pause = silence(PAUSE_S)
    sound = np.concatenate([part for one in parts for part in (one, pause)])
    return write_sound(path, sound, codec="flac")


def kill_and_go_on(home: Path, recording: Path, model: str, *, kills: int) -> dict[str, Any]:
    """Kill a run so often, each time starting it again; what it made, and heard twice.

    An empty `model` stands for the embedded engine.
    """
    ends: list[float] = []  # of windows, in order
    started = time.perf_counter()
    _transcribe(home / "unbroken", recording, model, ends.append)
    hear_s = (time.perf_counter() - started) / len(ends)
    chance = random.Random(SEED)  # noqa: S311
    points = sorted(chance.uniform(0, len(ends)) for _ in range(kills))
    again = []
    for point in points:
        told = _kill_at(home / "killed", recording, model, point, hear_s, ends)
        if _made(home / "killed"):
            break
        again.append(min(told + 1, len(ends)) - _kept(home / "killed"))
    else:
        _transcribe(home / "killed", recording, model)
    return {
        "windows": len(ends),
        "kills": len(again),
        "windows_heard_again": sum(again),
        "most_by_one_kill": max(again, default=0),
        "identical": _made(home / "killed") == _made(home / "unbroken"),
    }


def _kill_at(
    home: Path, recording: Path, model: str, point: float, hear_s: float, ends: Sequence[float]
) -> int:
    """Kill a run some time after it has begun the window `point` falls into.

    Gives how many windows it said to have done.
    """
    module = [sys.executable, "-m", "benchmarks.transcribe.kills", "--child"]
    command = [*module, str(home), str(recording), model]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        told = 0
        for line in run.stdout or ():
            told = 1 + ends.index(float(line))
            if told >= int(point):
                break
        time.sleep((point - int(point)) * hear_s)
        run.kill()
        for line in run.stdout or ():
            if line.endswith("\n"):
                told = 1 + ends.index(float(line))
    if run.returncode > 0:
        raise CurationError(f"the run failed by itself (exit code {run.returncode})")
    return told


def _transcribe(
    home: Path, recording: Path, model: str, tell: Callable[[float], None] = lambda _: None
) -> None:
    options = TranscribeOptions(
        engine="auto" if model else "moonshine",
        model=model or None,
        language="en",
        speakers=False,
    )
    with Workbench.open(home) as workbench:
        transcribe_recording(
            workbench,
            recording,
            session_id=SESSION,
            options=options,
            progress=lambda done_s, _: tell(done_s),
        )


def _tell(done_s: float) -> None:
    sys.stdout.write(f"{done_s}\n")
    sys.stdout.flush()


def _kept(home: Path) -> int:
    """How many windows are in the checkpoint."""
    return sum(run.path.read_bytes().count(b"\n") - 1 for run in stopped_runs(home / "transcripts"))


def _made(home: Path) -> dict[str, bytes]:
    """A run's files, without the time at which they were made."""
    folder = home / "transcripts" / SESSION
    files = {path.name: path.read_bytes() for path in folder.glob("r*")}
    facts: dict[str, str] = json.loads(files.get("r0001.json", b"{}"))
    created_at = facts.get("created_at", "").encode()
    return {name: data.replace(created_at, b"") for name, data in files.items()}


if __name__ == "__main__":
    sys.exit(main())
