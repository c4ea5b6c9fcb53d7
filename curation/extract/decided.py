"""Turns whose entities curators decided on, as texts that a model can learn from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from curation.extract.evaluate import EntityRow, GoldEntity
from curation.extract.pipeline import language_of
from curation.extract.turns import word_starts
from curation.model import Decision, EntitySpan, Transcript, Turn, stable_id
from curation.state import ItemState, apply_decision, item_states

NO_ENTITY = ""  # the label of what curators rejected


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A text with what is known of it: entities, and under `NO_ENTITY` what is none.

    Of a `complete` one, everything else is no entity; of another, nothing else is known.
    """

    row: EntityRow
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What the decisions of one language come to.

    `lessons` are turns with a decision, one for each wording; `undecided` the texts of turns
    without any. `decisions` were used, and `lost` ones could not be: their words are gone.
    """

    lessons: tuple[Lesson, ...]
    undecided: tuple[str, ...]
    decisions: int
    lost: int


def decided_turns(
    language: str,
    transcripts: Mapping[str, Transcript],
    entities: Iterable[EntitySpan],
    decisions: Iterable[Decision],
) -> Decided:
    """What curators decided of the entities in turns of a language.

    `transcripts` are those that are there, by their keys. Where two curators differ, or skipped,
    nothing is known; a turn is complete once nothing in it is left like that. Of turns with the
    same words the last one counts.
    """
    states = item_states(decisions)
    candidates: dict[str, list[EntitySpan]] = defaultdict(list)
    for entity in entities:
        candidates[entity.transcript].append(entity)
    lost = sum(
        _is_decided(states.get(entity.id))
        for key in candidates.keys() - transcripts.keys()
        for entity in candidates[key]
    )
    lessons: dict[str, Lesson] = {}
    undecided: dict[str, None] = {}
    used = 0
    for key, transcript in sorted(transcripts.items()):
        by_turn: dict[Turn, list[EntitySpan]] = defaultdict(list)
        for entity in candidates[key]:
            if entity.last_word < len(transcript.words):
                by_turn[transcript.turn_at(entity.first_word)].append(entity)
            else:
                lost += _is_decided(states.get(entity.id))
        for turn in transcript.turns:
            text = transcript.text_of(turn)
            if language_of(text) != language:
                continue
            known = [_mark(transcript, turn, one, states.get(one.id)) for one in by_turn[turn]]
            marks = tuple(mark for mark in known if mark)
            if marks:
                row = EntityRow(id=stable_id(text), text=text, entities=marks)
                lessons[text] = Lesson(row=row, complete=len(marks) == len(known))
                used += len(marks)
            else:
                undecided[text] = None
    return Decided(
        lessons=tuple(lessons.values()),
        undecided=tuple(text for text in undecided if text not in lessons),
        decisions=used,
        lost=lost,
    )


def _is_decided(state: ItemState | None) -> bool:
    return state is not None and state.status in ("accepted", "edited", "rejected")


def _mark(
    transcript: Transcript, turn: Turn, entity: EntitySpan, state: ItemState | None
) -> GoldEntity | None:
    """What was decided of an entity, at its characters of the turn; None if that is not known."""
    if state is None or state.conflict or not _is_decided(state):
        return None
    final = apply_decision(entity, state)
    if not turn.first_word <= final.first_word <= final.last_word <= turn.last_word:
        return None
    offset = word_starts(transcript, turn)[final.first_word - turn.first_word]
    start, end = offset + final.start_char, offset + final.end_char
    if transcript.text_of(turn)[start:end] != final.text:
        return None
    label = NO_ENTITY if state.status == "rejected" else final.label
    return GoldEntity(start_char=start, end_char=end, label=label)
