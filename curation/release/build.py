"""Choosing what may be released: only what reviewers accepted or edited, with its sources."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import PurePosixPath, PureWindowsPath
from typing import TypeVar

from curation.model import (
    Candidate,
    Decision,
    DoseStatement,
    EntitySpan,
    QAPair,
    Recording,
    Run,
    Session,
    Transcript,
)
from curation.release.records import (
    HeldBack,
    Part,
    Reason,
    ReleasedDose,
    ReleasedEntity,
    ReleasedPair,
    Span,
)
from curation.state import PUBLISHABLE, ItemState, apply_decision, item_states

TIME_DIGITS = 3  # milliseconds; a finer difference is no difference of content
_Inner = TypeVar("_Inner", EntitySpan, DoseStatement)

INTERRUPTION = " … "  # stands in a spoken answer where someone else spoke


@dataclass(frozen=True, kw_only=True)
class Material:
    """What is on the workbench for some sessions; `transcript` finds one by its key."""

    sessions: Iterable[Session]
    recordings: Iterable[Recording]
    pairs: Iterable[QAPair]
    entities: Iterable[EntitySpan]
    decisions: Iterable[Decision]
    doses: Iterable[DoseStatement] = ()
    transcript: Callable[[str], Transcript]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What goes in, by date, session and time, and what is held back.

    `uncited` counts the entities and doses inside released pairs that no reviewer confirmed.
    """

    pairs: tuple[ReleasedPair, ...]
    held_back: tuple[HeldBack, ...]
    uncited: int
    components: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class _Context:
    """What the pairs of one transcript have in common."""

    session: Session
    transcript: Transcript
    recording: str
    entities: tuple[EntitySpan, ...]
    doses: tuple[DoseStatement, ...]


def select(material: Material) -> Selection:
    """Gate every pair, and describe those that pass with their sources."""
    sessions = {session.id: session for session in material.sessions}
    recordings = {recording.id: recording.path for recording in material.recordings}
    states = item_states(material.decisions)
    passing, held_back = _gate(material.pairs, states, sessions)
    entities, undecided = _by_confirmation(material.entities, states)
    doses, undecided_doses = _by_confirmation(material.doses, states)
    released: list[ReleasedPair] = []
    components: dict[str, set[str]] = defaultdict(set)
    components["curation"].add(version("clinical-experience-curation"))
    uncited = 0
    for key, pairs in passing.items():
        transcript = material.transcript(key)
        context = _Context(
            session=sessions[transcript.session_id],
            transcript=transcript,
            recording=_public_path(recordings.get(transcript.recording_id or "", "")),
            entities=tuple(entities[key]),
            doses=tuple(doses[key]),
        )
        for pair in pairs:
            released.append(_describe(pair, states[pair.id], context))
            waiting = (*undecided[key], *undecided_doses[key])
            uncited += sum(_part(span, pair) is not None for span in waiting)
        for name, number in _components(transcript, (*pairs, *context.entities, *context.doses)):
            components[name].add(number)
    return Selection(
        pairs=tuple(sorted(released, key=_order)),
        held_back=held_back,
        uncited=uncited,
        components={name: ", ".join(sorted(components[name])) for name in sorted(components)},
    )


def _gate(
    pairs: Iterable[QAPair], states: Mapping[str, ItemState], sessions: Mapping[str, Session]
) -> tuple[Mapping[str, list[QAPair]], tuple[HeldBack, ...]]:
    """The pairs that pass, as reviewed and by transcript, and those held back."""
    passing: dict[str, list[QAPair]] = defaultdict(list)
    held_back: list[HeldBack] = []
    for pair in pairs:
        session = sessions[_session_of(pair.transcript)]
        state = states.get(pair.id)
        if reason := _reason(state, session):
            held_back.append(HeldBack(id=pair.id, session_id=session.id, reason=reason))
        else:
            passing[pair.transcript].append(apply_decision(pair, state))
    return passing, tuple(held_back)


def _session_of(transcript_key: str) -> str:
    return transcript_key.split("/")[0]


def _reason(state: ItemState | None, session: Session) -> Reason | None:
    if state is None or state.status == "open":
        return "open"
    if state.conflict:
        return "conflict"
    if state.status not in PUBLISHABLE:
        return "rejected" if state.status == "rejected" else "skipped"
    return None if session.consent.strip() else "consent"


