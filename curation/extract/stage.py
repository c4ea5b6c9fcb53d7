"""The stage as a whole: a transcript in, candidates out."""

from collections.abc import Sequence
from dataclasses import dataclass

from curation.extract.answers import resolve
from curation.extract.doses import find_dose_statements
from curation.extract.entities import find_entities
from curation.extract.pairs import link, make_pairs
from curation.extract.pipeline import Pipelines
from curation.extract.repair_index import RepairIndex
from curation.extract.repaired import with_repairs
from curation.extract.speech import stretches
from curation.extract.turns import ReadTurn, read_turns
from curation.extract.wording import with_proposals
from curation.model import DoseStatement, EntitySpan, QAPair, Session, Transcript, Turn


@dataclass(frozen=True, kw_only=True)
class Extract:
    """What was found in a transcript; `unanswered` are questions that nobody took up."""

    entities: tuple[EntitySpan, ...]
    pairs: tuple[QAPair, ...]
    unanswered: tuple[Turn, ...]
    doses: tuple[DoseStatement, ...] = ()


def extract(
    transcript: Transcript,
    session: Session,
    pipelines: Pipelines,
    repairs: RepairIndex | None = None,
) -> Extract:
    """Entities with what is said of them, questions with answers, and doses.

    With `repairs`, words that sound like a drug's name are entities too.
    """
    turns = read_turns(transcript, pipelines)
    return extract_read(transcript, turns, session, pipelines, repairs)


def extract_read(
    transcript: Transcript,
    turns: Sequence[ReadTurn],
    session: Session,
    pipelines: Pipelines,
    repairs: RepairIndex | None = None,
) -> Extract:
    """`extract` for turns that the pipelines have read already."""
    entities = find_entities(transcript, turns, pipelines)
    if repairs:
        entities = with_repairs(transcript, entities, repairs)
    talked = stretches(turns, session)
    pairs, unanswered = make_pairs(transcript, talked, link(talked), entities)
    entities = resolve(entities, pairs, transcript)
    doses = find_dose_statements(transcript, turns, entities, pairs)
    pairs = with_proposals(pairs)
    return Extract(entities=entities, pairs=pairs, unanswered=unanswered, doses=doses)
