"""Extracting candidates from a session's transcript into the store."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curation.extract import (
    Extract,
    Pipelines,
    compile_vocabulary,
    evaluate,
    extract,
    linking,
    load_pipelines,
    load_vocabulary,
    vocabulary_path,
)
from curation.extract.added import FOLDER
from curation.extract.memory import Memory, remember
from curation.model import Candidate
from curation.store import Change
from curation.workbench import Workbench


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """What was found in a session's newest transcript, and what that changed in the store."""

    session_id: str
    transcript: str
    found: Extract
    change: Change


def build_vocabulary(workbench: Workbench, *, anew: bool = False) -> Path:
    """The compiled vocabulary's file, made if it is not there or is wanted `anew`.

    Raises
    ------
    FormatError
        naming the word list and the line that is malformed.
    """
    path = vocabulary_path(workbench.settings.models)
    if anew or not path.exists():
        compile_vocabulary(path, more=workbench.settings.models / FOLDER)
    return path


def open_pipelines(workbench: Workbench) -> Pipelines:
    """The spaCy pipelines by language, with what curators decided so far.

    Compiles the vocabulary first if need be.
    """
    vocabulary = load_vocabulary(build_vocabulary(workbench))
    return load_pipelines(vocabulary, read_memory(workbench))


def read_memory(workbench: Workbench) -> Memory:
    """What the decisions in the store say of texts and their concepts."""
    decisions = workbench.store.decisions()
    return remember(workbench.store.entities(), decisions) if decisions else Memory()


def extract_session(
    workbench: Workbench, session_id: str, pipelines: Pipelines | None = None
) -> Extracted:
    """Extract a session's newest transcript and keep what was found; twice changes nothing.

    Raises
    ------
    UnknownItemError
        when there is no such session, or it has no transcript.
    """
    session = workbench.store.session(session_id)
    transcript = workbench.transcript(session_id)
    found = extract(transcript, session, pipelines or open_pipelines(workbench))
    candidates: tuple[Candidate, ...] = (*found.entities, *found.doses, *found.pairs)
    change = workbench.store.put_candidates(transcript.key, candidates)
    return Extracted(session_id=session_id, transcript=transcript.key, found=found, change=change)


def evaluate_file(
    workbench: Workbench,
    kind: str,
    gold: Path,
    *,
    punctuation: bool = True,
    codes: Path | None = None,
) -> dict[str, Any]:
    """How well extraction does on a file marked by hand; see `curation.extract.evaluate`.

    `codes` says which of our codes mean the gold's; see `curation.extract.linking`.
    """
    pipelines = open_pipelines(workbench)
    if kind == "links":
        rows = evaluate.read_gold(gold, evaluate.EntityRow)
        return linking.evaluate_links(rows, pipelines, linking.read_codes(codes) if codes else None)
    return evaluate.evaluate_file(kind, gold, pipelines, punctuation=punctuation)
