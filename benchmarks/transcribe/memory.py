"""How much memory long recordings need: decoding and finding speech alone, and with an engine.

Run it as `python -m benchmarks.transcribe.memory`; see README.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av

from benchmarks.extract.measure import peak_memory_mib
from benchmarks.transcribe.results import RESULTS, ROOT, keep_json
from tests.transcribe.checkpoint import write_folder
from tests.transcribe.sounds import speech, write_sound

FIND_SPEECH_MINUTES = (20, 40, 120)
HEAR_MINUTES = (10, 20)
RANDOM, MOONSHINE, NONE = "random", "moonshine", ""
WORDS = (" He", " took", " lop", "inavir", ".")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and keep them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=int, nargs="+", default=FIND_SPEECH_MINUTES)
    parser.add_argument("--hear-minutes", type=int, nargs="+", default=HEAR_MINUTES)
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        sys.stdout.write(json.dumps(_listen(*options.child)) + "\n")
        return 0
    result = measure(options.minutes, options.hear_minutes)
    keep_json(result, options.out / "transcribe-memory.json")
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


def measure(minutes: Sequence[int], hear_minutes: Sequence[int]) -> list[dict[str, Any]]:
    """The peak memory of a process over a recording of so many minutes, by what it does."""
    with tempfile.TemporaryDirectory() as folder:
        model = write_folder(Path(folder, RANDOM), WORDS)
        runs = [(NONE, length) for length in minutes]
        runs += [(name, length) for name in (str(model), MOONSHINE) for length in hear_minutes]
        return [_run(Path(folder), name, length) for name, length in runs]


def write_long(path: Path, minutes: float) -> Path:
    """A recording of speech that is repeated, its sound coded once."""
    part = write_sound(path.with_name("part.flac"), speech(40.0), codec="flac")
    with av.open(str(part)) as source, av.open(str(path), "w") as target:
        template: Any = source.streams.audio[0]
        out: Any = target.add_stream_from_template(template)
        packets = [packet for packet in source.demux(template) if packet.size]
        data = [(bytes(packet), packet.pts, packet.duration) for packet in packets]
        base = packets[0].time_base
        length = data[-1][1] + data[-1][2]
        for turn in range(round(minutes * 60 / float(length * base))):
            for content, pts, duration in data:
                packet = av.Packet(content)
                packet.stream, packet.time_base = out, base
                packet.pts = packet.dts = pts + turn * length
                packet.duration = duration
                target.mux(packet)
    part.unlink()
    return path


def _run(folder: Path, name: str, minutes: int) -> dict[str, Any]:
    recording = write_long(folder / "long.mka", minutes)
    command = [sys.executable, "-m", "benchmarks.transcribe.memory", "--child"]
    done = subprocess.run(
        [*command, str(recording), name], cwd=ROOT, capture_output=True, text=True, check=True
    )
    engine = {NONE: "none", MOONSHINE: MOONSHINE}.get(name, "faster-whisper, random weights")
    return {"engine": engine, "minutes": minutes, **json.loads(done.stdout.splitlines()[-1])}


def _listen(recording: str, model: str) -> dict[str, Any]:
    """Decode and find speech, and hear it where there is an engine."""
    from curation.transcribe.audio import open_sound
    from curation.transcribe.engine import Ask, choose_engine
    from curation.transcribe.windows import speech_windows

    engine = None
    if model:
        given = None if model == MOONSHINE else model
        name = MOONSHINE if model == MOONSHINE else "auto"
        choice = choose_engine(Path(), engine=name, language="en", model=given)
        engine = choice.engine(choice.weights)
    loaded_mib = peak_memory_mib()
    windows = 0
    with open_sound(Path(recording)) as sound:
        for window in speech_windows(sound.blocks()):
            windows += 1
            if engine:
                engine.hear(window, Ask(language="en"))
    return {
        "decoded_min": round(sound.position_s / 60, 1),
        "windows": windows,
        "loaded_mib": round(loaded_mib),
        "peak_mib": round(peak_memory_mib()),
        "cpu_s": round(sum(os.times()[:2]), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
