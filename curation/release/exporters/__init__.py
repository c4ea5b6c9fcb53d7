"""The formats of a release. Each exporter is found by its entry point, `curation.exporters`.

An exporter is a function `(content, folder) -> files`: it writes the content into the folder,
which exists, and returns the paths it wrote. It only iterates over `content.pairs`, leaves
nothing else behind, writes the same bytes for the same content, and raises `OutputError` when
it cannot write. `curation.testing.check_exporter` holds it to that.
"""

from collections.abc import Callable
from pathlib import Path

from curation.release.records import ReleaseContent

Exporter = Callable[[ReleaseContent, Path], tuple[Path, ...]]
