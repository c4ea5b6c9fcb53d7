"""The vocabulary: files that users add to it, and looking things up."""

from pathlib import Path

from curation.extract import added, load_vocabulary
from curation.extract.added import FOLDER, Source
from curation.extract.importers import Format
from curation.extract.suggest import Suggestion, suggest_concepts
from curation.model import Label
from curation.steps.extract import build_vocabulary
from curation.workbench import Workbench


def add_source(
    workbench: Workbench, path: Path, file_format: Format | None = None, label: Label | None = None
) -> Source:
    """Take a vocabulary file into the data folder; see `curation.extract.added.add_source`."""
    return added.add_source(path, workbench.settings.models / FOLDER, file_format, label)


def list_sources(workbench: Workbench) -> tuple[Source, ...]:
    """The vocabulary files that were added."""
    return added.list_sources(workbench.settings.models / FOLDER)


def search_concepts(
    workbench: Workbench, text: str, label: Label | None = None, limit: int = 10
) -> tuple[Suggestion, ...]:
    """Concepts whose names are, begin with or are like a text; compiles the vocabulary first."""
    vocabulary = load_vocabulary(build_vocabulary(workbench))
    return suggest_concepts(vocabulary, text, label, limit)
