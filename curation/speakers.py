"""Who speaks, once reviewers' changes are laid over a transcript and its session."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from curation.model import Session, SpeakerChange, Transcript
from curation.state import undone_ids


def with_speakers(
    transcript: Transcript, session: Session, changes: Iterable[SpeakerChange]
) -> Transcript:
    """The transcript with its turns' labels as the changes of this revision leave them."""
    standing = standing_changes(c for c in changes if c.transcript == transcript.key)
    if not standing:
        return transcript
    labels = [turn.speaker for turn in transcript.turns]
    places = {turn.first_word: place for place, turn in enumerate(transcript.turns)}
    for change in standing:
        label = _label_of(change.name, labels, session)
        if change.kind == "rename":
            labels = [label if known in change.labels else known for known in labels]
        elif change.first_word in places:
            labels[places[change.first_word]] = label
    turns = (replace(t, speaker=label) for t, label in zip(transcript.turns, labels, strict=True))
    return replace(transcript, turns=tuple(turns))


def with_renamed(session: Session, changes: Iterable[SpeakerChange]) -> Session:
    """The session with its participants also under their new names, with what is known of them."""
    people = list(session.participants)
    for change in standing_changes(changes):
        names = {person.name for person in people}
        if change.kind != "rename" or change.name in names:
            continue
        known = replace(session, participants=tuple(people)).participant(change.labels[0])
        if known in people:
            people.append(replace(known, name=change.name))
    return replace(session, participants=tuple(people))


def standing_changes(changes: Iterable[SpeakerChange]) -> tuple[SpeakerChange, ...]:
    """The changes that were not taken back, oldest first."""
    ordered = sorted(changes, key=lambda change: (change.transcript, change.version))
    undone = undone_ids(ordered)
    return tuple(c for c in ordered if c.kind != "undo" and c.id not in undone)


def _label_of(name: str, labels: Sequence[str], session: Session) -> str:
    """The label by which a transcript means someone: its own, or that of the facts, or the name."""
    known = (*labels, name, *session.speakers)
    return next((label for label in known if session.participant(label).name == name), name)
