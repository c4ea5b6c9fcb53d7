"""Pairs of all sessions whose questions ask the same, and what their answers agree on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from curation.errors import UnknownItemError
from curation.extract import load_vocabulary
from curation.extract.agreement import Agreement, Statement, agreements
from curation.extract.alike import find_alike
from curation.extract.likeness import Similarity
from curation.model import (
    Assertion,
    Candidate,
    DoseStatement,
    EntitySpan,
    QAPair,
    Session,
    Transcript,
)
from curation.state import apply_decision, item_states
from curation.steps.extract import build_vocabulary
from curation.workbench import Workbench

SKIPPED: frozenset[Assertion] = frozenset({"asked", "hypothetical", "family"})
Progress = Callable[[Iterable[tuple[str, str]]], Iterable[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Member:
    """A pair in a group, with its session, that session's day, and who answered."""

    pair: QAPair
    session: str
    held_on: date | None
    answered_by: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pairs whose questions ask the same, the earliest first, and what is said of each drug."""

    members: tuple[Member, ...]
    likeness: float
    agreements: tuple[Agreement, ...]


def alike_pairs(
    workbench: Workbench,
    *,
    similarity: Similarity | None = None,
    progress: Progress = iter,
) -> tuple[Group, ...]:
    """The groups of two or more pairs in the store, the largest first; changes nothing.

    Pairs count in the wording that curators gave them; rejected ones and translations are left
    out. Pairs that a curator merged stay together. `similarity` compares two texts by a model
    of sentences, if there is one.
    """
    candidates = _standing(workbench)
    pairs = {item.id: item for item in candidates if isinstance(item, QAPair)}
    pairs = {key: pair for key, pair in pairs.items() if pair.translation_of is None}
    found = find_alike(
        {key: pair.question_text for key, pair in pairs.items()},
        load_vocabulary(build_vocabulary(workbench)),
        same=[(pair.id, pair.same_as) for pair in pairs.values() if pair.same_as],
        similarity=similarity,
        progress=progress,
    )
    sessions = {session.id: session for session in workbench.store.sessions()}
    spans = [item for item in candidates if isinstance(item, EntitySpan)]
    drugs = {span.id: span for span in spans if span.label == "DRUG"}
    doses = [item for item in candidates if isinstance(item, DoseStatement)]
    wanted = [pairs[key] for alike in found for key in alike.members]
    members = {m.pair.id: m for m in _members(workbench, sessions, wanted)}
    by_entity = _by_entity(doses)
    groups = []
    for alike in found:
        some = sorted((members[key] for key in alike.members), key=_when)
        said = (fact for member in some for fact in _statements(member, drugs, by_entity))
        groups.append(
            Group(members=tuple(some), likeness=alike.likeness, agreements=agreements(said))
        )
    return tuple(groups)


def _standing(workbench: Workbench) -> list[Candidate]:
    """Candidates as they were decided, without those that were rejected."""
    states = item_states(workbench.store.decisions())
    return [
        apply_decision(item, states.get(item.id))
        for item in workbench.store.candidates()
        if item.id not in states or states[item.id].status != "rejected"
    ]


def _members(
    workbench: Workbench, sessions: Mapping[str, Session], pairs: Iterable[QAPair]
) -> Iterator[Member]:
    read: dict[str, Transcript | None] = {}
    for pair in pairs:
        session_id = pair.transcript.partition("/")[0]
        if pair.transcript not in read:
            read[pair.transcript] = _transcript(workbench, pair.transcript)
        transcript, session = read[pair.transcript], sessions.get(session_id)
        speaker = transcript.turn_at(pair.answers[0].first_word).speaker if transcript else ""
        yield Member(
            pair=pair,
            session=session_id,
            held_on=session.held_on if session else None,
            answered_by=session.speakers.get(speaker, speaker) if session else speaker,
            role=session.participant(speaker).role if session else "",
        )


def _transcript(workbench: Workbench, key: str) -> Transcript | None:
    """A revision by its key; None where its file is gone, for the pairs themselves are kept."""
    session_id, _, revision = key.partition("/r")
    try:
        return workbench.transcript(session_id, int(revision))
    except UnknownItemError:
        return None


def _by_entity(doses: Iterable[DoseStatement]) -> dict[str, tuple[DoseStatement, ...]]:
    found: dict[str, list[DoseStatement]] = defaultdict(list)
    for dose in doses:
        if dose.entity:
            found[dose.entity].append(dose)
    return {entity: tuple(some) for entity, some in found.items()}


def _statements(
    member: Member,
    drugs: Mapping[str, EntitySpan],
    doses: Mapping[str, tuple[DoseStatement, ...]],
) -> Iterator[Statement]:
    """What an answer says of each drug; questions and what is only supposed say nothing."""
    for key in member.pair.entities:
        drug = drugs.get(key)
        if drug is None or drug.assertion in SKIPPED:
            continue
        if not any(
            run.first_word <= drug.first_word <= run.last_word for run in member.pair.answers
        ):
            continue
        yield Statement(
            pair=member.pair.id,
            session=member.session,
            speaker=member.answered_by,
            role=member.role,
            held_on=member.held_on,
            drug=drug.concept.key if drug.concept else drug.text.casefold(),
            display=drug.concept.display if drug.concept else drug.text,
            assertion=drug.assertion,
            doses=doses.get(key, ()),
        )


def _when(member: Member) -> tuple[date, str, int]:
    return member.held_on or date.max, member.session, member.pair.first_word
