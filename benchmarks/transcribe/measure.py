"""What the process of each system does: load, transcribe, and print what that took.

Only the standard library is imported here, for peers run it in environments of their own.
"""

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.measure import peak_memory_mib

Job = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class System:
    """A loaded system; `hear` gives a recording's text."""

    version: str
    hear: Callable[[str], str]


def main(load: Callable[[Job], System]) -> None:
    """Do the job whose file is named on the command line; print one line of JSON."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    system = load(job)
    figures = {
        "version": system.version,
        "python": platform.python_version(),
        "load_s": time.perf_counter() - wall_s,
        "load_cpu_s": time.process_time() - cpu_s,
    }
    took = [_timed(system, job["recording"]) for _ in range(job["runs"])]
    figures |= {
        "wall_s": statistics.median(wall_s for wall_s, _, _ in took),
        "cpu_s": statistics.median(cpu_s for _, cpu_s, _ in took),
        "words": len(took[0][2].split()),
        "memory_mib": peak_memory_mib(),
        "texts": {name: system.hear(path) for name, path in job["texts"].items()},
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _timed(system: System, recording: str) -> tuple[float, float, str]:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    text = system.hear(recording)
    return time.perf_counter() - wall_s, time.process_time() - cpu_s, text
