"""What the process of each system does: load, read the same texts, and print what that took.

Only the standard library is imported here, for peers run it in environments of their own.
"""

import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PEAK_MEMORY = "VmHWM:"  # in Linux's account of a process, in KiB
KIB_PER_MIB = 1024
LOAD_ONLY = "--load-only"

Mark = tuple[int, int, str]  # first character, the one after the last, label
Job = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A text whose entities are given."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Loading:
    """What loading took until now."""

    wall_s: float
    cpu_s: float
    memory_mib: float


@dataclass(frozen=True, kw_only=True)
class System:
    """A loaded system.

    `prepare` makes what is timed from talks, each a sequence of texts; `judge` gives a status
    for each mark, `find` the entities of each text, or
    `find_not_run` says why it does not. `bare` is what loading took before the
    terms were added, where a system is given terms.
    """

    version: str
    prepare: Callable[[Sequence[Sequence[Marked]]], Callable[[], object]]
    judge: Callable[[Sequence[Marked]], list[list[str]]]
    find: Callable[[Sequence[str]], list[list[Mark]]] | None = None
    find_not_run: Callable[[], str] = str
    bare: Loading | None = None


def main(load: Callable[[Job], System]) -> None:
    """Do the job whose file is named on the command line; print one line of JSON."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    clock = start_clock()
    system = load(job)
    loaded = clock()
    figures = {
        "version": system.version,
        "python": platform.python_version(),
        "loaded": asdict(loaded),
        "bare": asdict(system.bare) if system.bare else None,
    }
    if LOAD_ONLY not in sys.argv:
        figures |= _measured(system, job)
    sys.stdout.write(json.dumps(figures) + "\n")


def start_clock() -> Callable[[], Loading]:
    """A clock for loading, started now."""
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    return lambda: Loading(
        wall_s=time.perf_counter() - wall_s,
        cpu_s=time.process_time() - cpu_s,
        memory_mib=peak_memory_mib(),
    )


def peak_memory_mib() -> float:
    """The most memory that this process has held at once."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux may be the parent's
        for line in status.read_text("ascii").splitlines():
            if line.startswith(PEAK_MEMORY):
                return int(line.split()[1]) / KIB_PER_MIB
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / KIB_PER_MIB / (KIB_PER_MIB if sys.platform == "darwin" else 1)


def _measured(system: System, job: Job) -> dict[str, Any]:
    speed = {
        kind: _timed(system.prepare([_marked(talk) for talk in talks]), job["runs"])
        for kind, talks in job["talks"].items()
    }
    memory_mib, machine_load = peak_memory_mib(), os.getloadavg()[0]
    found = {kind: system.find(texts) for kind, texts in job["find"].items()} if system.find else {}
    return {
        "speed": speed,
        "memory_mib": memory_mib,
        "machine_load": machine_load,
        "found": found,
        "find_not_run": system.find_not_run(),
        "statuses": system.judge(_marked(job["judge"])),
    }


def _marked(rows: Sequence[dict[str, Any]]) -> list[Marked]:
    return [
        Marked(text=row["text"], marks=tuple((s, e, label) for s, e, label in row["marks"]))
        for row in rows
    ]


def _timed(run: Callable[[], object], runs: int) -> dict[str, float]:
    """The median of some runs after one to warm up; `cpu_s` is not disturbed by neighbours."""
    run()
    wall_s, cpu_s = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        wall_s.append(time.perf_counter() - wall)
        cpu_s.append(time.process_time() - cpu)
    return {"wall_s": statistics.median(wall_s), "cpu_s": statistics.median(cpu_s)}
