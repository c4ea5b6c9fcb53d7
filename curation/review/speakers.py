"""A reviewer's word on who speaks becomes an event in the store, at once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from curation.errors import InputError
from curation.model import SpeakerChange, Transcript, stable_id
from curation.model.base import STRICT
from curation.review.bench import Bench
from curation.speakers import standing_changes

LONGEST_NAME = 80  # characters


@dataclass(frozen=True, kw_only=True)
class SpeakerRuling:
    """Who speaks, as a reviewer says: of one turn, or of all turns of a speaker.

    `first_word` is that of a turn; with `everywhere`, all turns of its speaker are meant. An
    empty `name` means that nobody knows. `version` counts the changes they had seen.
    """

    __pydantic_config__ = STRICT

    transcript: str
    first_word: int
    name: str
    version: int
    everywhere: bool = False


def changes_of(bench: Bench, transcript: Transcript) -> tuple[SpeakerChange, ...]:
    """All changes of a revision's speakers, oldest first."""
    every = bench.store.speaker_changes(transcript.session_id)
    return tuple(change for change in every if change.transcript == transcript.key)


def change_speaker(bench: Bench, transcript: Transcript, ruling: SpeakerRuling) -> bool:
    """Save who speaks; False when that is who speaks already.

    Raises
    ------
    ConflictError
        when someone changed the speakers since `ruling.version`.
    InputError
        when no turn starts there, or the name is empty, too long or of several lines.
    """
    name = _checked(ruling.name, required=ruling.everywhere)
    turn = next((t for t in transcript.turns if t.first_word == ruling.first_word), None)
    if turn is None:
        raise InputError(f"{transcript.key}: no turn starts there; reload the page")
    session = bench.session(transcript.session_id)
    known = session.participant(turn.speaker).name
    if name == known:
        return False
    if ruling.everywhere:
        labels = {turn.speaker for turn in transcript.turns}
        own = tuple(sorted(one for one in labels if session.participant(one).name == known))
        said: dict[str, Any] = {"kind": "rename", "labels": own}
    else:
        said = {"kind": "assign", "first_word": turn.first_word}
    _store(bench, transcript.key, ruling.version, {**said, "name": name})
    return True


def last_own_change(bench: Bench, transcript: Transcript) -> SpeakerChange | None:
    """The reviewer's newest change of these speakers that stands."""
    own = [
        change
        for change in standing_changes(changes_of(bench, transcript))
        if change.reviewer == bench.settings.reviewer
    ]
    return own[-1] if own else None


def take_back(bench: Bench, transcript: Transcript, change: SpeakerChange) -> None:
    """Undo a change; later ones stay."""
    seen = len(changes_of(bench, transcript))
    _store(bench, transcript.key, seen, {"kind": "undo", "undoes": change.id})


def _store(bench: Bench, key: str, seen: int, said: dict[str, Any]) -> None:
    reviewer = bench.settings.reviewer
    bench.store.change_speakers(
        SpeakerChange(
            id=stable_id(key, "speakers", seen + 1, reviewer),
            transcript=key,
            reviewer=reviewer,
            changed_at=datetime.now(UTC),
            version=seen + 1,
            **said,
        )
    )


def _checked(name: str, *, required: bool) -> str:
    name = name.strip()
    if required and not name:
        raise InputError("a speaker's name is empty; write one, or leave with Esc")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(f"a speaker's name is one line of up to {LONGEST_NAME} characters")
    return name
