"""Where figures are kept, and how tables of them are written."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from curation.files import atomic_write

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results"
DATA = ROOT.parent / "shared" / "data"


def keep_json(result: Any, path: Path) -> None:
    """Write figures as JSON."""
    with atomic_write(path) as stream:
        stream.write(json.dumps(result, indent=2).encode() + b"\n")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows in Markdown; all columns but the first hold figures."""
    lines = [heads, ["--", *("--:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
