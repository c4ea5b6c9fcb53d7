"""Measures extraction against its peers, one after another, and keeps the figures.

Run it as `python -m benchmarks.extract.run`, or `make bench-extract`; see README.md.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.extract.compare import LABELS, OURS, figures_of, ratios, table
from benchmarks.extract.environments import PeerError, make_environment
from benchmarks.extract.measure import LOAD_ONLY
from benchmarks.extract.texts import Texts, count_tokens, describe_talks, read_texts
from curation.errors import CurationError
from curation.extract import (
    Vocabulary,
    compile_vocabulary,
    load_pipelines,
    load_vocabulary,
    vocabulary_path,
)
from curation.files import atomic_write

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / "benchmarks" / ".peers"
RESULTS = ROOT / "benchmarks" / "results"
DATA = ROOT.parent / "shared" / "data"
PEERS = ("medspacy", "negspacy", "openmed")
RUNS = 5
LINES_OF_ERROR = 3
FINDING = "SYMPTOM"  # what gold of assertions without labels marks
# One thread for everyone, and no warnings in what is read back.
SURROUNDINGS = {
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and keep the figures; 2 when something is missing."""
    options = _options().parse_args(arguments)
    peers = [peer for peer in PEERS if peer not in options.without]
    try:
        result = run_benchmark(options.data, peers, runs=options.runs)
        keep(result, options.out)
    except CurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join([table(result), *notes(result), ""]))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the texts")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the figures are kept")
    parser.add_argument("--without", action="append", default=[], choices=PEERS)
    parser.add_argument("--runs", type=int, default=RUNS, help="of which the median is taken")
    return parser


def run_benchmark(
    data: Path, peers: Sequence[str], *, runs: int = RUNS, vocabulary_file: Path | None = None
) -> dict[str, Any]:
    """Every system's figures, and ours divided by each peer's.

    The vocabulary of the lists and packages is compiled unless a compiled one is given.

    Raises
    ------
    InputError
        when a text is missing.
    PeerError
        when a peer cannot be installed or run.
    """
    texts = read_texts(data)
    pythons = {OURS: Path(sys.executable)}
    for peer in peers:
        _say(f"{peer}: environment")
        pythons[peer] = make_environment(peer, ENVIRONMENTS)
    with tempfile.TemporaryDirectory() as folder:
        job, tokens = _write_job(texts, Path(folder), runs, vocabulary_file)
        measured = {}
        for name, python in pythons.items():
            _say(f"{name}: loads {runs} times and reads")
            measured[name] = _measure(name, python, job, runs)
    systems = {
        name: {
            "version": one["version"],
            "python": one["python"],
            "machine_load": one["machine_load"],
            "entities_not_run": one["find_not_run"],
            "figures": figures_of(one, texts, tokens),
        }
        for name, one in measured.items()
    }
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "runs": runs,
        "tokens": tokens,
        "systems": systems,
        "ratios": ratios({name: system["figures"] for name, system in systems.items()}),
    }


def keep(result: Mapping[str, Any], folder: Path) -> None:
    """Write the figures as `extract.json` and the table as `extract.md`."""
    with atomic_write(folder / "extract.json") as stream:
        stream.write(json.dumps(result, indent=2).encode() + b"\n")
    with atomic_write(folder / "extract.md") as stream:
        stream.write(page(result).encode())


def page(result: Mapping[str, Any]) -> str:
    """The table with what must be known to read it."""
    machine, tokens = result["machine"], result["tokens"]
    sizes = " and ".join(f"{count:,} of {kind}" for kind, count in tokens.items())
    loads = ", ".join(
        f"{name} {system['machine_load']:.1f}" for name, system in result["systems"].items()
    )
    return "\n".join(
        [
            "# Extraction against its peers",
            "",
            "Written by `make bench-extract`; [how it is measured](../extract/README.md). Behind a",
            "peer's figure is ours divided by it.",
            "",
            table(result),
            *(f"- {note}" for note in notes(result)),
            f"- Measured at {result['measured_at']} on {machine['processor']}, {machine['cores']}"
            f" cores; {machine['system']}.",
            f"- Load of the machine at the end of the timed runs: {loads}. Where it is above the"
            " number of cores, others disturbed the times, and only those of the CPU count.",
            f"- Tokens timed: {sizes}. Median of {result['runs']} runs.",
            "",
        ]
    )


def notes(result: Mapping[str, Any]) -> list[str]:
    """Why systems have no figures of entities."""
    return [
        f"{name}, entities: {system['entities_not_run']}"
        for name, system in result["systems"].items()
        if system["entities_not_run"]
    ]


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")


def _write_job(
    texts: Texts, folder: Path, runs: int, vocabulary_file: Path | None
) -> tuple[Path, dict[str, int]]:
    """The file that tells every system what to do, and the tokens in what is timed."""
    if vocabulary_file is None:
        vocabulary_file = vocabulary_path(folder)
        compile_vocabulary(vocabulary_file)
    vocabulary = load_vocabulary(vocabulary_file)
    pipelines = load_pipelines(vocabulary)
    terms = folder / "terms.json"
    terms.write_text(json.dumps(_terms(vocabulary)), "utf-8")
    job = {
        "runs": runs,
        "vocabulary": str(vocabulary_file),
        "terms": str(terms),
        "talks": describe_talks(texts, pipelines),
        "find": {kind: [row.text for row in rows] for kind, rows in texts.entities.items()},
        "judge": [
            {
                "text": text,
                "marks": [(row.start_char, row.end_char, row.label or FINDING) for row in rows],
            }
            for text, rows in texts.marked
        ],
    }
    path = folder / "job.json"
    path.write_text(json.dumps(job), "utf-8")
    return path, count_tokens(texts, pipelines)


def _terms(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Our English terms of the labels that are scored, for peers that need a list."""
    return {label: [term for term in vocabulary.terms(label) if term.isascii()] for label in LABELS}


def _measure(name: str, python: Path, job: Path, runs: int) -> dict[str, Any]:
    """What a system printed, its load time the median over fresh processes."""
    module = "ours" if name == OURS else f"peers.{name}"
    measured = _printed(name, [str(python), "-m", module, str(job)])
    again = [
        _printed(name, [str(python), "-m", module, str(job), LOAD_ONLY]) for _ in range(runs - 1)
    ]
    for part in ("loaded", "bare"):
        for clock in ("wall_s", "cpu_s") if measured[part] else ():
            took_s = [one[part][clock] for one in (measured, *again)]
            measured[part][clock] = statistics.median(took_s)
    return measured


def _printed(name: str, command: Sequence[str]) -> dict[str, Any]:
    # Peers must not see our package: spaCy would load its components through entry points.
    hidden = () if name == OURS else ("PYTHONPATH",)
    outer = {key: value for key, value in os.environ.items() if key not in hidden}
    done = subprocess.run(
        command,
        cwd=Path(__file__).parent,
        env={**outer, **SURROUNDINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise PeerError(f"{name} could not be measured: {' '.join(said[-LINES_OF_ERROR:])}")
    printed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return printed


def machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()}, Python {platform.python_version()}",
    }


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text("utf-8").splitlines() if cpus.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())
