"""Measures transcription against its peers, one after another, and keeps the figures.

Run it as `python -m benchmarks.transcribe.run`, or `make bench-transcribe`; see README.md.
"""

import argparse
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.extract.environments import PeerError, make_environment
from benchmarks.extract.run import machine
from benchmarks.transcribe import kills, memory
from benchmarks.transcribe.checkpoints import SEGMENTS, SIZES, WORDS, write_checkpoint
from benchmarks.transcribe.page import page, summary
from benchmarks.transcribe.results import DATA, RESULTS, ROOT, keep_json
from curation.errors import CurationError, InputError
from curation.files import atomic_write
from curation.transcribe.audio import SAMPLE_RATE_HZ, open_sound
from curation.transcribe.formats import read_cues
from tests.transcribe.sounds import write_sound

ENVIRONMENTS = ROOT / "benchmarks" / ".peers" / "transcribe"
LISTS = Path(__file__).parent / "peers"
OURS = "curation"
TIMED_S = 120  # of the demo's recording
DEMO = ROOT / "recordings" / "demo" / "covid19-en"
RUNS = {"tiny": 3, "base": 3, "small": 1}
WITH_WORD_TIMES = ("base",)  # sizes at which openai-whisper gives them, which takes it long
LINES_OF_ERROR = 3
FLAGS = "benchmarks.transcribe.flags"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and keep the figures; 2 when something is missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the recordings")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    parser.add_argument("--sizes", nargs="+", default=[*SIZES], choices=[*SIZES])
    parser.add_argument("--kills", type=int, default=kills.KILLS)
    parser.add_argument("--minutes", nargs="+", type=int, default=memory.FIND_SPEECH_MINUTES)
    parser.add_argument("--threads", type=int, default=1, help="of each system")
    options = parser.parse_args(arguments)
    try:
        result = run_benchmark(options)
    except CurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    keep_json(result, options.out / "transcribe.json")
    with atomic_write(options.out / "transcribe.md") as stream:
        stream.write(page(result).encode())
    sys.stdout.write(summary(result))
    return 0


def run_benchmark(options: argparse.Namespace) -> dict[str, Any]:
    """Every figure there is.

    Raises
    ------
    InputError
        when a recording is missing.
    PeerError
        when a peer cannot be installed or run.
    """
    pythons = {OURS: Path(sys.executable)}
    for peer in ("openai_whisper", "faster_whisper", "moonshine"):
        _say(f"{peer}: environment")
        pythons[peer] = make_environment(peer, ENVIRONMENTS, LISTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = _Bench(folder, pythons, options.threads)
        timed = _timed_recording(folder)
        result = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "threads": options.threads,
            "timed_s": TIMED_S,
            "speed": [row for size in options.sizes for row in _speed(bench, size, timed)],
            **_moonshine(bench, options.data, timed),
        }
        _say("memory of long recordings")
        result["memory"] = memory.measure(options.minutes, memory.HEAR_MINUTES)
        _say("kills")
        result["kills"] = kills.measure(folder / "kills", kills=options.kills)
    if importlib.util.find_spec(FLAGS):
        _say("flags")
        result["flags"] = importlib.import_module(FLAGS).measure()
    result["machine_load"] = os.getloadavg()[0]
    return result


