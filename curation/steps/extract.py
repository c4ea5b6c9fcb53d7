"""Extracting candidates from a session's transcript into the store."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from curation.extract import (
    Extract,
    Pipelines,
    compile_vocabulary,
    evaluate,
    evaluate_alike,
    evaluate_errors,
    evaluate_parity,
    evaluate_repairs,
    extract,
    linking,
    load_pipelines,
    load_vocabulary,
    vocabulary_path,
)
from curation.extract.added import FOLDER, added_terms
from curation.extract.memory import Memory, remember
from curation.extract.own_models import model_in_use
from curation.extract.pipeline import languages
from curation.extract.repair_index import RepairIndex, repair_index
from curation.extract.repairs import Repair, transcript_repairs
from curation.extract.topics import (
    TAXONOMY,
    Decided,
    Taxonomy,
    decided_topics,
    load_taxonomy,
    with_topics,
)
from curation.files import atomic_write
from curation.model import Candidate
from curation.release.exporters.csv import ENCODING, safe_cell
from curation.steps.transcribe import IMPORTED
from curation.store import Change
from curation.workbench import Workbench

Repairs = Literal["auto", "on", "off"]


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

    A model that was promoted in this workbench takes the place of the package's. Compiles the
    vocabulary first if need be.

    Raises
    ------
    FormatError
        when a promoted model or a word list is damaged.
    """
    vocabulary = load_vocabulary(build_vocabulary(workbench))
    models = {
        language: model_in_use(workbench.settings.models, language) for language in languages()
    }
    return load_pipelines(vocabulary, read_memory(workbench), models)


def read_memory(workbench: Workbench) -> Memory:
    """What the decisions in the store say of texts and their concepts."""
    decisions = workbench.store.decisions()
    return remember(workbench.store.entities(), decisions) if decisions else Memory()


def extract_session(
    workbench: Workbench,
    session_id: str,
    pipelines: Pipelines | None = None,
    *,
    repairs: Repairs = "auto",
    index: RepairIndex | None = None,
) -> Extracted:
    """Extract a session's newest transcript and keep what was found; twice changes nothing.

    `repairs` says whether words that sound like a drug's name become candidates: `auto` where an
    engine heard them, and not in imported transcripts, which people wrote or corrected. `index`
    is what `open_repairs` gives, to open it once for many sessions.

    Raises
    ------
    UnknownItemError
        when there is no such session, or it has no transcript.
    """
    session = workbench.session(session_id)
    transcript = workbench.transcript(session_id)
    wanted = repairs == "on" or (repairs == "auto" and transcript.engine != IMPORTED)
    names = (index or open_repairs(workbench)) if wanted else None
    found = extract(transcript, session, pipelines or open_pipelines(workbench), names)
    found = replace(found, pairs=with_topics(found.pairs, *_topics(workbench)))
    candidates: tuple[Candidate, ...] = (*found.entities, *found.doses, *found.pairs)
    change = workbench.store.put_candidates(transcript.key, candidates)
    return Extracted(session_id=session_id, transcript=transcript.key, found=found, change=change)


def _topics(workbench: Workbench) -> tuple[Taxonomy, Decided]:
    """The taxonomy, and what curators chose before."""
    taxonomy = load_taxonomy(workbench.settings.home / f"{TAXONOMY}.toml")
    decisions = workbench.store.decisions()
    pairs = workbench.store.pairs() if decisions else ()
    return taxonomy, decided_topics(pairs, decisions)


def open_repairs(workbench: Workbench) -> RepairIndex:
    """The names of drugs by their sounds; compiles the vocabulary first if need be."""
    vocabulary = load_vocabulary(build_vocabulary(workbench))
    return repair_index(vocabulary, added=added_terms(workbench.settings.models / FOLDER))


def session_repairs(
    workbench: Workbench, session_id: str, index: RepairIndex | None = None
) -> tuple[Repair, ...]:
    """Words of a session's newest transcript that may be drugs' names; changes nothing.

    Raises
    ------
    UnknownItemError
        when there is no such session, or it has no transcript.
    """
    workbench.store.session(session_id)
    return transcript_repairs(workbench.transcript(session_id), index or open_repairs(workbench))


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
    if kind == "duplicates":
        marked = evaluate_alike.read_duplicates(gold)
        vocabulary = load_vocabulary(build_vocabulary(workbench))
        return evaluate_alike.evaluate_duplicates(marked, vocabulary)
    if kind == "repairs":
        heard = evaluate.read_gold(gold, evaluate_repairs.RepairRow)
        return evaluate_repairs.evaluate_repairs(heard, open_repairs(workbench))
    if kind == "parity":
        pairs = evaluate.read_gold(gold, evaluate_parity.ParityRow)
        vocabulary = load_vocabulary(build_vocabulary(workbench))
        return evaluate_parity.evaluate_parity(pairs, vocabulary)
    pipelines = open_pipelines(workbench)
    if kind == "links":
        rows = evaluate.read_gold(gold, evaluate.EntityRow)
        return linking.evaluate_links(rows, pipelines, linking.read_codes(codes) if codes else None)
    return evaluate.evaluate_file(kind, gold, pipelines, punctuation=punctuation)


def entity_errors(
    workbench: Workbench, gold: Path, pipelines: Pipelines | None = None
) -> tuple[evaluate_errors.EntityError, ...]:
    """What extraction does otherwise than a file of entities marked by hand says.

    Raises
    ------
    FormatError
        naming the line that is wrong.
    """
    rows = evaluate.read_gold(gold, evaluate.EntityRow)
    return evaluate_errors.entity_errors(rows, pipelines or open_pipelines(workbench))


def write_errors(errors: Iterable[evaluate_errors.EntityError], path: Path) -> None:
    """Write errors as CSV for a spreadsheet, the most frequent kind first."""
    from curation.frames import errors_frame  # pandas, which nothing else here needs

    table = errors_frame(errors).map(safe_cell).to_csv(index=False)
    with atomic_write(path) as stream:
        stream.write(table.encode(ENCODING))