def _by_confirmation(
    candidates: Iterable[_Inner], states: Mapping[str, ItemState]
) -> tuple[Mapping[str, list[_Inner]], Mapping[str, list[_Inner]]]:
    """Confirmed entities or doses as reviewed, and undecided ones, by transcript."""
    confirmed: dict[str, list[_Inner]] = defaultdict(list)
    undecided: dict[str, list[_Inner]] = defaultdict(list)
    for span in candidates:
        state = states.get(span.id)
        if state and state.status in PUBLISHABLE and not state.conflict:
            confirmed[span.transcript].append(apply_decision(span, state))
        elif state is None or state.status != "rejected" or state.conflict:
            undecided[span.transcript].append(span)
    return confirmed, undecided


def _describe(pair: QAPair, state: ItemState, context: _Context) -> ReleasedPair:
    transcript, session = context.transcript, context.session
    name = transcript.turn_at(pair.answers[0].first_word).speaker
    speaker = session.participant(name)
    approvals = [event for event in state.standing if event.verdict in ("accept", "edit")]
    question = _span(transcript, pair.question)
    entities = tuple(_entities_in(pair, context))
    return ReleasedPair(
        id=pair.id,
        question=pair.question_text,
        answer=pair.answer_text,
        spoken_question=transcript.text_of(pair.question),
        spoken_answer=INTERRUPTION.join(transcript.text_of(run) for run in pair.answers),
        language=pair.language,
        topics=pair.topics,
        translation_of=pair.translation_of,
        session_id=session.id,
        session_title=session.title,
        held_on=session.held_on,
        consent=session.consent,
        speaker=speaker.name if speaker in session.participants else "",
        speaker_role=speaker.role,
        speaker_department=speaker.department,
        speaker_institution=speaker.institution,
        speaker_country=speaker.country,
        question_start_s=question.start_s,
        question_end_s=question.end_s,
        answer_spans=tuple(_span(transcript, run) for run in pair.answers),
        recording=context.recording,
        transcript=transcript.key,
        entities=entities,
        doses=tuple(_doses_in(pair, context, {entity.id for entity in entities})),
        reviewers=tuple(event.reviewer for event in approvals),
        decided_at=max(event.decided_at for event in approvals),
    )


def _entities_in(pair: QAPair, context: _Context) -> Iterator[ReleasedEntity]:
    for span in context.entities:
        part = _part(span, pair)
        if part is not None:
            concept = span.concept
            yield ReleasedEntity(
                id=span.id,
                label=span.label,
                text=span.text,
                assertion=span.assertion,
                part=part,
                start_s=_span(context.transcript, span).start_s,
                concept=concept and replace(concept, names=dict(sorted(concept.names.items()))),
                repaired=bool(span.suggested_name and concept),
            )


def _doses_in(pair: QAPair, context: _Context, entities: Set[str]) -> Iterator[ReleasedDose]:
    for dose in context.doses:
        part = _part(dose, pair)
        if part is not None:
            yield ReleasedDose(
                id=dose.id,
                drug=dose.drug,
                entity=dose.entity if dose.entity in entities else None,
                text=dose.text,
                amount=dose.amount,
                unit=dose.unit,
                ucum=dose.ucum,
                route=dose.route,
                frequency=dose.frequency,
                duration=dose.duration,
                negated=dose.negated,
                implausible=dose.implausible,
                part=part,
                start_s=_span(context.transcript, dose).start_s,
            )


def _part(span: Run, pair: QAPair) -> Part | None:
    if _inside(span, pair.question):
        return "question"
    return "answer" if any(_inside(span, run) for run in pair.answers) else None


def _inside(inner: Run, outer: Run) -> bool:
    return outer.first_word <= inner.first_word and inner.last_word <= outer.last_word


def _span(transcript: Transcript, run: Run) -> Span:
    return Span(
        start_s=round(transcript.words[run.first_word].start_s, TIME_DIGITS),
        end_s=round(transcript.words[run.last_word].end_s, TIME_DIGITS),
    )


def _public_path(path: str) -> str:
    """A path inside the data folder as it is; of any other file only its name."""
    pure = PurePosixPath(PureWindowsPath(path).as_posix())
    outside = pure.is_absolute() or PureWindowsPath(path).drive or ".." in pure.parts
    return pure.name if outside or not path else str(pure)


def _components(
    transcript: Transcript, candidates: Iterable[Candidate]
) -> Iterator[tuple[str, str]]:
    """The engine and the extractors that content came from, each with its version."""
    yield f"engine {transcript.engine}", transcript.model
    for source in {candidate.source for candidate in candidates}:
        name, _, number = source.partition("@")
        if name:
            yield name, number


def _order(pair: ReleasedPair) -> tuple[date, str, float, str]:
    return (pair.held_on or date.max, pair.session_id, pair.question_start_s, pair.id)