class _Bench:
    """The systems' environments and the folder for what they are given."""

    def __init__(self, folder: Path, pythons: Mapping[str, Path], threads: int) -> None:
        self.folder = folder
        self._pythons = pythons
        self._threads = threads

    def measure(self, name: str, title: str, **job: Any) -> dict[str, Any]:
        """What a system printed on a job."""
        _say(f"{name}: {title}")
        path = self.folder / "job.json"
        defaults = {"threads": self._threads, "runs": 1, "texts": {}, "word_times": True}
        path.write_text(json.dumps(defaults | job), "utf-8")
        module = "transcribe.ours" if name == OURS else f"transcribe.peers.{name}"
        printed = self.call(name, [module, str(path)])
        return {"system": name, "title": title, **json.loads(printed.splitlines()[-1])}

    def call(self, name: str, arguments: Sequence[str], given: str = "") -> str:
        """What a module printed in a system's environment."""
        hidden = () if name == OURS else ("PYTHONPATH",)
        threads = str(self._threads)
        outer = {key: value for key, value in os.environ.items() if key not in hidden}
        limits = dict.fromkeys(
            ("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads
        )
        done = subprocess.run(
            [str(self._pythons[name]), "-m", *arguments],
            cwd=ROOT / "benchmarks",
            env={**outer, **limits, "PYTHONWARNINGS": "ignore"},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or ["no reason given"]
            raise PeerError(f"{name} could not be measured: {' '.join(said[-LINES_OF_ERROR:])}")
        return done.stdout


def _timed_recording(folder: Path) -> Path:
    """The beginning of the demo's recording, as WAV, which every system reads."""
    with open_sound(DEMO.with_suffix(".opus")) as sound:
        samples = np.concatenate(list(sound.blocks()))
    return write_sound(folder / "timed.wav", samples[: TIMED_S * SAMPLE_RATE_HZ])


def _speed(bench: _Bench, size: str, timed: Path) -> Iterator[dict[str, Any]]:
    """Ours, faster-whisper and openai-whisper on the same random weights."""
    tools = "transcribe.peers.whisper_tools"
    words = json.loads(bench.call("openai_whisper", [tools, "words", str(SEGMENTS * WORDS)]))
    folder = bench.folder / size
    _say(f"{size}: weights")
    write_checkpoint(folder, SIZES[size], {int(number): word for number, word in words.items()})
    layers = str(SIZES[size].layers)
    bench.call("openai_whisper", [tools, "pt", str(folder), layers])
    job = {
        "recording": str(timed),
        "folder": str(folder / "ctranslate2"),
        "file": str(folder / "model.pt"),
    }
    for name in (OURS, "faster_whisper"):
        yield {"size": size, **bench.measure(name, f"{size}", **job, runs=RUNS[size])}
    for word_times in (False, True) if size in WITH_WORD_TIMES else (False,):
        measured = bench.measure("openai_whisper", size, **job, word_times=word_times)
        yield {"size": size, "word_times": word_times, **measured}
    for file in folder.rglob("*"):
        if file.is_file():
            file.unlink()


def _moonshine(bench: _Bench, data: Path, timed: Path) -> dict[str, Any]:
    """Speed of the embedded engine and of plain Moonshine, and how many words are wrong."""
    references = _references(data)
    texts = {name: str(_as_wav(bench, name, path)) for name, (path, _) in references.items()}
    rows = [
        bench.measure(name, "moonshine", recording=str(timed), runs=3, texts=texts)
        for name in (OURS, "moonshine")
    ]
    return {
        "moonshine": [{key: row[key] for key in row if key != "texts"} for row in rows],
        "wer": {row["system"]: _wer(bench, references, row["texts"]) for row in rows},
    }


def _references(data: Path) -> dict[str, tuple[Path, str]]:
    """English recordings with their words: the short real ones, and the demo's."""
    listed = data / "audio" / "references.jsonl"
    if not listed.exists():
        raise InputError(f"{listed} is not there; name the folder of the data with --data")
    rows = [json.loads(line) for line in listed.read_text("utf-8").splitlines()]
    found = {
        row["file"]: (data / "audio" / row["file"], row["text"])
        for row in rows
        if row["text"].isascii()
    }
    said = " ".join(cue.text for cue in read_cues(DEMO.with_suffix(".vtt")).cues)
    return found | {"demo": (DEMO.with_suffix(".opus"), said)}


def _as_wav(bench: _Bench, name: str, path: Path) -> Path:
    with open_sound(path) as sound:
        samples = np.concatenate(list(sound.blocks()))
    return write_sound(bench.folder / "texts" / f"{name}.wav", samples)


def _wer(
    bench: _Bench, references: Mapping[str, tuple[Path, str]], heard: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Words wrong, after both texts went through the Whisper normaliser."""
    both = {f"said {name}": text for name, (_, text) in references.items()}
    both |= {f"heard {name}": text for name, text in heard.items()}
    tools = ["transcribe.peers.whisper_tools", "normal"]
    normal = json.loads(bench.call("openai_whisper", tools, json.dumps(both)))
    out = {"real": {"wrong": 0, "words": 0}, "demo": {"wrong": 0, "words": 0}}
    for name in references:
        said, got = normal[f"said {name}"].split(), normal[f"heard {name}"].split()
        part = out["demo" if name == "demo" else "real"]
        part["wrong"] += _distance(said, got)
        part["words"] += len(said)
    return {kind: {**one, "wer": one["wrong"] / one["words"]} for kind, one in out.items()}


def _distance(said: Sequence[str], heard: Sequence[str]) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(said, heard))


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
