"""Run as a program: make a release and be stopped at a given point, as by a power cut.

`python -m tests.release.interrupted HOME POINT`; a point that is a number limits the size
of every file to so many bytes, as a full disk does.
"""

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from curation.errors import CurationError
from curation.release import folders, knowledge
from curation.release.exporters import csv
from curation.steps.release import make_release
from curation.store.sql import SqlStore
from curation.workbench import Workbench


def stop(*_args: Any, **_options: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def stop_in_csv(pair: Any) -> Any:
    if pair.session_id == "zh-1":
        stop()
    return [pair.id * 10_000]


POINTS: dict[str, tuple[Any, str, Any]] = {
    "while a format is written": (csv, "cells", stop_in_csv),
    "before the manifest": (folders, "write_manifest", stop),
    "before the folder is moved in place": (Path, "rename", stop),
    "before the workbench knows": (SqlStore, "add_release", stop),
    "while the knowledge base is loaded": (knowledge, "_search_row", stop),
    "before the knowledge base is loaded": (knowledge.KnowledgeBase, "load", stop),
}


def main(home: str, point: str) -> None:
    with Workbench.open(home) as workbench:
        if point.isdecimal():
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(point), int(point)))
        else:
            setattr(*POINTS[point])
        try:
            make_release(workbench)
        except CurationError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
