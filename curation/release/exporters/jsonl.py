"""JSON Lines: one released pair a line, the format that everything else can be made from."""

from pathlib import Path

from curation.files import atomic_write
from curation.release.records import ReleaseContent, pair_line

FILE = "qa.jsonl"


def export_jsonl(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    """Write `qa.jsonl`; its SHA-256 is the release's content hash."""
    path = folder / FILE
    with atomic_write(path) as stream:
        for pair in content.pairs:
            stream.write(pair_line(pair))
    return (path,)
