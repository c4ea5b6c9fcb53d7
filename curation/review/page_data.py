"""Records as the page wants them: plain JSON values, words as columns."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from curation.model import (
    Candidate,
    EntitySpan,
    Participant,
    Run,
    Session,
    SpeakerChange,
    Transcript,
    dump_json,
    kind_of,
)
from curation.review.queue import QueueItem
from curation.speakers import standing_changes
from curation.state import ItemState, apply_decision

AROUND_ENTITY = " \t.,;:!?\"'()[]…，。；：！？、“”‘’（）【】《》"  # not part of an entity's text

Row = dict[str, Any]


def session_row(
    session: Session, duration_s: float, counts: Mapping[str, int], languages: Iterable[str]
) -> Row:
    """One line of the library."""
    return {
        "id": session.id,
        "title": session.title or session.id,
        "topic": session.topic,
        "held_on": session.held_on.isoformat() if session.held_on else "",
        "languages": list(session.languages or languages),
        "roles": _roles(session.participants),
        "duration_s": duration_s,
        "counts": dict(counts),
    }


def _roles(participants: Iterable[Participant]) -> list[Row]:
    counted: dict[str, int] = {}
    for participant in participants:
        counted[participant.role] = counted.get(participant.role, 0) + 1
    return [{"role": role, "count": count} for role, count in counted.items()]


def state_counts(candidates: Iterable[Candidate], states: Mapping[str, ItemState]) -> Row:
    """How many candidates are open, decided, or flagged: skipped, or decided differently."""
    counts = {"open": 0, "decided": 0, "flagged": 0}
    for candidate in candidates:
        state = states.get(candidate.id)
        if state is None or state.status == "open":
            counts["open"] += 1
        elif state.conflict or state.status == "skipped":
            counts["flagged"] += 1
        else:
            counts["decided"] += 1
    return counts


def transcript_row(transcript: Transcript) -> Row:
    """The transcript to read; who speaks in it comes from `speakers_row`."""
    words = transcript.words
    return {
        "key": transcript.key,
        "language": transcript.language,
        "duration_s": max([transcript.duration_s, *(flag.end_s for flag in transcript.flags)]),
        "text": [word.text for word in words],
        "space": [int(word.space) for word in words],
        "start_s": [round(word.start_s, 3) for word in words],
        "end_s": [round(word.end_s, 3) for word in words],
        "doubtful": [i for i, word in enumerate(words) if word.doubtful],
        "estimated": [i for i, word in enumerate(words) if word.timing == "estimated"],
        "flags": [asdict(f) for f in sorted(transcript.flags, key=lambda f: (f.start_s, f.end_s))],
    }


def speakers_row(transcript: Transcript, session: Session, changes: Sequence[SpeakerChange]) -> Row:
    """Who speaks in which turn, as it stands, and who else could be meant."""
    names = {turn.speaker: session.participant(turn.speaker) for turn in transcript.turns}
    standing = standing_changes(changes)
    gone = {session.participant(label).name for one in standing for label in one.labels}
    others = [person for person in session.participants if person.name not in gone]
    people = {person.name: person for person in (*names.values(), *others) if person.name}
    return {
        "turns": [[turn.first_word, turn.last_word, turn.speaker] for turn in transcript.turns],
        "speakers": {name: asdict(participant) for name, participant in names.items()},
        "people": [asdict(person) for person in people.values()],
        "changed": {
            turn.first_word: change.reviewer
            for change in standing
            for turn in transcript.turns
            if turn.first_word == change.first_word
            or (change.kind == "rename" and names[turn.speaker].name == change.name)
        },
        "speaker_version": len(changes),
    }


def doubtful_ids(candidates: Iterable[Candidate], transcript: Transcript) -> frozenset[str]:
    """The entities that stand on words of which the engine was unsure."""
    return frozenset(
        candidate.id
        for candidate in candidates
        if isinstance(candidate, EntitySpan)
        and any(
            word.doubtful
            for word in transcript.words[candidate.first_word : candidate.last_word + 1]
        )
    )


def item_row(candidate: Candidate, state: ItemState | None, queued: QueueItem) -> Row:
    """A candidate with its place in the queue: as extracted, and as it stands."""
    return {
        "id": candidate.id,
        "kind": kind_of(candidate),
        "score": candidate.score,
        "source": candidate.source,
        "reason": queued.reason,
        "extracted": json.loads(dump_json(candidate)),
        **state_row(candidate, state),
    }


def state_row(candidate: Candidate, state: ItemState | None) -> Row:
    """What decisions make of a candidate; sent anew after each."""
    state = state or ItemState(target_id=candidate.id)
    return {
        "status": state.status,
        "version": state.version,
        "conflict": state.conflict,
        "standing": [
            {
                "reviewer": decision.reviewer,
                "verdict": decision.verdict,
                "decided_at": decision.decided_at.isoformat(),
                "after": decision.after,
                "note": decision.note,
            }
            for decision in state.standing
        ],
        "fields": json.loads(dump_json(apply_decision(candidate, state))),
    }


def slice_of(transcript: Transcript, run: Run) -> Row:
    """The fields of an entity that covers these words, without the punctuation around them."""
    text = transcript.text_of(run)
    start_char = len(text) - len(text.lstrip(AROUND_ENTITY))
    stripped = text.strip(AROUND_ENTITY)
    return {
        "first_word": run.first_word,
        "last_word": run.last_word,
        "start_char": start_char,
        "end_char": start_char + len(stripped),
        "text": stripped,
    }
